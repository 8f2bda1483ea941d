import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GenerateRequest } from '../../core/ports.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { citing, joined, leaveQuestion } from './answer-asking.ts';
import { handbook, openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf(handbook);
});
afterAll(() => shelf.close());

describe('the stream of events', () => {
  test('begins with the plan, ends with the answer, and its deltas are the text of the answer', async () => {
    const generator = citing('Full-time staff get 28 days of annual leave. They may ask for it early', '28 days');
    const events = await shelf.all(generator, leaveQuestion);
    const types = events.map(({ type }) => type).filter((type) => type !== 'progress');
    expect(types[0]).toBe('plan-ready');
    expect(types.at(-1)).toBe('answer-end');
    expect(types.filter((type) => type === 'answer-end')).toHaveLength(1);
    const last = events.at(-1);
    expect(last?.type === 'answer-end' && last.answer.text).toBe(joined(events));
  });

  test('announces a citation before its mark is shown, and each citation once', async () => {
    const events = await shelf.all(
      citing('Full-time staff get 28 days of annual leave [1]. Yes, 28 days of annual leave', '28 days'),
      leaveQuestion,
    );
    const found = events.findIndex(({ type }) => type === 'citation-found');
    const shown = events.findIndex((event) => event.type === 'text-delta' && event.text.includes('[1]'));
    expect(found).toBeGreaterThan(-1);
    expect(found).toBeLessThan(shown);
    expect(events.filter(({ type }) => type === 'citation-found')).toHaveLength(1);
  });
});

describe('the account of an answer', () => {
  test('names every document, what was sent of it, and what the model server counted', async () => {
    const { receipt, plan } = await shelf.ask(citing('They get 28 days of annual leave', '28 days'), leaveQuestion);
    expect(receipt.documents.map(({ source, used }) => [source, used])).toEqual([
      ['leave.md', true],
      ['prices.csv', true],
      ['travel.md', true],
    ]);
    expect(receipt.promptTokens).toBe(plan.promptTokens);
    expect(receipt.serverPromptTokens).toBe(plan.promptTokens);
    expect(receipt.promptHash).toMatch(/^[0-9a-f]{64}$/);
    expect(receipt.timings.totalMs).toBeGreaterThanOrEqual(receipt.timings.searchMs);
  });

  test('keeps of a whole collection only the passages that are cited', async () => {
    const given = await shelf.ask(citing('They get 28 days of annual leave', '28 days'), leaveQuestion);
    expect(given.plan.mode).toBe('whole');
    expect(given.passages.map(({ source }) => source)).toEqual(['leave.md']);
  });

  test('says when the answer was stopped by its limit', async () => {
    const honest = scripted(['Full-time staff get 28 days of annual leave a year']);
    const limited = {
      ...honest,
      async *generate(...input: Parameters<typeof honest.generate>) {
        for await (const event of honest.generate(...input)) yield event.type === 'end' ? { ...event, finish: 'length' as const } : event;
      },
    };
    const { receipt } = await shelf.ask(limited, leaveQuestion);
    expect(receipt.warnings.join(' ')).toContain('limit of 1024 tokens');
  });
});

test('a follow-up carries the history and searches for what it leans on', async () => {
  const seen: GenerateRequest[] = [];
  const generator = scripted(
    (request) => {
      seen.push(request);
      return 'This is not in these documents.';
    },
    { parameters: '4B', contextTokens: 8_192 },
  );
  const history = [{ question: 'How many days of annual leave do full-time staff get?', answer: 'They get 28 days [1].' }];
  await shelf.ask(generator, { question: 'And part-time staff?', history, mode: 'retrieve' });
  expect(seen[0]?.prompt.history).toEqual([
    { question: 'How many days of annual leave do full-time staff get?', answer: 'They get 28 days.' },
  ]);
  expect(seen[0]?.outcome?.hits[0]?.source).toBe('leave.md');
  expect(seen[0]?.prompt.question.startsWith('And part-time staff?')).toBe(true);
});
