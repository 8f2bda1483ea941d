import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import type { Generator, Prompt } from '../../core/ports.ts';
import type { Answer, RequestedMode } from '../../core/types.ts';
import { rebuiltPrompt } from '../../server/answer/prompt/rebuilt-prompt.ts';
import { extractive } from '../../server/generate/extractive.ts';
import { chatMessages } from '../../server/generate/messages.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { handbook, newLeave, notes, openShelf, type Shelf } from './answer-shelf.ts';

const question = 'How many days of annual leave do full-time staff get?';

let shelf: Shelf;
let sent: Prompt[];
beforeEach(async () => {
  shelf = await openShelf({ ...notes, ...handbook });
  sent = [];
});
afterEach(() => shelf.close());

/** Keeps every prompt that it is given. */
function listening(): Generator {
  return scripted(({ prompt, passages }) => {
    sent.push(prompt);
    return `Full-time staff get 28 days of annual leave a year [${passages.find(({ text }) => text.includes('28 days'))?.number ?? 1}].`;
  });
}

const asked = (mode: RequestedMode, history = [] as { question: string; answer: string }[]): Promise<Answer> =>
  shelf.ask(listening(), { question, mode, history });

async function expectRebuilt(answer: Answer): Promise<void> {
  const { system, prefix, history, question: last, messages, promptHash } = await rebuiltPrompt(answer, shelf.deps);
  const prompt = sent.at(-1);
  if (prompt === undefined) throw new Error('Nothing was sent');
  expect({ system, prefix, history, question: last }).toEqual({
    ...{ system: prompt.system, prefix: prompt.prefix, history: prompt.history, question: prompt.question },
  });
  expect(messages).toEqual(chatMessages(prompt));
  expect(sha256(JSON.stringify([system, prefix, history, last]))).toBe(promptHash);
}

async function lossOf(answer: Answer): Promise<AppError> {
  const fault = await rebuiltPrompt(answer, shelf.deps).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(fault instanceof AppError)) throw new Error(`Expected a fault, not ${String(fault)}`);
  expect(fault.code).toBe('prompt-lost');
  return fault;
}

describe('the prompt of an answer is rebuilt byte for byte', () => {
  test.each(['whole', 'retrieve', 'sections'] as const)('in mode %s', async (mode) => {
    const answer = await asked(mode);
    expect(answer.receipt.mode).toBe(mode);
    await expectRebuilt(answer);
  });

  test('with the history that was sent, marks taken out', async () => {
    await expectRebuilt(await asked('whole', [{ question: 'What about travel?', answer: 'First class is prohibited [3].' }]));
  });

  test('with an older version in its place and the note on it, as long as that is kept', async () => {
    await asked('whole');
    await shelf.put({ 'leave.md': newLeave });
    const answer = await asked('whole');
    expect(sent.at(-1)?.prefix).toContain('<out-of-date>');
    await expectRebuilt(answer);
  });

  test('also after documents were added that it does not hold', async () => {
    const answer = await asked('whole');
    await shelf.put({ 'aaa.md': '# New\n\nThis came later.\n' });
    await expectRebuilt(answer);
  });

  test('also when its documents were saved again as they were', async () => {
    const answer = await asked('retrieve');
    await shelf.put({ 'leave.md': handbook['leave.md'] ?? '' });
    await expectRebuilt(answer);
  });
});

