/** The search index of one collection: what the store calls when chunks come, go and are asked for. */
import type { Database } from 'better-sqlite3';
import type { EmbedInput, SearchLegs } from '../../ports.ts';
import { analyzeQuestion } from '../../text/analyze.ts';
import type { ChunkId, ChunkTerms, DocumentId, NearForm } from '../../types.ts';
import { rank, trigramScoring, type WeightedTerm, wordScoring } from './bm25.ts';
import { chunksById } from './chunks.ts';
import { unpackList } from './documents.ts';
import { trigramLeg, wordLeg } from './invert.ts';
import { lsaEmbedder, lsaId, placeQuestion, updateLsa } from './lsa-index.ts';
import { nearForms } from './near-forms.ts';
import { addFresh, hideChunks, settle } from './segments.ts';
import { snapshotOf } from './snapshot.ts';
import { type TextValue, textOf } from './text-value.ts';
import {
  addEmbedder,
  chunksWithout,
  copyVectors,
  type EmbedderRow,
  embedders,
  nearest,
  putVectors,
  removeVectors,
  vectorCount,
} from './vector-index.ts';

/** A stored chunk with what the indexes see of it. */
export interface IndexRow {
  readonly id: ChunkId;
  readonly title: string;
  readonly headings: readonly string[];
  readonly text: string;
  readonly language: string;
  readonly terms: ChunkTerms;
}

/** Makes new chunks searchable by words and trigrams. Part of the caller's transaction. */
export function addToIndex(database: Database, rows: readonly IndexRow[]): void {
  addFresh(database, rows);
}

/** Takes chunks out of every leg. Part of the caller's transaction; their words leave the file with `finishIndex`. */
export function removeFromIndex(database: Database, chunkIds: readonly ChunkId[]): void {
  hideChunks(database, chunkIds);
  removeVectors(database, chunkIds);
}

/** Brings the index to its resting form and learns what needs the whole collection. Safe to repeat and to interrupt. */
export function finishIndex(database: Database, onProgress: (phase: string, done: number, total: number) => void): void {
  settle(database);
  updateLsa(database, snapshotOf(database), onProgress);
}

/** The three result lists of a question, from one moment of the file. */
export function queryLegs(database: Database, question: string, depth: number, queryVector: Float32Array | null): SearchLegs {
  const read = database.transaction((): SearchLegs => {
    const snapshot = snapshotOf(database);
    const { language, words, variants, everyday, trigrams } = analyzeQuestion(question, snapshot.languages);
    const near = (term: string): readonly NearForm[] => (everyday.has(term) ? [] : nearForms(snapshot, term, language));
    const byWord = rank(snapshot, wordLeg, weighted(words, variants, everyday, near), wordScoring, depth);
    return {
      word: byWord.best,
      trigram: rank(
        snapshot,
        trigramLeg,
        weighted(trigrams, new Map(), new Set(), () => []),
        trigramScoring,
        depth,
      ).best,
      vector: vectorLeg(database, [...words, ...[...variants.values()].flat()], depth, queryVector),
      terms: byWord.terms,
    };
  });
  return read();
}

/** The embedder whose vectors are complete: a model before LSA; null when only words serve. */
export function servingEmbedder(database: Database): string | null {
  return servingModel(database)?.id ?? lsaEmbedder(database)?.id ?? null;
}

/** Chunks that have no vector of this embedder yet, with what it is to embed. */
export function withoutVectors(
  database: Database,
  embedderId: string,
  limit: number,
): readonly { readonly id: ChunkId; readonly input: EmbedInput }[] {
  const select = database.prepare<[ChunkId], { title: string; headings: string; text: TextValue }>(
    `SELECT document.title, chunk.headings, chunk.text FROM chunk JOIN document ON document.key = chunk.document_key WHERE chunk.id = ?`,
  );
  return chunksWithout(database, embedderOf(database, embedderId), limit).flatMap((id) => {
    const row = select.get(id);
    return row === undefined ? [] : [{ id, input: { title: row.title, headings: unpackList(row.headings), text: textOf(row.text) } }];
  });
}

