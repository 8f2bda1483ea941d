/** What a server held of a prompt, told from the time that it read: rather unknown than wrong. */
import { describe, expect, test } from 'vitest';
import { inferCache, type ReadPrompt } from '../../server/generate/cache-inference.ts';
import type { Measured } from '../../server/measured.ts';

const read = (
  promptTokens: number,
  milliseconds: number,
  sharedTokens: number,
  isAllKnown = true,
  lastTokens = sharedTokens,
): ReadPrompt => ({
  ...{ promptTokens, milliseconds, sharedTokens, lastTokens, isAllKnown },
});

/** One token a millisecond, as two cold readings of this length have shown. */
const steady: readonly Measured[] = [{ promptTokens: 2_048, samples: [1, 1] }];
const told = (rates: readonly Measured[], one: ReadPrompt): number | null => inferCache(rates, one).cachedTokens;

/** The rates after all of these. */
const ratesAfter = (...readings: readonly ReadPrompt[]): readonly Measured[] =>
  readings.reduce((rates: readonly Measured[], one) => inferCache(rates, one).rates, []);

describe('what is inferred of a cache', () => {
  test('is nothing before a cold reading is known, however fast the first one was', () => {
    expect(told([], read(361, 2, 0, false))).toBeNull();
    expect(told([], read(361, 400, 300))).toBeNull();
    expect(ratesAfter(read(361, 2, 0, false))).toEqual([]);
  });

  test('is none for the first prompt of a model that was just loaded, and that teaches its rate', () => {
    expect(told([], read(2_000, 2_000, 0))).toBe(0);
    expect(ratesAfter(read(2_000, 2_000, 0))).toEqual([{ promptTokens: 2_048, samples: [1] }]);
  });

  test('is what the prompt shares with one before, when it was read as fast as that', () => {
    expect(told(steady, read(2_000, 40, 1_980))).toBe(1_980);
    expect(told(steady, read(2_000, 1_000, 1_000))).toBe(1_000);
  });

  test('starts from rates of before a restart, when nobody knows what was sent', () => {
    expect(told([{ promptTokens: 256, samples: [1] }], read(361, 3, 0, false))).toBeGreaterThan(355);
    expect(told(steady, read(2_000, 1_900, 0, false))).toBeNull();
    expect(told(steady, read(2_000, 1_000, 0, false))).toBeNull();
  });

  test('is none when it was read as slowly as nothing is', () => {
    expect(told(steady, read(2_000, 1_900, 1_980))).toBe(0);
    expect(told(steady, read(2_000, 2_800, 1_980))).toBe(0);
  });

  test('is unknown when all was read anew but the rules, which may have been held', () => {
    expect(told(steady, read(2_000, 1_900, 1_980, true, 190))).toBeNull();
    expect(told(steady, read(2_000, 1_900, 1_980, true, 4))).toBe(0);
  });

  test('never exceeds what was shared, whatever the rate says', () => {
    // The runner stood still for forty seconds in its first reading: 2,470 were told where 188 were held.
    const frozen = ratesAfter(read(2_658, 40_000, 0));
    expect(told(frozen, read(2_658, 2_500, 100))).toBeNull();
    expect(inferCache(frozen, read(2_658, 2_500, 100)).mostCachedTokens).toBe(100);
  });

  test('heals after a first reading that stood still, with one that did not', () => {
    const healed = ratesAfter(read(2_658, 40_000, 0), read(2_658, 2_500, 100));
    expect(told(healed, read(2_658, 2_500, 2_640))).toBe(0);
    expect(told(healed, read(2_658, 30, 2_640))).toBe(2_640);
  });

  test('is unknown when the reading stood still', () => {
    expect(told(steady, read(2_000, 40_000, 1_980))).toBeNull();
    expect(inferCache(steady, read(2_000, 40_000, 1_980)).rates).toBe(steady);
  });

  test('is unknown where cold and held take about as long', () => {
    expect(told(steady, read(2_000, 1_600, 500))).toBeNull();
  });

  test('of a part is told only where a wavering speed leaves it within a tenth', () => {
    expect(told(steady, read(2_000, 300, 1_990))).toBe(1_700);
    expect(told(steady, read(2_000, 900, 1_990))).toBeNull();
  });

  test('is nothing for a prompt too short to be timed', () => {
    expect(told(steady, read(150, 1, 140))).toBeNull();
    expect(ratesAfter(read(150, 90, 0))).toEqual([]);
  });

  test('follows a machine that has become slower, after three readings and not after one', () => {
    const slower = (times: number) =>
      ratesAfter(...Array.from({ length: 3 }, () => read(2_000, 2_000, 0)), ...Array.from({ length: times }, () => read(2_000, 8_000, 0)));
    expect(told(slower(1), read(2_000, 2_000, 1_990))).toBe(0);
    expect(told(slower(3), read(2_000, 8_000, 1_990))).toBe(0);
  });
});
