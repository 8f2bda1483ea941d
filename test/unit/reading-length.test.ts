import { describe, expect, test } from 'vitest';
import { countTokens } from '../../core/tokens/index.ts';
import type { ModelDescription } from '../../core/types.ts';
import { readingStrength } from '../../server/answer/reading/model-size.ts';
import { readingLengthOf } from '../../server/answer/reading/reading-length.ts';
import { asked, gives, madeUpText } from '../../server/doctor/try/made-up-text.ts';

const at = (promptTokens: number, factsFound: number, factsAsked = 4) => ({ promptTokens, factsAsked, factsFound });

describe('the length at which a model still finds what it read', () => {
  test.each([
    ['all found', [at(1_000, 4), at(2_000, 4)], { foundTokens: 2_000, lostTokens: null }],
    ['lost from a length on', [at(1_000, 4), at(2_000, 4), at(4_000, 2)], { foundTokens: 2_000, lostTokens: 4_000 }],
    ['one of four missed by chance', [at(1_000, 4), at(2_000, 3), at(4_000, 4)], { foundTokens: 4_000, lostTokens: null }],
    ['one of two missed', [at(1_000, 2, 2), at(2_000, 1, 2)], { foundTokens: 1_000, lostTokens: 2_000 }],
    ['luck after a loss', [at(1_000, 4), at(2_000, 1), at(4_000, 4)], { foundTokens: 1_000, lostTokens: 2_000 }],
    ['measured in any order', [at(4_000, 0), at(1_000, 4)], { foundTokens: 1_000, lostTokens: 4_000 }],
    ['nothing at all', [at(1_000, 0), at(2_000, 0)], null],
    ['not tried', [], null],
  ])('%s', (_, trial, length) => {
    expect(readingLengthOf(trial)).toEqual(length);
  });
});

describe('what is planned with a measured length', () => {
  const model = (id: string): ModelDescription => ({
    id,
    engine: 'ollama',
    contextTokens: 131_072,
    embeds: false,
    loaded: false,
    digest: null,
    sizeBytes: null,
    parameters: null,
    memory: null,
  });

  test('a small model that finds everything in a longer prompt is given longer ones', () => {
    const strength = readingStrength(model('gemma4:e4b'), { foundTokens: 32_768, lostTokens: 65_536 });
    expect(strength).toMatchObject({ effectiveTokens: 32_768, retrieveTokens: 4_000, isMeasured: true });
  });

  test('a large model that loses facts is no longer given its whole window', () => {
    expect(readingStrength(model('gemma4:26b'), { foundTokens: 65_536, lostTokens: 131_072 }).effectiveTokens).toBe(65_536);
  });

  test('passages are no longer than what is read well', () => {
    expect(readingStrength(model('gemma4:12b'), { foundTokens: 2_048, lostTokens: 4_096 }).retrieveTokens).toBe(2_048);
  });

  test('a trial that ended before anything was lost takes nothing away', () => {
    const strength = readingStrength(model('gemma4:26b'), { foundTokens: 8_192, lostTokens: null });
    expect(strength).toEqual(readingStrength(model('gemma4:26b'), null));
  });
});

describe('the made-up document of a trial', () => {
  test.each([1_024, 4_096, 30_000])('of %d tokens holds every fact once, the first at its head and the last near its end', (tokens) => {
    const text = madeUpText(tokens, 'a');
    expect(countTokens(text)).toBeLessThanOrEqual(tokens);
    expect(countTokens(text)).toBeGreaterThan(tokens - 40);
    expect(text.split('The code word of the').length - 1).toBe(16);
    const [head, third, twoThirds, end] = Object.values(asked).map(({ sentence }) => text.indexOf(sentence) / text.length);
    expect(head).toBeLessThan(0.1);
    expect(third).toBeCloseTo(1 / 3, 1);
    expect(twoThirds).toBeCloseTo(2 / 3, 1);
    expect(end).toBeGreaterThan(0.9);
  });

  test('an answer with the word of another list is none', () => {
    expect(gives('It is HERON.', asked.head)).toBe(true);
    expect(gives('heron', asked.head)).toBe(true);
    expect(gives('HERON or WILLOW', asked.head)).toBe(false);
    expect(gives('There is none.', asked.head)).toBe(false);
  });
});
