/** The scan of vectors in memory, beside vec0, which holds them and knows how to compare them too. */
import Sqlite, { type Database } from 'better-sqlite3';
import { load } from 'sqlite-vec';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../core/store/sqlite/migrate.ts';
import { collectionKind } from '../../core/store/sqlite/open.ts';
import {
  addEmbedder,
  bytesOf,
  type EmbedderRow,
  nearest,
  putVectors,
  quantised,
  removeVectors,
} from '../../core/store/sqlite/vector-index.ts';
import { vectorScan } from '../../core/store/sqlite/vector-scan.ts';

let database: Database;
beforeAll(() => {
  database = new Sqlite(':memory:');
  load(database);
  migrate(database, collectionKind.migrations, collectionKind.applicationId);
});
afterAll(() => database.close());

/** Vectors around a few directions, as texts lie around topics; the same ones each time. */
function vectorsOf(count: number, dimensions: number, seed: number): readonly Float32Array[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const topics = Array.from({ length: 12 }, () => Float32Array.from({ length: dimensions }, next));
  return Array.from({ length: count }, (_, index) => topics[index % topics.length]?.map((value) => value + next()) ?? new Float32Array());
}

function byVec0({ number }: EmbedderRow, vector: Float32Array, most: number): readonly { readonly id: number; readonly score: number }[] {
  return database
    .prepare<[Buffer, number], { id: number; distance: number }>(
      `SELECT chunk_id AS id, distance FROM vector_${number} WHERE vector MATCH vec_int8(?) AND k = ? ORDER BY distance`,
    )
    .all(bytesOf(quantised(vector).values), most)
    .map(({ id, distance }) => ({ id, score: 1 - distance }));
}

// More than two of vec0's blocks of 1,024; sizes that fill whole steps of 16 bytes, and sizes that do not.
test.each([4, 100, 128, 768])('finds the hundred that vec0 finds, in its order, among vectors of %i numbers', (dimensions) => {
  const embedder = addEmbedder(database, `model-${dimensions}`, dimensions, 0);
  const vectors = vectorsOf(2_500, dimensions, dimensions).map((vector, index) => ({ id: index + 7, vector }));
  putVectors(database, embedder, vectors);
  for (const query of vectorsOf(10, dimensions, 99)) {
    const found = nearest(database, embedder, query, 100);
    const expected = byVec0(embedder, query, 100);
    expect(found).toHaveLength(100);
    for (const [rank, { score }] of found.entries()) expect(score).toBeCloseTo(expected[rank]?.score ?? 0, 5);
    // Those of the same score may stand in another order.
    const least = (expected.at(-1)?.score ?? 0) + 1e-5;
    const sure = expected.filter(({ score }) => score > least).map(({ id }) => id);
    expect(new Set(found.map(({ id }) => Number(id))).isSupersetOf(new Set(sure))).toBe(true);
  }
});

test('what was removed, added and replaced since the last question is so for the next one', () => {
  const embedder = addEmbedder(database, 'changing', 4, 0);
  const axis = (at: number): Float32Array => Float32Array.from({ length: 4 }, (_, index) => (index === at ? 1 : 0));
  const first = (): number | undefined => nearest(database, embedder, axis(1), 1)[0]?.id;
  expect(first()).toBeUndefined();
  putVectors(database, embedder, [
    { id: 1, vector: axis(0) },
    { id: 2, vector: axis(1) },
  ]);
  expect(first()).toBe(2);
  putVectors(database, embedder, [{ id: 1, vector: axis(1) }]);
  expect(first()).toBe(1);
  removeVectors(database, [1]);
  expect(first()).toBe(2);
  const undone = database.transaction(() => {
    putVectors(database, embedder, [{ id: 3, vector: Float32Array.of(0, 1, 0, 0) }]);
    removeVectors(database, [2]);
    expect(first()).toBe(3);
    throw new Error('undone');
  });
  expect(undone).toThrow('undone');
  putVectors(database, embedder, [{ id: 4, vector: axis(0) }]);
  expect(first()).toBe(2);
});

test('a scan of no vectors finds none, and equals stand in the order of their ids', () => {
  expect(vectorScan([], 0, 16).nearest(new Int8Array(16).fill(1), 5)).toEqual([]);
  const ids = BigInt64Array.of(9n, 3n, 5n);
  const block = { validity: Uint8Array.of(0b111), ids: new Uint8Array(ids.buffer), vectors: new Uint8Array(3 * 16).fill(2) };
  const found = vectorScan([block], 3, 16).nearest(new Int8Array(16).fill(1), 2);
  expect(found.map(({ id }) => id)).toEqual([3, 5]);
  expect(found[0]?.cosine).toBeCloseTo(1);
});