/** Stores vectors of one embedder, all or none. @throws AppError embedder-mismatch when they have another size than before. */
export function saveVectors(
  database: Database,
  embedderId: string,
  dimensions: number,
  vectors: readonly { readonly id: ChunkId; readonly vector: Float32Array }[],
): void {
  database
    .transaction(() => {
      const embedder = embedderOf(database, embedderId) ?? addEmbedder(database, embedderId, dimensions, 0);
      // A chunk may have been removed while the model was at work on it.
      const living = new Set(chunksById(database)(vectors.map(({ id }) => id)).map(({ id }) => id));
      putVectors(
        database,
        embedder,
        vectors.filter(({ id }) => living.has(id)),
      );
    })
    .immediate();
}

/** See the port. LSA is left to the end of the ingest: it costs nothing there. */
export function inheritVectors(database: Database, from: DocumentId, to: DocumentId): void {
  const pairs = database
    .prepare<[DocumentId, DocumentId], { from: ChunkId; to: ChunkId }>(
      `SELECT old.id AS "from", new.id AS "to"
       FROM document AS before JOIN chunk AS old ON old.document_key = before.key
       JOIN document AS now ON now.title = before.title
       JOIN chunk AS new ON new.document_key = now.key
         AND new.start = old.start AND new."end" = old."end" AND new.headings = old.headings AND new.text = old.text
       WHERE before.id = ? AND now.id = ?`,
    )
    .all(from, to);
  for (const embedder of embedders(database)) if (embedder.learnedChunks === 0) copyVectors(database, embedder, pairs);
}

/** Faults of the index in plain sentences; empty when it is sound. */
export function checkIndex(database: Database): string[] {
  const snapshot = snapshotOf(database);
  const faults: string[] = [];
  const stored = database.prepare<[], number>('SELECT id FROM chunk ORDER BY id').pluck().all();
  const missing = stored.filter((id) => (snapshot.slots[id - snapshot.firstId] ?? -1) < 0).length;
  if (missing > 0) faults.push(`${missing} chunks are not in the word index`);
  const extra = snapshot.chunkIds.length - (stored.length - missing);
  if (extra > 0) faults.push(`${extra} removed chunks are still in the word index`);
  for (const embedder of embedders(database)) {
    const known = new Set(stored);
    const strays = strayVectors(database, embedder, known);
    if (strays > 0) faults.push(`${strays} removed chunks still have a vector of ${embedder.id}`);
  }
  return faults;
}

function strayVectors(database: Database, embedder: EmbedderRow, known: ReadonlySet<number>): number {
  const ids = database
    .prepare<[], number>(`SELECT rowid FROM vector_${Number(embedder.number)}_rowids`)
    .pluck()
    .all();
  return ids.filter((id) => !known.has(id)).length;
}

function embedderOf(database: Database, id: string): EmbedderRow | null {
  return embedders(database).find((embedder) => embedder.id === id) ?? null;
}

function servingModel(database: Database): EmbedderRow | null {
  const chunks = database.prepare<[], number>('SELECT count(*) FROM chunk').pluck();
  const models = embedders(database).filter(({ id }) => id !== lsaId);
  return models.findLast((embedder) => vectorCount(database, embedder) >= (chunks.get() ?? 0)) ?? null;
}

function vectorLeg(database: Database, words: readonly string[], depth: number, queryVector: Float32Array | null): SearchLegs['vector'] {
  if (queryVector !== null) {
    const model = servingModel(database);
    return model === null ? [] : nearest(database, model, queryVector, depth);
  }
  const lsa = lsaEmbedder(database);
  return lsa === null ? [] : nearest(database, lsa, placeQuestion(database, words), depth);
}

// .2 to .4 are alike on every set of test/eval/LOG.md.
const everydayWeight = 0.3;

function weighted(
  terms: readonly string[],
  variants: ReadonlyMap<string, readonly string[]>,
  everyday: ReadonlySet<string>,
  near: (term: string) => readonly NearForm[],
): readonly WeightedTerm[] {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return Array.from(counts, ([term, count]) => ({
    term,
    variants: variants.get(term) ?? [],
    weight: everyday.has(term) ? count * everydayWeight : count,
    near: near(term),
  }));
}
