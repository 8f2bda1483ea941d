import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extractive } from '../../server/generate/extractive.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { codeOf, leaveQuestion } from './answer-asking.ts';
import { handbook, openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf(handbook);
});
afterAll(() => shelf.close());

describe('faults', () => {
  test('an empty question is refused', async () => {
    expect(await codeOf(shelf.ask(scripted(['']), { question: ' \n' }))).toBe('question-empty');
  });

  test('a question of 100 kB is refused', async () => {
    expect(await codeOf(shelf.ask(scripted(['']), { question: 'why '.repeat(25_000) }))).toBe('question-too-long');
  });

  test('an answer from a prompt that was cut is never shown as one', async () => {
    const honest = scripted(['Full-time staff get 28 days.'], { id: 'gemma4:12b' });
    const cutting = {
      ...honest,
      async *generate(...input: Parameters<typeof honest.generate>) {
        for await (const event of honest.generate(...input)) {
          yield event.type === 'end' ? { ...event, usage: { ...event.usage, promptTokens: 100 } } : event;
        }
      },
    };
    expect(await codeOf(shelf.ask(cutting, leaveQuestion))).toBe('prompt-cut');
  });

  test('a stream without an end is a fault', async () => {
    const honest = scripted(['Full-time staff get 28 days.']);
    const broken = {
      ...honest,
      async *generate(...input: Parameters<typeof honest.generate>) {
        for await (const event of honest.generate(...input)) if (event.type !== 'end') yield event;
      },
    };
    expect(await codeOf(shelf.ask(broken, leaveQuestion))).toBe('model-stream-broken');
  });

  test('the whole collection is refused with both numbers when it does not fit', async () => {
    const work = shelf.ask(scripted(['']), { ...leaveQuestion, mode: 'whole' });
    expect((await work).plan.mode).toBe('whole');
    const small = shelf.ask(scripted([''], { contextTokens: 1_400 }), { ...leaveQuestion, mode: 'whole' });
    await expect(small).rejects.toMatchObject({ code: 'prompt-too-long', message: expect.stringMatching(/\d+ tokens;.*1,400/) });
    expect(await codeOf(shelf.ask(extractive(shelf.deps.config), { ...leaveQuestion, mode: 'whole' }))).toBe('bad-request');
  });

  test('a stop before the first token and one in mid-answer end the question at once', async () => {
    const stopped = new AbortController();
    stopped.abort();
    expect(await codeOf(Array.fromAsync(shelf.events(scripted(['Yes.']), leaveQuestion, stopped.signal)))).toBe('cancelled');
    const stopping = new AbortController();
    const work = (async () => {
      for await (const event of shelf.events(scripted(['One two three four five six seven eight.']), leaveQuestion, stopping.signal)) {
        if (event.type === 'text-delta') stopping.abort();
      }
    })();
    expect(await codeOf(work)).toBe('cancelled');
  });
});
