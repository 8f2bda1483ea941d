/** The sections of a collection: each chunk belongs to one, and a section is read when all of its chunks are. */
import type { CollectionAccess } from '../../core/ports.ts';
import type { SectionsRead, StoredChunk } from '../../core/types.ts';

/** Tells the sections of all documents apart. */
export const sectionKey = ({ documentId, section }: StoredChunk): string => `${documentId}:${section.start}:${section.end}`;

/** How many sections the whole collection has, all of them read. */
export async function wholeRead(collection: CollectionAccess): Promise<SectionsRead> {
  const total = new Set((await collection.chunks(null)).map(sectionKey)).size;
  return { read: total, total };
}
