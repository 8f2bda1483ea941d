/** Chooses what is read and numbers it: the best passages with their sections, in document order. Whole collections: pack/. */
import type { CollectionAccess } from '../../../core/ports.ts';
import type { DocumentId, DocumentRecord, Passage, SearchHit, StoredChunk } from '../../../core/types.ts';
import { chooseSections } from './best-sections.ts';
import { chunkBudget } from './chunk-budget.ts';
import { tableHeadsOf } from './table-head.ts';

/** A passage with the headings above it, for the prompt. */
export interface NumberedPassage extends Passage {
  readonly headings: readonly string[];
}

// A number costs about seven tokens (digits are one token each); with one for each 200 tokens or so, numbering
// and document heads stay within 4 % of handbook-200k (measured: test/eval/LOG.md).
const fewestPassageTokens = 200;
// retrieval.md §4: the smallest k whose normalised score mass is at least .8, 3 <= k <= 20.
const scoreMass = 0.8;
const fewestHits = 3;
export const mostHits = 20;

type ChunksByDocument = ReadonlyMap<DocumentId, readonly StoredChunk[]>;
type ChunkRun = readonly [StoredChunk, ...StoredChunk[]];
type Source = Pick<DocumentRecord, 'id' | 'source' | 'title'>;

/** All chunks of a document joined to passages that are worth a number. */
export function cutForWhole(chunks: readonly StoredChunk[]): readonly ChunkRun[] {
  return grouped(chunks, fewestPassageTokens);
}

/** Every readable document in canonical order, by source, then by offset: what a scan reads in parts. */
export async function wholePassages(collection: CollectionAccess, records: readonly DocumentRecord[]): Promise<readonly NumberedPassage[]> {
  const chunks = Map.groupBy(await collection.chunks(null), (chunk) => chunk.documentId);
  const ordered = records.toSorted((one, other) => (one.source < other.source ? -1 : 1));
  const runs = ordered.flatMap((source) => cutForWhole(chunks.get(source.id) ?? []).map((run) => ({ source, run })));
  return numbered(collection, runs);
}

export interface Budget {
  readonly tokens: number;
  /** Whether hits grow to their sections; without a model the hits alone are searched for sentences. */
  readonly widens: boolean;
}

/** The best hits, grown to their sections as far as the budget goes; the best document comes last, nearest to the question. */
export async function retrievedPassages(
  collection: CollectionAccess,
  hits: readonly SearchHit[],
  budget: Budget,
): Promise<readonly NumberedPassage[]> {
  const best = budget.widens ? bestHits(hits) : hits.slice(0, mostHits);
  const chunks = await chunksOf(collection, best);
  return arranged(collection, best, chunks, chooseChunks(best, chunks, budget), budget.widens ? fewestPassageTokens : 1);
}

/** The best sections in full, as far as the budget goes; the best document comes last, nearest to the question. */
export async function sectionPassages(
  collection: CollectionAccess,
  hits: readonly SearchHit[],
  tokens: number,
): Promise<readonly NumberedPassage[]> {
  const chunks = await chunksOf(collection, hits);
  return arranged(collection, hits, chunks, chooseSections(hits, chunks, tokens), fewestPassageTokens);
}

async function chunksOf(collection: CollectionAccess, hits: readonly SearchHit[]): Promise<ChunksByDocument> {
  const documentIds = [...new Set(hits.map((hit) => hit.documentId))];
  return new Map(await Promise.all(documentIds.map(async (id) => [id, await collection.chunks(id)] as const)));
}

/** The chosen chunks as passages, in document order, the documents of the best hits last. */
function arranged(
  collection: CollectionAccess,
  best: readonly SearchHit[],
  chunks: ChunksByDocument,
  chosen: ReadonlySet<number>,
  fewestTokens: number,
): Promise<readonly NumberedPassage[]> {
  const runs = [...chunks.keys()].toReversed().flatMap((id) => {
    const hit = best.find(({ documentId }) => documentId === id);
    const kept = (chunks.get(id) ?? []).filter((chunk) => chosen.has(chunk.id));
    if (hit === undefined) return [];
    const source = { id, source: hit.source, title: hit.title };
    return neighbours(kept).flatMap((run) => grouped(run, fewestTokens).map((part) => ({ source, run: part })));
  });
  return numbered(collection, runs);
}

