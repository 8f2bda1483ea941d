/** The sections of a collection: each chunk belongs to one, and a section is read when all of its chunks are. */
import type { CollectionAccess } from '../../core/ports.ts';
import type { SectionsRead, StoredChunk } from '../../core/types.ts';

/** Tells the sections of all documents apart. */
export const sectionKey = ({ documentId, section }: StoredChunk): string => `${documentId}:${section.start}:${section.end}`;

/** How many sections the whole collection has, all of them read. */
export async function wholeRead(collection: CollectionAccess): Promise<SectionsRead> {
  const total = sectionsIn(await collection.chunks(null));
  return { read: total, total };
}

/** How many sections these chunks belong to. */
export const sectionsIn = (chunks: readonly StoredChunk[]): number => new Set(chunks.map(sectionKey)).size;
