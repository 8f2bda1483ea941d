import { expect, test } from 'vitest';
import { durations } from '../../server/generate/line/durations.ts';

test('an answer that had to read the documents tells nothing of those that find them read', () => {
  const known = durations();
  known.learn(true, 60_000);
  expect([known.expected(true), known.expected(false)]).toEqual([60_000, null]);
  known.learn(false, 1_500);
  expect(known.expected(false)).toBe(1_500);
});

test('one long answer moves nothing, and three that agree do', () => {
  const known = durations();
  for (const milliseconds of [1_500, 1_500, 45_000]) known.learn(false, milliseconds);
  expect(known.expected(false)).toBe(1_500);
  for (const milliseconds of [9_000, 9_000, 9_000]) known.learn(false, milliseconds);
  expect(known.expected(false)).toBe(9_000);
});
