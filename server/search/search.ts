/** Searches one collection: three legs, fused, copies removed, with figures on how sure the result is. */
import type { CollectionReader, SearchableCollection, SearchLegs } from '../../core/ports.ts';
import { termsOfText } from '../../core/text/analyze.ts';
import type { ChunkId, DocumentId, SearchConfidence, SearchHit, SearchOutcome } from '../../core/types.ts';
import { type FusedHit, fuse } from './fuse.ts';
import { withNamedCode } from './named-code.ts';
import { asksForTests, isTestFile, testsBehind } from './test-files.ts';
import type { FusionWeights } from './weights.ts';

// Enough that a chunk missed by one leg is judged by the others; longer lists only cost time (test/eval/LOG.md).
const depth = 200;

/** A reader with the fused search on top. */
export function searchable(reader: CollectionReader, weights: FusionWeights): SearchableCollection {
  const names = documentNames(reader);
  return {
    ...reader,
    search(question, limit, queryVector): SearchOutcome {
      const started = performance.now();
      const legs = reader.legs(question, Math.max(depth, limit), queryVector);
      const { nameOf, hasTests, hasCodeAndProse } = names();
      const ranked = fuse(legs, queryVector === null ? weights.learned : weights.trained);
      const judged = hasTests && !asksForTests(question) ? testsBehind(ranked, limit, (ids) => inTestFiles(reader, nameOf, ids)) : ranked;
      const fused = hasCodeAndProse ? withNamedCode(judged, legs.terms, reader, nameOf) : judged;
      const hits = withoutCopies(fused, (few) => hitsOf(reader, nameOf, few), limit);
      return { hits, confidence: confidenceOf(legs, fused, hits, nameOf), terms: legs.terms, tookMs: performance.now() - started };
    },
  };
}

interface DocumentName {
  readonly source: string;
  readonly title: string;
  readonly language: string;
  readonly isTest: boolean;
  readonly isCode: boolean;
}

interface CollectionNames {
  readonly nameOf: NameOf;
  readonly hasTests: boolean;
  readonly hasCodeAndProse: boolean;
}

type NameOf = (id: DocumentId) => DocumentName;

/** What is known of documents by name, read again only when the collection has changed. */
function documentNames(reader: CollectionReader): () => CollectionNames {
  let readAt = '';
  let names = new Map<DocumentId, DocumentName>();
  let hasTests = false;
  let hasCodeAndProse = false;
  const nameOf: NameOf = (wanted) => names.get(wanted) ?? { source: '', title: '', language: 'und', isTest: false, isCode: false };
  return () => {
    const { updatedAt } = reader.summary();
    if (updatedAt !== readAt) {
      names = new Map(
        reader
          .documents()
          .map(({ id, source, title, language, format }) => [
            id,
            { source, title, language, isTest: isTestFile(source, format), isCode: format === 'code' || format === 'sql' },
          ]),
      );
      hasTests = [...names.values()].some(({ isTest }) => isTest);
      hasCodeAndProse = new Set([...names.values()].map(({ isCode }) => isCode)).size === 2;
      readAt = updatedAt;
    }
    return { nameOf, hasTests, hasCodeAndProse };
  };
}

/** Those of the chunks that stand in test files. */
function inTestFiles(reader: CollectionReader, nameOf: NameOf, ids: readonly ChunkId[]): ReadonlySet<ChunkId> {
  return new Set(reader.chunksById(ids).flatMap(({ id, documentId }) => (nameOf(documentId).isTest ? [id] : [])));
}

function hitsOf(reader: CollectionReader, nameOf: NameOf, fused: readonly FusedHit[]): readonly SearchHit[] {
  const chunks = new Map(reader.chunksById(fused.map(({ id }) => id)).map((chunk) => [chunk.id, chunk]));
  return fused.flatMap(({ id, score, legs }) => {
    const chunk = chunks.get(id);
    if (chunk === undefined) return [];
    const { documentId, span, section, headings, tokens } = chunk;
    const { source, title } = nameOf(documentId);
    const text = reader.slice(documentId, span.start, span.end);
    return [{ chunkId: id, documentId, source, title, span, section, headings, text, tokens, score, legs }];
  });
}

/** The best `limit` hits, of copies the best one. Fetches no more than it needs. */
function withoutCopies(
  fused: readonly FusedHit[],
  fetch: (few: readonly FusedHit[]) => readonly SearchHit[],
  limit: number,
): readonly SearchHit[] {
  const kept = new Map<string, SearchHit>();
  for (let from = 0; from < fused.length && kept.size < limit; from += limit) {
    for (const hit of fetch(fused.slice(from, from + limit))) {
      const key = copyKey(hit);
      if (kept.size < limit && !kept.has(key)) kept.set(key, hit);
    }
  }
  return [...kept.values()];
}

/**
 * Only the very same words in the same document are a copy: boilerplate. The same passage in another document is
 * another place to open, and "80 % alike" would hide the version of a contract that differs in one number.
 */
function copyKey({ documentId, text }: SearchHit): string {
  return `${documentId}\n${text.replace(/\s+/g, ' ').trim()}`;
}

function confidenceOf(legs: SearchLegs, fused: readonly FusedHit[], hits: readonly SearchHit[], nameOf: NameOf): SearchConfidence {
  const first = hits[0];
  if (first === undefined) return { top: 0, coverage: 0, gap: 0, vector: 0 };
  const total = legs.terms.reduce((sum, { idf }) => sum + idf, 0) || 1;
  const held = heldTerms(first, nameOf(first.documentId).language);
  const covered = legs.terms.filter(({ term }) => held.has(term)).reduce((sum, { idf }) => sum + idf, 0);
  const fifth = fused[4]?.score ?? 0;
  return {
    // BM25 of the best chunk over what a chunk could get that says every word of the question often.
    top: clamped((legs.word[0]?.score ?? 0) / (total * highestSaturation)),
    coverage: clamped(covered / total),
    gap: clamped(first.score - fifth),
    vector: clamped(legs.vector[0]?.score ?? 0),
  };
}

// k1 + 1 of BM25: the most a term can be worth in units of its idf, document share aside.
const highestSaturation = 2.2;

function heldTerms(hit: SearchHit, language: string): ReadonlySet<string> {
  return new Set(termsOfText(`${hit.title}\n${hit.headings.join('\n')}\n${hit.text}`, language));
}

function clamped(value: number): number {
  return Math.min(1, Math.max(0, value));
}
