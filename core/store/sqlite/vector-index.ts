/** Vectors of chunks in sqlite-vec, one table an embedder: int8 with a scale of its own a row, compared by cosine. */
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { LegScore } from '../../ports.ts';
import type { ChunkId } from '../../types.ts';
import { type VectorBlock, type VectorScan, vectorScan } from './vector-scan.ts';

export interface EmbedderRow {
  readonly number: number;
  readonly id: string;
  readonly dimensions: number;
  /** For LSA: how many chunks it was learned on; 0 for a model. */
  readonly learnedChunks: number;
}

/** Every embedder that has vectors here, or is getting them. */
export function embedders(database: Database): readonly EmbedderRow[] {
  return database
    .prepare<[], EmbedderRow>('SELECT number, id, dimensions, learned_chunks AS learnedChunks FROM embedder ORDER BY number')
    .all();
}

/** Makes the row and the table of an embedder. Part of the caller's transaction. */
export function addEmbedder(database: Database, id: string, dimensions: number, learnedChunks: number): EmbedderRow {
  const { lastInsertRowid } = database
    .prepare('INSERT INTO embedder (id, dimensions, learned_chunks) VALUES (?, ?, ?)')
    .run(id, dimensions, learnedChunks);
  const number = Number(lastInsertRowid);
  database.exec(
    `CREATE VIRTUAL TABLE ${tableOf(number)} USING vec0(chunk_id INTEGER PRIMARY KEY, vector int8[${Number(dimensions)}] distance_metric=cosine)`,
  );
  return { number, id, dimensions, learnedChunks };
}

/** Removes an embedder with all its vectors. Part of the caller's transaction. */
export function removeEmbedder(database: Database, embedder: EmbedderRow): void {
  database.exec(`DROP TABLE ${tableOf(embedder.number)}`);
  database.prepare('DELETE FROM embedder WHERE number = ?').run(embedder.number);
  noteChange(database);
}

/** Stores vectors; a chunk that has one already gets the new one. Part of the caller's transaction. */
export function putVectors(
  database: Database,
  embedder: EmbedderRow,
  vectors: Iterable<{ readonly id: number; readonly vector: Float32Array }>,
): void {
  const remove = database.prepare(`DELETE FROM ${tableOf(embedder.number)} WHERE chunk_id = ?`);
  const insert = database.prepare(`INSERT INTO ${tableOf(embedder.number)} (chunk_id, vector) VALUES (?, vec_int8(?))`);
  for (const { id, vector } of vectors) {
    if (vector.length !== embedder.dimensions) throw wrongSize(embedder, vector.length);
    // vec0 rejects plain numbers as row ids.
    remove.run(BigInt(id));
    insert.run(BigInt(id), bytesOf(quantised(vector).values));
  }
  noteChange(database);
}

/** Gives chunks the vectors of others, those that have one. Part of the caller's transaction. */
export function copyVectors(
  database: Database,
  { number }: EmbedderRow,
  pairs: readonly { readonly from: number; readonly to: number }[],
): void {
  const select = database.prepare<[bigint], Buffer>(`SELECT vector FROM ${tableOf(number)} WHERE chunk_id = ?`).pluck();
  const remove = database.prepare(`DELETE FROM ${tableOf(number)} WHERE chunk_id = ?`);
  const insert = database.prepare(`INSERT INTO ${tableOf(number)} (chunk_id, vector) VALUES (?, vec_int8(?))`);
  for (const { from, to } of pairs) {
    const vector = select.get(BigInt(from));
    if (vector === undefined) continue;
    remove.run(BigInt(to));
    insert.run(BigInt(to), vector);
  }
  noteChange(database);
}

/** Forgets the chunks' vectors of every embedder. Part of the caller's transaction. */
export function removeVectors(database: Database, chunkIds: readonly number[]): void {
  for (const { number } of embedders(database)) {
    const remove = database.prepare(`DELETE FROM ${tableOf(number)} WHERE chunk_id = ?`);
    for (const id of chunkIds) remove.run(BigInt(id));
  }
  noteChange(database);
}

