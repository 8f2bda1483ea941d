import { expect, test } from 'vitest';
import type { LegScore } from '../../core/ports.ts';
import type { ChunkId } from '../../core/types.ts';
import { fuse } from '../../server/search/fuse.ts';

const weights = { word: 0.6, trigram: 0.2, vector: 0.2 };
const list = (...scores: readonly (readonly [number, number])[]): readonly LegScore[] =>
  scores.map(([id, score]) => ({ id: id as ChunkId, score }));
const order = (legs: Parameters<typeof fuse>[0]): readonly number[] => fuse(legs, weights).map(({ id }) => Number(id));

test('the scale of a leg does not matter, only the shape of its list', () => {
  const small = { word: list([1, 0.3], [2, 0.2], [3, 0.1]), trigram: list([3, 9], [2, 1]), vector: [] };
  const large = { word: list([1, 300], [2, 200], [3, 100]), trigram: list([3, 0.9], [2, 0.1]), vector: [] };
  expect(fuse(small, weights).map(({ id, score }) => [id, score.toFixed(6)])).toEqual(
    fuse(large, weights).map(({ id, score }) => [id, score.toFixed(6)]),
  );
});

test('a weak leg alone never outranks the best of the strong one', () => {
  expect(order({ word: list([1, 10], [2, 1]), trigram: [], vector: list([9, 0.9], [8, 0.1]) })[0]).toBe(1);
});

test('an empty leg hands its weight to the others', () => {
  expect(fuse({ word: list([1, 5], [2, 1]), trigram: [], vector: [] }, weights)[0]?.score).toBe(1);
});

test('what all legs find comes first with a score of one', () => {
  const [first] = fuse({ word: list([7, 5], [1, 1]), trigram: list([7, 2], [1, 1]), vector: list([7, 0.5], [2, 0.1]) }, weights);
  expect(first?.id).toBe(7);
  expect(first?.score).toBeCloseTo(1);
});

test('equal scores, a list of one and numbers that are none give finite scores in a fixed order', () => {
  const hits = fuse({ word: list([2, 1], [1, 1]), trigram: list([3, Number.NaN]), vector: list([4, 0.2]) }, weights);
  for (const { score } of hits) expect(Number.isFinite(score)).toBe(true);
  expect(hits.map(({ id }) => Number(id))).toEqual([1, 2, 4, 3]);
});

test('nothing found is nothing fused', () => {
  expect(fuse({ word: [], trigram: [], vector: [] }, weights)).toEqual([]);
});
