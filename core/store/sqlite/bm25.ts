/** Ranks chunks by the terms of a question. Reads a snapshot, knows no SQL. */
import type { LegScore } from '../../ports.ts';
import type { ChunkId, NearForm, QuestionTerm } from '../../types.ts';
import type { Leg } from './invert.ts';
import { bodyCount, headingsCount, titleCount, unpackPostings } from './posting-codec.ts';
import type { Snapshot } from './snapshot.ts';

/** How one leg is scored; values chosen in test/eval/LOG.md. */
export interface Scoring {
  readonly k1: number;
  readonly b: number;
  readonly title: number;
  readonly headings: number;
  /** Share of a neighbouring chunk's counts that a chunk of the same document gets. */
  readonly neighbour: number;
  /** Weight of the whole document's score beside the chunk's own. */
  readonly document: number;
  /** Bytes of postings that a question may cost; the rarest terms, which tell chunks apart best, are read first. */
  readonly mostBytes: number;
}

export const wordScoring: Scoring = {
  ...{ k1: 1.2, b: 0.6, title: 5, headings: 2, neighbour: 0.1, document: 0.2 },
  mostBytes: Number.POSITIVE_INFINITY,
};
// A question has some 35 trigrams, many of them in half of all chunks. The bound is out of reach below some 2,000 chunks
// and keeps the time of a search level above (test/eval/LOG.md).
export const trigramScoring: Scoring = {
  ...{ k1: 1.2, b: 0.65, title: 0, headings: 0, neighbour: 0, document: 0.3 },
  mostBytes: 60_000,
};

export interface WeightedTerm {
  readonly term: string;
  /** Other forms that count as the same term. */
  readonly variants: readonly string[];
  /** How often the question says it. */
  readonly weight: number;
  /** Other words that may say the same: each scores by its own rarity, and a chunk counts the best of all for this term. */
  readonly near: readonly NearForm[];
}

export interface Ranking {
  readonly best: readonly LegScore[];
  readonly terms: readonly QuestionTerm[];
}

/** BM25 with the idf of Lucene, which stays above zero however small the collection is. Best first, zero scores left out. */
export function rank(snapshot: Snapshot, leg: Leg, terms: readonly WeightedTerm[], scoring: Scoring, depth: number): Ranking {
  const work = workspace(snapshot, leg);
  const figures = worthReading(snapshot, leg, terms, scoring).map(({ term, weight, near, lists }) => {
    const found = gather(snapshot, lists, work);
    const idf = idfOf(found, snapshot.chunkIds.length);
    const taker = near.length === 0 ? adding(work.scores) : keepingBest(work.best);
    if (found > 0) {
      addChunkScores(snapshot, leg, work, found, idf * weight, scoring, taker);
      if (scoring.document > 0) addDocumentScores(snapshot, work, found, weight, scoring);
    }
    for (const form of near) addNearScores(snapshot, leg, work, form, weight, scoring, taker);
    if (near.length > 0) takeBest(work);
    return { term, idf, isHeld: found > 0, near };
  });
  if (scoring.document > 0) spreadDocumentScores(snapshot, work, scoring.document);
  return { best: top(work.scores, snapshot.chunkIds, depth), terms: figures };
}

interface FoundTerm extends WeightedTerm {
  readonly lists: readonly Uint8Array[];
}

/** The terms with their posting lists, as many as `mostBytes` allows; what it does not allow is not read at all. */
function worthReading(snapshot: Snapshot, leg: Leg, terms: readonly WeightedTerm[], { mostBytes }: Scoring): readonly FoundTerm[] {
  return withinBytes(snapshot, leg, terms, mostBytes).map((term) => ({
    ...term,
    lists: formsOf(term).flatMap((form) => snapshot.postings(leg, form)),
  }));
}

function withinBytes(snapshot: Snapshot, leg: Leg, terms: readonly WeightedTerm[], mostBytes: number): readonly WeightedTerm[] {
  if (mostBytes === Number.POSITIVE_INFINITY) return terms;
  const sized = terms.map((term) => ({
    term,
    bytes: formsOf(term).reduce((sum, form) => sum + snapshot.postingBytes(leg, form), 0),
  }));
  if (sized.reduce((sum, { bytes }) => sum + bytes, 0) <= mostBytes) return terms;
  let left = mostBytes;
  return sized
    .toSorted((one, other) => one.bytes - other.bytes)
    .filter(({ bytes }) => {
      left -= bytes;
      return left >= 0;
    })
    .map(({ term }) => term);
}

