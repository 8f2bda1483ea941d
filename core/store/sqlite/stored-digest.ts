/** What the digest of a document covers, read back from the tables. */
import type { Database } from 'better-sqlite3';
import { textOfDocument } from './chunks.ts';
import { type DigestedChunk, type DigestedContent, type DigestedDocument, nothingRead } from './digest.ts';
import { imagesOfDocument } from './images.ts';

export interface StoredRow extends DigestedDocument {
  readonly key: number;
  readonly digest: string;
}

/** Columns of `document` in the form of `StoredRow`. */
export const digestedColumns = `key, id, source, title, format, status, reason, warnings, pages, picture_pages AS picturePages,
  size_bytes AS sizeBytes, hash, language, recipe, origin, ingested_at AS ingestedAt, digest`;

export interface StoredContent {
  readonly text: string;
  readonly chunks: readonly (DigestedChunk & { readonly ordinal: number })[];
  /** Undefined for a file that was not read. */
  readonly maps: { readonly maps: Buffer; readonly boxes: Buffer } | undefined;
}

export function storedContent(database: Database): (key: number) => StoredContent {
  const textOf = textOfDocument(database);
  const chunksOf = database.prepare<[number], DigestedChunk & { readonly ordinal: number }>(
    `SELECT ordinal, start, "end", section_start AS sectionStart, section_end AS sectionEnd, tokens, headings
     FROM chunk WHERE document_key = ? ORDER BY start`,
  );
  const mapsOf = database.prepare<[number], { readonly maps: Buffer; readonly boxes: Buffer }>(
    'SELECT maps, boxes FROM document_maps WHERE document_key = ?',
  );
  return (key) => ({ text: textOf(key), chunks: chunksOf.all(key), maps: mapsOf.get(key) });
}

/** In the form that the digest takes. */
export function digestedContent(database: Database): (key: number, stored: StoredContent) => DigestedContent {
  const imagesOf = imagesOfDocument(database);
  return (key, { text, chunks, maps }) => ({ ...(maps ?? nothingRead), text, chunks, ...imagesOf(key) });
}
