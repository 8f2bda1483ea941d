/** Learns LSA from the posting lists, keeps what it knows of each word, and places chunks and questions in its space. */
import type { Database } from 'better-sqlite3';
import { fitSpace, lsaDimensions, type SparseMatrix } from '../../embed/lsa.ts';
import { wordLeg } from './invert.ts';
import { bodyCount, headingsCount, readPostings, titleCount } from './posting-codec.ts';
import type { Snapshot } from './snapshot.ts';
import { addEmbedder, bytesOf, chunksWithout, type EmbedderRow, embedders, putVectors, quantised, removeEmbedder } from './vector-index.ts';

export const lsaId = 'lsa';
// Below this many chunks there is nothing to learn: vectors would repeat the word index (retrieval.md §1.2: about 200).
const fewestChunks = 200;
// Above it every n-th chunk is learned from; a quarter sample costs about one point of nDCG (retrieval.md §1.4).
const mostLearned = 50_000;
const refitGrowth = 1.25;
// Words in one chunk only relate nothing to anything; words in more than half of them relate everything.
const fewestHolding = 2;
const mostHolding = 0.5;
// Bounds the space to 60,000 × 128 numbers, 31 MB while learning. The rarest words go first.
const mostTerms = 60_000;
// Chunks placed at a time: 10 MB of vectors.
const placedAtOnce = 20_000;

type Progress = (phase: string, done: number, total: number) => void;

interface LearnedTerm {
  readonly idf: number;
  readonly vector: Float32Array;
}

interface TermList {
  readonly term: string;
  readonly idf: number;
  /** How many chunks hold it; the places and weights of those that are learned from. */
  readonly holding: number;
  readonly slots: readonly number[];
  readonly weights: readonly number[];
}

/** Learns when there is nothing yet or the collection has grown by a quarter, then places the chunks that have no vector. */
export function updateLsa(database: Database, snapshot: Snapshot, onProgress: Progress): void {
  const total = snapshot.chunkIds.length;
  const current = lsaEmbedder(database);
  if (total < fewestChunks) {
    if (current !== null) database.transaction(() => forget(database, current)).immediate();
    return;
  }
  if (current !== null && total < current.learnedChunks * refitGrowth) {
    placeNew(database, snapshot, current, onProgress);
    return;
  }
  onProgress('learning vectors', 0, total);
  const step = Math.ceil(total / mostLearned);
  const terms = learn(termLists(database, snapshot, step), total, step);
  onProgress('learning vectors', total, total);
  // Old vectors serve until this one commit replaces them.
  database
    .transaction(() => {
      if (current !== null) forget(database, current);
      storeTerms(database, terms);
      const embedder = addEmbedder(database, lsaId, lsaDimensions, total);
      place(database, snapshot, embedder, terms, null, onProgress);
    })
    .immediate();
}

export function lsaEmbedder(database: Database): EmbedderRow | null {
  return embedders(database).find(({ id }) => id === lsaId) ?? null;
}

/** A question's place in the space; all zeros when none of its words is known. */
export function placeQuestion(database: Database, terms: readonly string[]): Float32Array {
  const select = database.prepare<[string], { idf: number; scale: number; vector: Buffer }>(
    'SELECT idf, scale, vector FROM lsa_term WHERE term = ?',
  );
  const sum = new Float32Array(lsaDimensions);
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const [term, count] of counts) {
    const row = select.get(term);
    if (row !== undefined) addWeighted(sum, 0, unpacked(row.vector, row.scale), termWeight(count) * row.idf);
  }
  return sum;
}

function forget(database: Database, embedder: EmbedderRow): void {
  removeEmbedder(database, embedder);
  database.prepare('DELETE FROM lsa_term').run();
}

function storeTerms(database: Database, terms: ReadonlyMap<string, LearnedTerm>): void {
  const insert = database.prepare('INSERT INTO lsa_term (term, idf, scale, vector) VALUES (?, ?, ?, ?)');
  for (const [term, { idf, vector }] of terms) {
    const { values, scale } = quantised(vector);
    insert.run(term, idf, scale, bytesOf(values));
  }
}

/** Known terms in their own order, each with the chunks that hold it. */
function termLists(database: Database, snapshot: Snapshot, step: number): readonly TermList[] {
  const total = snapshot.chunkIds.length;
  const lists: TermList[] = [];
  for (const [term, postings] of wordPostings(database)) {
    const { holding, slots, weights } = living(snapshot, postings, step);
    if (holding < fewestHolding || holding > total * mostHolding) continue;
    lists.push({ term, idf: Math.log(total / holding), holding, slots, weights });
  }
  if (lists.length <= mostTerms) return lists;
  return [...lists].sort((one, other) => other.holding - one.holding).slice(0, mostTerms);
}

function* wordPostings(database: Database): Generator<readonly [string, readonly Uint8Array[]]> {
  const rows = database
    .prepare<[number], readonly [string, Uint8Array]>('SELECT term, chunks FROM posting WHERE leg = ? ORDER BY term, segment')
    .raw()
    .iterate(wordLeg);
  let term: string | null = null;
  let lists: Uint8Array[] = [];
  for (const [next, chunks] of rows) {
    if (term !== null && next !== term) {
      yield [term, lists];
      lists = [];
    }
    term = next;
    lists.push(chunks);
  }
  if (term !== null) yield [term, lists];
}