const formsOf = ({ term, variants }: WeightedTerm): readonly string[] => [term, ...variants];

interface Room {
  readonly scores: Float32Array;
  /** What the term at hand gives each chunk where it has near forms: the best of them. All zero between terms. */
  readonly best: Float32Array;
  readonly documentScores: Float32Array;
  /** Slots and counts of the term at hand. */
  readonly slots: Int32Array;
  readonly counts: Uint32Array;
  /** Weighted counts by slot and by document, all zero between terms. */
  readonly weighted: Float32Array;
  readonly perDocument: Float32Array;
}

interface Workspace extends Room {
  readonly documentLengths: Float32Array;
  readonly averageLength: number;
  readonly averageDocumentLength: number;
}

const rooms = new WeakMap<Snapshot, Room>();

/** One room a snapshot for both legs: fresh arrays for each question would cost as much as a rare word. */
function workspace(snapshot: Snapshot, leg: Leg): Workspace {
  const { documents, sum } = snapshot.legs[leg];
  const room = rooms.get(snapshot) ?? roomFor(snapshot);
  rooms.set(snapshot, room);
  room.scores.fill(0);
  room.documentScores.fill(0);
  return {
    ...room,
    documentLengths: documents,
    averageLength: sum / Math.max(1, room.scores.length) || 1,
    averageDocumentLength: sum / Math.max(1, snapshot.documentCount) || 1,
  };
}

function roomFor({ chunkIds, documentCount }: Snapshot): Room {
  const total = chunkIds.length;
  return {
    scores: new Float32Array(total),
    best: new Float32Array(total),
    documentScores: new Float32Array(documentCount),
    slots: new Int32Array(total),
    counts: new Uint32Array(total),
    weighted: new Float32Array(total),
    perDocument: new Float32Array(documentCount),
  };
}

/** Reads the postings of living chunks for all forms of a term; returns how many. */
function gather({ slots, firstId }: Snapshot, lists: readonly Uint8Array[], work: Workspace): number {
  let found = 0;
  for (const list of lists) {
    const { ids, counts, size } = unpackPostings(list);
    for (let at = 0; at < size; at += 1) {
      const slot = slots[(ids[at] ?? 0) - firstId] ?? -1;
      // A chunk is in one language: one that holds two forms overfills the list only in theory, and then keeps the first ones.
      if (slot < 0 || found >= work.slots.length) continue;
      work.slots[found] = slot;
      work.counts[found] = counts[at] ?? 0;
      found += 1;
    }
  }
  return found;
}

function idfOf(found: number, total: number): number {
  return Math.log(1 + (total - found + 0.5) / (found + 0.5));
}

function addChunkScores(snapshot: Snapshot, leg: Leg, work: Workspace, found: number, weight: number, scoring: Scoring, take: Taker): void {
  const lengths = snapshot.legs[leg].chunks;
  const { weighted } = work;
  const flat = scoring.k1 * (1 - scoring.b);
  const slope = (scoring.k1 * scoring.b) / work.averageLength;
  const add = (slot: number): void => {
    const count = weighted[slot] ?? 0;
    if (count === 0) return;
    weighted[slot] = 0;
    take(slot, (weight * count * (scoring.k1 + 1)) / (count + flat + slope * (lengths[slot] ?? 0)));
  };
  spreadCounts(snapshot, work, found, scoring);
  for (let at = 0; at < found; at += 1) {
    const slot = work.slots[at] ?? 0;
    add(slot);
    if (scoring.neighbour === 0) continue;
    if (slot > 0) add(slot - 1);
    if (slot + 1 < weighted.length) add(slot + 1);
  }
}

/** Takes what a form of a term is worth in a chunk. */
type Taker = (slot: number, score: number) => void;

function adding(scores: Float32Array): Taker {
  return (slot, score) => {
    scores[slot] = (scores[slot] ?? 0) + score;
  };
}

function keepingBest(best: Float32Array): Taker {
  return (slot, score) => {
    if (score > (best[slot] ?? 0)) best[slot] = score;
  };
}

