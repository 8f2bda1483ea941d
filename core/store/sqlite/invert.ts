/** Turns chunks with their terms into posting lists. */
import { trigramsIn } from '../../text/trigrams.ts';
import type { ChunkTerms } from '../../types.ts';
import { addPosting, type ChunkFigures, countsOf, type PostingWriter, postingWriter } from './posting-codec.ts';

export const wordLeg = 0;
export const trigramLeg = 1;
export type Leg = typeof wordLeg | typeof trigramLeg;

export interface TermRow {
  readonly id: number;
  readonly documentKey: number;
  readonly terms: ChunkTerms;
}

/** A segment in memory: posting lists by term, one map a leg. */
export interface Inverted {
  readonly legs: readonly [words: ReadonlyMap<string, Uint8Array>, trigrams: ReadonlyMap<string, Uint8Array>];
  readonly figures: readonly ChunkFigures[];
}

/** Inverts chunks whose ids ascend. */
export function invert(rows: readonly TermRow[]): Inverted {
  const words = new Map<string, PostingWriter>();
  const trigrams = new Map<string, PostingWriter>();
  const figures = rows.map(({ id, documentKey, terms }) => ({
    id,
    documentKey,
    words: addWords(words, id, terms),
    letters: addTrigrams(trigrams, id, terms.trigramText),
  }));
  return { legs: [closed(words), closed(trigrams)], figures };
}

function addWords(lists: Map<string, PostingWriter>, id: number, terms: ChunkTerms): number {
  const counts = new Map<string, number>();
  const title = split(terms.title);
  const headings = split(terms.headings);
  const body = split(terms.body);
  for (const term of body) counts.set(term, (counts.get(term) ?? 0) + 1);
  const inTitle = counted(title);
  const inHeadings = counted(headings);
  for (const term of [...inTitle.keys(), ...inHeadings.keys()]) if (!counts.has(term)) counts.set(term, 0);
  for (const [term, count] of counts) {
    addPosting(writerOf(lists, term), id, countsOf(inTitle.get(term) ?? 0, inHeadings.get(term) ?? 0, count));
  }
  return title.length + headings.length + body.length;
}

function addTrigrams(lists: Map<string, PostingWriter>, id: number, text: string): number {
  const found = trigramsIn(text);
  for (const [trigram, count] of counted(found)) addPosting(writerOf(lists, trigram), id, countsOf(0, 0, count));
  return found.length;
}

function counted(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function split(terms: string): readonly string[] {
  return terms === '' ? [] : terms.split(' ');
}

function writerOf(lists: Map<string, PostingWriter>, term: string): PostingWriter {
  const known = lists.get(term);
  if (known !== undefined) return known;
  const writer = postingWriter();
  lists.set(term, writer);
  return writer;
}

function closed(lists: ReadonlyMap<string, PostingWriter>): ReadonlyMap<string, Uint8Array> {
  return new Map(Array.from(lists, ([term, { bytes }]) => [term, Uint8Array.from(bytes)]));
}
