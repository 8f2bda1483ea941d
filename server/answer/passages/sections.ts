/** The sections of a collection: each chunk belongs to one, and a section is read when all of its chunks are. */
import type { CollectionAccess } from '../../../core/ports.ts';
import type { Passage, SectionsRead, StoredChunk } from '../../../core/types.ts';

/** Tells the sections of all documents apart. */
export const sectionKey = ({ documentId, section }: StoredChunk): string => `${documentId}:${section.start}:${section.end}`;

/** How many sections these chunks belong to. */
export const sectionsIn = (chunks: readonly StoredChunk[]): number => new Set(chunks.map(sectionKey)).size;

/** How many sections there are, and how many of them stand in these passages from beginning to end. */
export async function sectionsHeldBy(collection: CollectionAccess, passages: readonly Passage[]): Promise<SectionsRead> {
  const byDocument = Map.groupBy(passages, ({ documentId }) => documentId);
  const isRead = ({ documentId, span }: StoredChunk): boolean =>
    (byDocument.get(documentId) ?? []).some((passage) => passage.span.start <= span.start && span.end <= passage.span.end);
  const chunks = await collection.chunks(null);
  const unread = chunks.filter((chunk) => !isRead(chunk));
  const total = sectionsIn(chunks);
  return { read: total - sectionsIn(unread), total };
}