/** Counts the living chunks of a term, and gives every `step`-th chunk's place and weight: all of them would not fit. */
function living(snapshot: Snapshot, postings: readonly Uint8Array[], step: number): Pick<TermList, 'holding' | 'slots' | 'weights'> {
  let holding = 0;
  const slots: number[] = [];
  const weights: number[] = [];
  for (const list of postings) {
    readPostings(list, (id, counts) => {
      const slot = snapshot.slots[id - snapshot.firstId] ?? -1;
      if (slot < 0) return;
      holding += 1;
      if (slot % step !== 0) return;
      slots.push(slot);
      weights.push(termWeight(bodyCount(counts) + titleCount(counts) + headingsCount(counts)));
    });
  }
  return { holding, slots, weights };
}

function termWeight(count: number): number {
  return 1 + Math.log(count);
}

function learn(lists: readonly TermList[], total: number, step: number): ReadonlyMap<string, LearnedTerm> {
  const space = fitSpace(matrixOf(lists, total, step), lsaDimensions);
  return new Map(
    lists.map(({ term, idf }, row) => [term, { idf, vector: space.subarray(row * lsaDimensions, (row + 1) * lsaDimensions) }]),
  );
}

/** Chunks as unit columns of tf-idf; the lists hold every `step`-th chunk. */
function matrixOf(lists: readonly TermList[], total: number, step: number): SparseMatrix {
  const columns = Math.ceil(total / step);
  const sizes = new Int32Array(columns + 1);
  const norms = new Float64Array(columns);
  for (const { idf, slots, weights } of lists) {
    for (const [at, slot] of slots.entries()) {
      sizes[slot / step + 1] = (sizes[slot / step + 1] ?? 0) + 1;
      norms[slot / step] = (norms[slot / step] ?? 0) + ((weights[at] ?? 0) * idf) ** 2;
    }
  }
  for (let column = 0; column < columns; column += 1) sizes[column + 1] = (sizes[column + 1] ?? 0) + (sizes[column] ?? 0);
  const starts = sizes;
  const next = starts.slice();
  const rows = new Int32Array(starts[columns] ?? 0);
  const values = new Float32Array(rows.length);
  for (const [row, { idf, slots, weights }] of lists.entries()) {
    for (const [at, slot] of slots.entries()) {
      const to = next[slot / step] ?? 0;
      next[slot / step] = to + 1;
      rows[to] = row;
      values[to] = ((weights[at] ?? 0) * idf) / Math.sqrt(norms[slot / step] ?? 1);
    }
  }
  return { rowCount: lists.length, starts, rows, values };
}

function placeNew(database: Database, snapshot: Snapshot, embedder: EmbedderRow, onProgress: Progress): void {
  const missing = new Set<number>(chunksWithout(database, embedder, Number.MAX_SAFE_INTEGER));
  if (missing.size === 0) return;
  const rows = database
    .prepare<[], { term: string; idf: number; scale: number; vector: Buffer }>('SELECT term, idf, scale, vector FROM lsa_term')
    .all();
  const terms = new Map(rows.map(({ term, idf, scale, vector }) => [term, { idf, vector: unpacked(vector, scale) }]));
  database.transaction(() => place(database, snapshot, embedder, terms, missing, onProgress)).immediate();
}

/** Sums the known words of each chunk; chunks without any get no vector. `only` null means all. */
function place(
  database: Database,
  snapshot: Snapshot,
  embedder: EmbedderRow,
  terms: ReadonlyMap<string, LearnedTerm>,
  only: ReadonlySet<number> | null,
  onProgress: Progress,
): void {
  const total = snapshot.chunkIds.length;
  for (let from = 0; from < total; from += placedAtOnce) {
    const size = Math.min(placedAtOnce, total - from);
    const sums = new Float32Array(size * lsaDimensions);
    for (const [term, postings] of wordPostings(database)) {
      const known = terms.get(term);
      if (known === undefined) continue;
      const { slots, weights } = living(snapshot, postings, 1);
      for (const [at, slot] of slots.entries()) {
        if (slot < from || slot >= from + size) continue;
        addWeighted(sums, (slot - from) * lsaDimensions, known.vector, (weights[at] ?? 0) * known.idf);
      }
    }
    putVectors(database, embedder, placed(snapshot, sums, from, size, only));
    onProgress('placing vectors', from + size, total);
  }
}

function* placed(snapshot: Snapshot, sums: Float32Array, from: number, size: number, only: ReadonlySet<number> | null) {
  for (let index = 0; index < size; index += 1) {
    const id = snapshot.chunkIds[from + index] ?? 0;
    const vector = sums.subarray(index * lsaDimensions, (index + 1) * lsaDimensions);
    if ((only === null || only.has(id)) && vector.some((value) => value !== 0)) yield { id, vector };
  }
}

function addWeighted(target: Float32Array, to: number, vector: Float32Array, weight: number): void {
  for (let index = 0; index < lsaDimensions; index += 1) {
    target[to + index] = (target[to + index] ?? 0) + weight * (vector[index] ?? 0);
  }
}

function unpacked(bytes: Buffer, scale: number): Float32Array {
  return Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), (value) => value * scale);
}