function bestHits(hits: readonly SearchHit[]): readonly SearchHit[] {
  const most = hits.slice(0, mostHits);
  const total = most.reduce((sum, hit) => sum + hit.score, 0);
  let mass = 0;
  const needed = most.findIndex((hit) => {
    mass += hit.score;
    return mass >= total * scoreMass;
  });
  return most.slice(0, Math.max(fewestHits, needed + 1));
}

/** First the hits themselves, best first, then what surrounds them, best first, until the budget is spent. */
function chooseChunks(
  hits: readonly SearchHit[],
  chunks: ReadonlyMap<DocumentId, readonly StoredChunk[]>,
  budget: Budget,
): ReadonlySet<number> {
  const { take, chosen } = chunkBudget(budget.tokens);
  for (const hit of hits) take((chunks.get(hit.documentId) ?? []).filter((chunk) => chunk.id === hit.chunkId));
  if (!budget.widens) return chosen;
  for (const hit of hits) {
    const all = chunks.get(hit.documentId) ?? [];
    const section = all.filter(({ span }) => span.start < hit.section.end && hit.section.start < span.end);
    const at = all.findIndex((chunk) => chunk.id === hit.chunkId);
    if (!take(section)) take(all.slice(Math.max(0, at - 1), at + 2));
  }
  return chosen;
}

/** Runs of chunks that follow each other without a gap. */
function neighbours(chunks: readonly StoredChunk[]): readonly (readonly StoredChunk[])[] {
  const runs: StoredChunk[][] = [];
  for (const chunk of chunks) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1)?.ordinal === chunk.ordinal - 1) run.push(chunk);
    else runs.push([chunk]);
  }
  return runs;
}

/** Joins neighbouring chunks until each group holds enough tokens to be worth a number. */
function grouped(chunks: readonly StoredChunk[], fewestTokens: number): readonly ChunkRun[] {
  const groups: [StoredChunk, ...StoredChunk[]][] = [];
  let tokens = Number.POSITIVE_INFINITY;
  for (const chunk of chunks) {
    const group = groups.at(-1);
    if (group === undefined || tokens >= fewestTokens) {
      groups.push([chunk]);
      tokens = chunk.tokens;
    } else {
      group.push(chunk);
      tokens += chunk.tokens;
    }
  }
  return groups;
}

async function numbered(
  collection: CollectionAccess,
  runs: readonly { readonly source: Source; readonly run: ChunkRun }[],
): Promise<readonly NumberedPassage[]> {
  const ends = new Map<DocumentId, number>();
  for (const { source, run } of runs) ends.set(source.id, Math.max(ends.get(source.id) ?? 0, (run.at(-1) ?? run[0]).span.end));
  // One call a document, and only as far as it is needed.
  const texts = new Map(await Promise.all([...ends].map(async ([id, end]) => [id, await collection.slice(id, 0, end)] as const)));
  const heads = new Map([...texts].map(([id, text]) => [id, tableHeadsOf(text)]));
  return runs.map(({ source, run }, index) => {
    const span = { start: run[0].span.start, end: (run.at(-1) ?? run[0]).span.end };
    const text = texts.get(source.id) ?? '';
    const tableHead = heads.get(source.id)?.(span.start);
    return {
      number: index + 1,
      documentId: source.id,
      source: source.source,
      title: source.title,
      span,
      text: text.slice(span.start, span.end),
      tokens: run.reduce((sum, chunk) => sum + chunk.tokens, 0),
      headings: run[0].headings,
      ...(tableHead === undefined ? {} : { tableHead }),
    };
  });
}