function addNearScores(
  snapshot: Snapshot,
  leg: Leg,
  work: Workspace,
  { term, share }: NearForm,
  weight: number,
  scoring: Scoring,
  take: Taker,
): void {
  const found = gather(snapshot, snapshot.postings(leg, term), work);
  if (found > 0) addChunkScores(snapshot, leg, work, found, share * weight * idfOf(found, snapshot.chunkIds.length), scoring, take);
}

function takeBest({ scores, best }: Workspace): void {
  for (let slot = 0; slot < best.length; slot += 1) scores[slot] = (scores[slot] ?? 0) + (best[slot] ?? 0);
  best.fill(0);
}

/** Weighted counts of the term at hand, a share of them in the neighbouring chunks of the same document. */
function spreadCounts({ documents }: Snapshot, { weighted, slots, counts }: Workspace, found: number, scoring: Scoring): void {
  for (let at = 0; at < found; at += 1) {
    const slot = slots[at] ?? 0;
    const packed = counts[at] ?? 0;
    const body = bodyCount(packed);
    weighted[slot] = (weighted[slot] ?? 0) + body + scoring.title * titleCount(packed) + scoring.headings * headingsCount(packed);
    if (scoring.neighbour === 0 || body === 0) continue;
    if (documents[slot - 1] === documents[slot]) weighted[slot - 1] = (weighted[slot - 1] ?? 0) + scoring.neighbour * body;
    if (documents[slot + 1] === documents[slot]) weighted[slot + 1] = (weighted[slot + 1] ?? 0) + scoring.neighbour * body;
  }
}

function addDocumentScores(snapshot: Snapshot, work: Workspace, found: number, weight: number, scoring: Scoring): void {
  const { perDocument, documentScores, documentLengths } = work;
  let holding = 0;
  for (let at = 0; at < found; at += 1) {
    const document = snapshot.documents[work.slots[at] ?? 0] ?? 0;
    if (perDocument[document] === 0) holding += 1;
    perDocument[document] = (perDocument[document] ?? 0) + Math.max(1, bodyCount(work.counts[at] ?? 0));
  }
  const idf = idfOf(holding, snapshot.documentCount);
  for (let at = 0; at < found; at += 1) {
    const document = snapshot.documents[work.slots[at] ?? 0] ?? 0;
    const count = perDocument[document] ?? 0;
    if (count === 0) continue;
    perDocument[document] = 0;
    const norm = scoring.k1 * (1 - scoring.b + (scoring.b * (documentLengths[document] ?? 0)) / work.averageDocumentLength);
    documentScores[document] = (documentScores[document] ?? 0) + (weight * idf * count * (scoring.k1 + 1)) / (count + norm);
  }
}

/** Only chunks that hold a word of the question themselves, or beside them, gain from their document. */
function spreadDocumentScores(snapshot: Snapshot, work: Workspace, weight: number): void {
  for (let slot = 0; slot < work.scores.length; slot += 1) {
    const own = work.scores[slot] ?? 0;
    if (own > 0) work.scores[slot] = own + weight * (work.documentScores[snapshot.documents[slot] ?? 0] ?? 0);
  }
}

// Fine enough that hardly more than `depth` chunks are sorted.
const bands = 512;

/** The highest scores, ties in the order of the file. Counts scores by band first, so that only the best are sorted. */
function top(scores: Float32Array, chunkIds: Float64Array, depth: number): readonly LegScore[] {
  let highest = 0;
  for (let slot = 0; slot < scores.length; slot += 1) highest = Math.max(highest, scores[slot] ?? 0);
  if (highest === 0) return [];
  const perBand = new Uint32Array(bands + 1);
  const step = bands / highest;
  for (let slot = 0; slot < scores.length; slot += 1) {
    const score = scores[slot] ?? 0;
    if (score > 0) perBand[(score * step) | 0] = (perBand[(score * step) | 0] ?? 0) + 1;
  }
  let lowest = bands;
  for (let counted = perBand[bands] ?? 0; counted < depth && lowest > 0; counted += perBand[lowest] ?? 0) lowest -= 1;
  const slots: number[] = [];
  for (let slot = 0; slot < scores.length; slot += 1) {
    const score = scores[slot] ?? 0;
    if (score > 0 && ((score * step) | 0) >= lowest) slots.push(slot);
  }
  slots.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other);
  return slots.slice(0, depth).map((slot) => ({ id: (chunkIds[slot] ?? 0) as ChunkId, score: scores[slot] ?? 0 }));
}
