/**
 * From documentation to code. A question is worded like the manual, and the manual names what the code defines: a passage of
 * prose among the best hits hands most of its score on to the code that defines a compound name beside the question's words.
 */
import type { CollectionReader, SearchLegs } from '../../core/ports.ts';
import { termsOfText } from '../../core/text/analyze.ts';
import { rawWords } from '../../core/text/words.ts';
import type { ChunkId, DocumentId, StoredChunk } from '../../core/types.ts';
import type { FusedHit } from './fuse.ts';

// All of these were chosen on three repositories (test/eval/LOG.md): .75 to .95, .25 to .45 are alike there.
const handedOn = 0.9;
/** Share of the question, by inverse document frequency, that a sentence must say for its names to count. */
const leastShare = 0.35;
const lookedAt = 10;
// Bounds on time: a look-up takes some 20 microseconds. A name that more chunks hold tells little.
const mostNames = 30;
const mostPlaces = 40;

/** What must be known of a document to follow names from it, or to it. */
export interface NamingDocument {
  readonly language: string;
  readonly isCode: boolean;
  readonly isTest: boolean;
}

type Reader = Pick<CollectionReader, 'chunksById' | 'slice' | 'namePlaces'>;

/** The list with the code that its prose names lifted behind the naming passage; the best hit stays the best. */
export function withNamedCode(
  ranked: readonly FusedHit[],
  terms: SearchLegs['terms'],
  reader: Reader,
  documentOf: (id: DocumentId) => NamingDocument,
): readonly FusedHit[] {
  const scores = scoresOfNames(ranked.slice(0, lookedAt), terms, reader, documentOf);
  if (scores.size === 0) return ranked;
  const names = [...scores.keys()].slice(0, mostNames);
  const lifted = new Map<ChunkId, number>();
  for (const [index, places] of reader.namePlaces(names, mostPlaces).entries()) {
    const definers = reader.chunksById(places.flatMap(({ id, isDefined }) => (isDefined ? [id] : []))).filter(({ documentId }) => {
      const { isCode, isTest } = documentOf(documentId);
      return isCode && !isTest;
    });
    const share = (handedOn * (scores.get(names[index] ?? '') ?? 0)) / Math.sqrt(definers.length);
    for (const { id } of definers) lifted.set(id, Math.max(share, lifted.get(id) ?? 0));
  }
  return withScores(ranked, lifted);
}

/** Each name that prose says beside the question's words, with the score of the best passage that does, best first. */
function scoresOfNames(
  hits: readonly FusedHit[],
  terms: SearchLegs['terms'],
  reader: Reader,
  documentOf: (id: DocumentId) => NamingDocument,
): ReadonlyMap<string, number> {
  const idf = new Map(terms.map((term) => [term.term, term.idf]));
  const chunks = new Map(reader.chunksById(hits.map(({ id }) => id)).map((chunk) => [chunk.id, chunk]));
  const scores = new Map<string, number>();
  for (const { id, score } of hits) {
    const chunk = chunks.get(id);
    const document = chunk === undefined ? null : documentOf(chunk.documentId);
    if (chunk === undefined || document === null || document.isCode) continue;
    for (const name of namesBeside(idf, chunk, reader.slice(chunk.documentId, chunk.span.start, chunk.span.end), document.language)) {
      if (!scores.has(name)) scores.set(name, score);
    }
  }
  return scores;
}

/** Names in sentences and rows that say enough of the question, and in the heading above one that does. */
function namesBeside(
  idf: ReadonlyMap<string, number>,
  { headings }: Pick<StoredChunk, 'headings'>,
  text: string,
  language: string,
): readonly string[] {
  const enough = leastShare * [...idf.values()].reduce((sum, value) => sum + value, 0);
  const saying = sentencesAndRows(text).filter((part) => {
    const said = [...new Set(termsOfText(part, language))].reduce((sum, term) => sum + (idf.get(term) ?? 0), 0);
    return said > 0 && said >= enough;
  });
  const heading = saying.length > 0 ? (headings.at(-1) ?? '') : '';
  return [...saying, heading].flatMap((part) => compoundNames(part, language));
}

/** Wrapped lines belong together; items, rows and headings stand alone. */
function sentencesAndRows(text: string): readonly string[] {
  return text.split(/\n\s*\n|\n(?=\s*[-*+|#>])|(?<=[.!?;])\s+/);
}

const isCompound = /[\p{L}\p{N}]_[\p{L}\p{N}]|\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u;

/** `bodyLimit`, `ERR_BODY_TOO_LARGE`, `ClientClosedError`, as the index calls them: any spelling is one name. */
function compoundNames(text: string, language: string): readonly string[] {
  return rawWords(text).flatMap((raw) => (isCompound.test(raw) ? termsOfText(raw, language).slice(0, 1) : []));
}

function withScores(ranked: readonly FusedHit[], lifted: ReadonlyMap<ChunkId, number>): readonly FusedHit[] {
  const known = new Set(ranked.map(({ id }) => id));
  const none = { word: 0, trigram: 0, vector: 0 };
  const added = [...lifted].filter(([id]) => !known.has(id)).map(([id, score]): FusedHit => ({ id, score, legs: none }));
  const weighed = ranked.map((hit) => ({ ...hit, score: Math.max(hit.score, lifted.get(hit.id) ?? 0) }));
  return [...weighed, ...added].sort((one, other) => other.score - one.score || one.id - other.id);
}