describe('a prompt that cannot be rebuilt says why', () => {
  test('when it held an older version that is no longer kept', async () => {
    await asked('whole');
    await shelf.put({ 'leave.md': newLeave });
    const answer = await asked('whole');
    shelf.takeAway('notes/0.md');
    await shelf.put({ 'notes/0.md': notes['notes/0.md'] ?? '' });
    await rebuiltPrompt(answer, shelf.deps);
    const elsewhere = { ...shelf.deps, config: { ...shelf.deps.config } };
    const fault = await rebuiltPrompt(answer, elsewhere).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'prompt-lost', message: expect.stringContaining('leave.md has changed since') });
  });

  test('when a document has changed although its old version is still kept for the model', async () => {
    const answer = await asked('whole');
    await shelf.put({ 'leave.md': newLeave });
    await asked('whole');
    expect((await lossOf(answer)).message).toContain('leave.md has changed since');
  });

  test('when a document has changed, with its name and what to do', async () => {
    const answer = await asked('retrieve');
    await shelf.put({ 'leave.md': newLeave });
    const { message, hint } = await lossOf(answer);
    expect(message).toContain('leave.md has changed since');
    expect(hint).toContain('Put the documents back as they were');
  });

  test('when a document was deleted, by name', async () => {
    const answer = await asked('whole');
    shelf.takeAway('travel.md');
    expect((await lossOf(answer)).message).toContain('travel.md was deleted since');
  });

  test('when a document can no longer be read, by name', async () => {
    const answer = await asked('whole');
    await shelf.put({ 'travel.md': '' });
    expect((await lossOf(answer)).message).toContain('travel.md can no longer be read since');
  });

  test('of many documents it names ten and counts the rest', async () => {
    const answer = await asked('whole');
    for (const source of Object.keys(notes)) shelf.takeAway(source);
    expect((await lossOf(answer)).message).toMatch(/notes\/\d+\.md was deleted, .* and 10 more since/);
  });

  test('when the instructions are other ones', async () => {
    const answer = await asked('whole');
    const { promptParts } = answer.receipt;
    const other = promptParts === null ? null : { ...promptParts, systemHash: 'other' };
    expect((await lossOf({ ...answer, receipt: { ...answer.receipt, promptParts: other } })).message).toContain('instructions of Carrel');
  });

  test('when the same parts come to another hash: another prompt is never shown for it', async () => {
    const answer = await asked('whole');
    const other = { ...answer, receipt: { ...answer.receipt, promptHash: 'f'.repeat(64) } };
    expect((await lossOf(other)).message).toContain('This version of Carrel');
  });

  test('when the collection was read in parts, when nothing was found, and when a deletion took its parts with it', async () => {
    const answer = await asked('whole');
    const receipt = { ...answer.receipt, promptParts: null };
    expect((await lossOf({ ...answer, receipt: { ...receipt, mode: 'scan' } })).message).toContain('read in parts');
    expect((await lossOf({ ...answer, receipt: { ...receipt, timings: { ...receipt.timings, firstTokenMs: 0 } } })).message).toContain(
      'nothing was found to read',
    );
    expect((await lossOf({ ...answer, receipt })).message).toContain('was deleted since, or an older version of Carrel gave it');
  });
});

describe('the receipt', () => {
  test('of a whole answer over 97 documents stays under 50 kB', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 97 }, (_, index) => [
        `handbook/chapter ${index}, on many things/section-${index}.md`,
        `# Chapter ${index}\n\nIt says ${index}.\n`,
      ]),
    );
    const large = await openShelf(many);
    try {
      const history = [{ question: 'What is in chapter 3?', answer: 'It says 3 [4].' }];
      const answer = await large.ask(scripted(['It says 7.']), { question: 'What does chapter 7 say?', mode: 'whole', history });
      expect(answer.receipt.documents).toHaveLength(97);
      expect(answer.receipt.promptParts?.documents).toHaveLength(97);
      expect(Buffer.byteLength(JSON.stringify(answer.receipt))).toBeLessThan(50_000);
    } finally {
      large.close();
    }
  });

  test('of a scan over many documents lists those with a quote and some others, and counts the rest as read', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 620 }, (_, index) => [
        `notes/${String(index).padStart(3, '0')}.md`,
        index === 611 ? 'The lemons are in the cellar.\n' : `Note ${index} says nothing.\n`,
      ]),
    );
    const large = await openShelf(many);
    try {
      const { receipt } = await large.ask(extractive(large.deps.config), { question: 'List all places that mention lemons', mode: 'scan' });
      expect(receipt.documents).toHaveLength(500);
      expect(receipt.documents[0]?.source).toBe('notes/611.md');
      expect(receipt.moreRead).toBe(120);
      expect(receipt.documents.every(({ used }) => used)).toBe(true);
      expect(receipt.warnings).toContain('120 more documents were read and are not listed.');
    } finally {
      large.close();
    }
  });

  test('lists the passages that were read and those that were found and not, with their tokens and why', async () => {
    const { receipt } = await asked('retrieve');
    const read = receipt.passages.filter(({ used }) => used);
    expect(read.length).toBeGreaterThan(0);
    expect(read.every(({ tokens, end, start, why }) => tokens > 0 && end > start && /^Number \d+ of the search\.$|^Around/.test(why))).toBe(
      true,
    );
    for (const { why } of receipt.passages.filter(({ used }) => !used))
      expect(why).toMatch(/^Number \d+ of the search; better ones filled the room\.$/);
    expect(receipt.promptParts?.documents.every(({ spans, hash }) => (spans?.length ?? 0) > 0 && /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });

  test('of a whole answer needs no spans', async () => {
    const { receipt } = await asked('whole');
    expect(receipt.passages).toEqual([]);
    expect(receipt.promptParts?.documents.every(({ spans }) => spans === null)).toBe(true);
  });
});