function noteChange(database: Database): void {
  database.prepare('UPDATE collection SET vector_changes = vector_changes + 1').run();
}

// The weights of the fusion were chosen with so many (test/eval/LOG.md); more would be another ranking.
const mostNearest = 100;

/** Chunks nearest to the vector, by cosine, best first, a hundred at most. */
export function nearest(database: Database, embedder: EmbedderRow, vector: Float32Array, depth: number): readonly LegScore[] {
  if (vector.length !== embedder.dimensions) throw wrongSize(embedder, vector.length);
  // The cosine of an all-zero vector is no number, and would scramble the order.
  if (vector.every((value) => value === 0)) return [];
  const neighbours = scanOf(database, embedder).nearest(quantised(vector).values, Math.min(depth, mostNearest));
  return neighbours.map(({ id, cosine }) => ({ id: id as ChunkId, score: cosine }));
}

const scans = new WeakMap<Database, { readonly state: string; readonly scan: VectorScan }>();

/** The vectors as they are now; read again only when some have changed, which a save of documents alone does not do. */
function scanOf(database: Database, { number, dimensions }: EmbedderRow): VectorScan {
  // The count goes back with a change of this connection that is undone, `total_changes` does not.
  const counted = database.prepare<[], string>(`SELECT vector_changes || '.' || total_changes() FROM collection`).pluck().get();
  const state = `${number}.${counted}`;
  const known = scans.get(database);
  if (known?.state === state) return known.scan;
  // vec0 keeps them in blocks of 1,024 rows, in tables beside its own; through its own, reading takes ten times as long.
  const rows =
    database
      .prepare<[], number>(`SELECT count(*) FROM ${tableOf(number)}_rowids`)
      .pluck()
      .get() ?? 0;
  const blocks = database
    .prepare<[], VectorBlock>(
      `SELECT validity, rowids AS ids, vectors
       FROM ${tableOf(number)}_chunks AS block JOIN ${tableOf(number)}_vector_chunks00 AS held ON held.rowid = block.chunk_id`,
    )
    .iterate();
  const scan = vectorScan(blocks, rows, dimensions);
  scans.set(database, { state, scan });
  return scan;
}

/** How many chunks have a vector of this embedder. */
export function vectorCount(database: Database, embedder: EmbedderRow): number {
  // The shadow table answers at once; counting the virtual table visits every vector.
  return (
    database
      .prepare<[], number>(`SELECT count(*) FROM ${tableOf(embedder.number)}_rowids`)
      .pluck()
      .get() ?? 0
  );
}

/** Chunks, ids ascending, that have no vector of this embedder; of no embedder at all when it is null. */
export function chunksWithout(database: Database, embedder: EmbedderRow | null, limit: number): readonly ChunkId[] {
  const filter = embedder === null ? '' : `WHERE id NOT IN (SELECT rowid FROM ${tableOf(embedder.number)}_rowids)`;
  return database.prepare<[number], ChunkId>(`SELECT id FROM chunk ${filter} ORDER BY id LIMIT ?`).pluck().all(limit);
}

export interface Quantised {
  readonly values: Int8Array;
  /** Multiply by it to get the old values. */
  readonly scale: number;
}

/** The largest component becomes 127: measured recall@10 0.99, against 0.95 with one scale for all rows. */
export function quantised(vector: Float32Array): Quantised {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = largest / 127;
  const values = Int8Array.from(vector, (value) => (scale === 0 ? 0 : Math.round(value / scale)));
  // A model may embed a blank text as zeros. Any direction will do; no direction would make cosines no numbers.
  if (scale === 0) values[0] = 1;
  return { values, scale };
}

export function bytesOf(values: Int8Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

/** Numbers come from AUTOINCREMENT, never from outside. */
function tableOf(number: number): string {
  return `vector_${Number(number)}`;
}

function wrongSize(embedder: EmbedderRow, length: number): AppError {
  return new AppError(
    'embedder-mismatch',
    `The index was built with ${embedder.id} (${embedder.dimensions} dimensions); the vector has ${length}`,
    'Use the same embedder again, or ingest once more with the new one.',
  );
}
