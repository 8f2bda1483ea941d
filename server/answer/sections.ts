/** The sections of a collection: each chunk belongs to one, and a section is read when all of its chunks are. */
import type { StoredChunk } from '../../core/types.ts';

/** Tells the sections of all documents apart. */
export const sectionKey = ({ documentId, section }: StoredChunk): string => `${documentId}:${section.start}:${section.end}`;

/** How many sections these chunks belong to. */
export const sectionsIn = (chunks: readonly StoredChunk[]): number => new Set(chunks.map(sectionKey)).size;
