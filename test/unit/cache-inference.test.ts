import { expect, test } from 'vitest';
import { inferCachedTokens } from '../../server/generate/cache-inference.ts';

test('the first prompt of a model teaches its rate and infers nothing', () => {
  expect(inferCachedTokens('first', 10_000, 10_000)).toBeNull();
});

test('a prompt read in a fraction of the time was cached, and does not spoil the rate', () => {
  inferCachedTokens('hit', 10_000, 10_000);
  expect(inferCachedTokens('hit', 10_050, 100)).toBe(9_950);
  expect(inferCachedTokens('hit', 10_050, 100)).toBe(9_950);
});

test('a prompt read a little faster was not cached', () => {
  inferCachedTokens('steady', 10_000, 10_000);
  expect(inferCachedTokens('steady', 10_000, 7_000)).toBe(0);
});

test('a first prompt that was itself a hit is corrected by the first cold one', () => {
  inferCachedTokens('warm', 10_000, 100);
  inferCachedTokens('warm', 10_000, 10_000);
  expect(inferCachedTokens('warm', 10_000, 100)).toBe(9_900);
});

test('short prompts neither teach nor tell', () => {
  expect(inferCachedTokens('short', 50, 1)).toBeNull();
  inferCachedTokens('short', 10_000, 10_000);
  expect(inferCachedTokens('short', 50, 1)).toBeNull();
});

test('a short prompt is read faster than a long one, which is no hit', () => {
  inferCachedTokens('lengths', 4_000, 4_000);
  expect(inferCachedTokens('lengths', 200_000, 500_000)).toBe(0);
  expect(inferCachedTokens('lengths', 4_000, 4_000)).toBe(0);
});

test('the first long prompt is a hit when it is read faster than a short one could be', () => {
  inferCachedTokens('longer', 4_000, 4_000);
  expect(inferCachedTokens('longer', 200_000, 2_000)).toBe(198_000);
});

test('nothing is inferred from a long prompt about a short one', () => {
  inferCachedTokens('shorter', 200_000, 500_000);
  expect(inferCachedTokens('shorter', 4_000, 4_000)).toBeNull();
});
