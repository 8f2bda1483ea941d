import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { Generator, TokenCounter } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import { countedBy, counterFor, tokensOfCollection } from '../../server/answer/reading/counting.ts';
import { usageWarnings } from '../../server/answer/receipt.ts';
import { extractiveModel } from '../../server/generate/extractive.ts';
import { estimateCounter, gemmaCounter } from '../../server/generate/token-counter.ts';
import { handbook, openShelf, type Shelf } from './answer-shelf.ts';

const soon = (): AbortSignal => AbortSignal.timeout(30_000);
/** Twice as many tokens as Gemma makes. */
const double: TokenCounter = { countedBy: 'vocabulary', margin: 0, leastShare: 0.97, count: (text) => 2 * countTokens(text) };

let shelf: Shelf;
beforeEach(async () => {
  shelf = await openShelf(handbook, {});
});
afterEach(() => shelf.close());

const generatorOf = (id: string, tokenCounter?: Generator['tokenCounter']): Generator => ({
  model: { ...extractiveModel, id, engine: 'test', contextTokens: 8_192 },
  async *generate() {},
  ...(tokenCounter === undefined ? {} : { tokenCounter }),
});

describe('who counts', () => {
  test('is Gemma where its engine names nobody else', async () => {
    expect(await counterFor(generatorOf('a'), shelf.deps.collection, soon())).toBe(gemmaCounter);
  });

  test('is asked with the beginnings of documents, once for a model and a collection', async () => {
    let asked = 0;
    const generator = generatorOf('b', async (samples) => {
      asked++;
      const texts = await samples();
      expect(texts.length).toBe(Math.min(8, Object.keys(handbook).length));
      expect(texts.every((text) => text.length > 0 && text.length <= 4_000)).toBe(true);
      return double;
    });
    expect(await counterFor(generator, shelf.deps.collection, soon())).toBe(double);
    expect(await counterFor(generator, shelf.deps.collection, soon())).toBe(double);
    expect(asked).toBe(1);
  });

  test('is the estimate while a server cannot count, and the server again as soon as it can', async () => {
    let isBusy = true;
    const generator = generatorOf('c', async () => {
      if (isBusy) throw new AppError('model-busy', 'busy', 'wait');
      return double;
    });
    expect(await counterFor(generator, shelf.deps.collection, soon())).toBe(estimateCounter);
    isBusy = false;
    expect(await counterFor(generator, shelf.deps.collection, soon())).toBe(double);
  });

  test('is told to people with the margin that was taken', () => {
    expect(countedBy()).toBe('gemma');
    expect(countedBy(double)).toBe('vocabulary');
    expect(countedBy(estimateCounter)).toBe('estimate, taken 25 % higher');
  });
});

test('the tokens of a collection are those of the model, as far as what was found tells', async () => {
  const records = (await shelf.deps.collection.documents()).filter(({ status }) => status === 'indexed');
  const outcome = await shelf.deps.collection.search('annual leave', 10, null);
  const stored = records.reduce((sum, { tokens }) => sum + tokens, 0);
  expect(tokensOfCollection(records, outcome)).toBe(stored);
  expect(tokensOfCollection(records, outcome, double) / stored).toBeCloseTo(2, 0);
  expect(tokensOfCollection(records, { ...outcome, hits: [] }, estimateCounter)).toBe(Math.ceil(stored * 1.25));
});

describe('the count of the server beside ours', () => {
  const prompt = { system: '', prefix: '', history: [], question: '', tokens: 1_000 };
  const usage = { promptTokens: 900, cachedTokens: null, outputTokens: 1, promptMs: null, outputMs: null };
  const model = { ...extractiveModel, id: 'qwen3:8b' };

  test('is no news where we counted for this model and took a margin', () => {
    expect(usageWarnings({ ...prompt, leastShare: 0.8 }, usage, model)).toEqual([]);
    expect(usageWarnings({ ...prompt, leastShare: 0.8 }, { ...usage, promptTokens: 1_100 }, model)[0]).toMatch(
      /1100 tokens where we count 1000\.$/,
    );
  });

  test('below what any count of this model allows is a cut prompt', () => {
    expect(() => usageWarnings({ ...prompt, leastShare: 0.97 }, usage, model)).toThrow(expect.objectContaining({ code: 'prompt-cut' }));
    expect(usageWarnings(prompt, usage, model)[0]).toMatch(/we count as Gemma does/);
  });
});
