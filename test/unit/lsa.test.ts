import { expect, test } from 'vitest';
import { fitSpace, type SparseMatrix } from '../../core/embed/lsa.ts';

/** Two topics that share no word: rows 0-3 and rows 4-7. */
function twoTopics(): SparseMatrix {
  const columns = Array.from({ length: 40 }, (_, column) => [0, 1, 2].map((step) => ((column + step) % 4) + (column % 2) * 4));
  return {
    rowCount: 8,
    starts: Int32Array.from({ length: columns.length + 1 }, (_, column) => column * 3),
    rows: Int32Array.from(columns.flat()),
    values: Float32Array.from(columns.flat(), () => 1 / Math.sqrt(3)),
  };
}

function dot(space: Float32Array, one: number, other: number, dimensions: number): number {
  let sum = 0;
  for (let index = 0; index < dimensions; index += 1)
    sum += (space[one * dimensions + index] ?? 0) * (space[other * dimensions + index] ?? 0);
  return sum;
}

test('words of one topic lie together and words of another at right angles', () => {
  const space = fitSpace(twoTopics(), 2);
  expect(dot(space, 0, 1, 2)).toBeGreaterThan(0.05);
  expect(dot(space, 4, 6, 2)).toBeGreaterThan(0.05);
  expect(Math.abs(dot(space, 0, 5, 2))).toBeLessThan(0.01);
});

test('the directions of the space have length one and are at right angles', () => {
  const space = fitSpace(twoTopics(), 4);
  const column = (index: number): readonly number[] => Array.from({ length: 8 }, (_, row) => space[row * 4 + index] ?? 0);
  for (let one = 0; one < 4; one += 1) {
    for (let other = 0; other < 4; other += 1) {
      const product = column(one).reduce((sum, value, row) => sum + value * (column(other)[row] ?? 0), 0);
      expect(product).toBeCloseTo(one === other ? 1 : 0, 3);
    }
  }
});

test('the same matrix gives the same space', () => {
  expect(fitSpace(twoTopics(), 3)).toEqual(fitSpace(twoTopics(), 3));
});

test('more dimensions than there is to learn give numbers, never NaN', () => {
  expect(fitSpace(twoTopics(), 30).every(Number.isFinite)).toBe(true);
  expect(
    fitSpace({ rowCount: 2, starts: Int32Array.of(0, 0, 0), rows: new Int32Array(), values: new Float32Array() }, 4).every(Number.isFinite),
  ).toBe(true);
});
