/** Chooses whole sections by what the search found in them. Pure. */
import type { DocumentId, SearchHit, StoredChunk } from '../../../core/types.ts';
import { chunkBudget } from './chunk-budget.ts';

interface Section {
  readonly documentId: DocumentId;
  readonly span: SearchHit['section'];
  /** Of all hits in it: a section with three fair hits is worth more than one with a single good one. */
  readonly score: number;
  readonly hits: readonly SearchHit[];
}

/**
 * Ids of the chunks of the best sections, as far as the tokens go. A section that is too long gives its hits with
 * their neighbours; what is left over then goes to the rest of the best documents.
 */
export function chooseSections(
  hits: readonly SearchHit[],
  chunks: ReadonlyMap<DocumentId, readonly StoredChunk[]>,
  tokens: number,
): ReadonlySet<number> {
  const { take, chosen } = chunkBudget(tokens);
  const sections = bestSections(hits);
  for (const { documentId, span, hits: own } of sections) {
    const all = chunks.get(documentId) ?? [];
    if (take(all.filter((chunk) => chunk.span.start < span.end && span.start < chunk.span.end))) continue;
    for (const hit of own) {
      const at = all.findIndex((chunk) => chunk.id === hit.chunkId);
      if (!take(all.slice(Math.max(0, at - 1), at + 2))) take(all.slice(at, at + 1));
    }
  }
  // One by one from the beginning: a document reads better with its opening than with a hole in the middle.
  for (const documentId of new Set(sections.map((section) => section.documentId))) {
    for (const chunk of chunks.get(documentId) ?? []) if (!take([chunk])) return chosen;
  }
  return chosen;
}

function bestSections(hits: readonly SearchHit[]): readonly Section[] {
  const groups = Map.groupBy(hits, ({ documentId, section }) => `${documentId} ${section.start} ${section.end}`);
  return [...groups.values()]
    .flatMap((own) => {
      const [first] = own;
      if (first === undefined) return [];
      return [{ documentId: first.documentId, span: first.section, hits: own, score: own.reduce((sum, hit) => sum + hit.score, 0) }];
    })
    .sort((one, other) => other.score - one.score);
}
