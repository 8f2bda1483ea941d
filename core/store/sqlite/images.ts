/** Pictures of documents: bytes with the span that they stand in, and references to pictures that are files of their own. */
import type { Database } from 'better-sqlite3';
import type { DocumentId, DocumentImage, PictureReference, Span } from '../../types.ts';
import type { DigestedImage, DigestedReference } from './digest.ts';

/** A picture belongs to a span when its block begins in it. */
export function imagesIn(database: Database): (id: DocumentId, span: Span) => readonly DocumentImage[] {
  const select = database.prepare<{ id: DocumentId; start: number; end: number }, DigestedImage>(
    `SELECT start, "end", ordinal, media_type AS mediaType, bytes FROM document_image
     WHERE document_key = (SELECT key FROM document WHERE id = :id) AND start >= :start AND start < :end
     UNION ALL
     SELECT reference.start, reference."end", reference.ordinal, image.media_type, image.bytes
     FROM picture_reference AS reference
     JOIN document AS file ON file.source = reference.source AND file.format = 'picture'
     JOIN document_image AS image ON image.document_key = file.key
     WHERE reference.document_key = (SELECT key FROM document WHERE id = :id) AND reference.start >= :start AND reference.start < :end
     ORDER BY start, ordinal`,
  );
  return (id, { start: from, end: to }) =>
    select.all({ id, start: from, end: to }).map(({ start, end, mediaType, bytes }) => ({
      span: { start, end },
      mediaType,
      base64: Buffer.from(bytes).toString('base64'),
    }));
}

/** All of them in order, for the checker. */
export function imagesOfDocument(database: Database): (key: number) => {
  readonly images: readonly DigestedImage[];
  readonly references: readonly DigestedReference[];
} {
  const images = database.prepare<[number], DigestedImage>(
    'SELECT start, "end", media_type AS mediaType, bytes FROM document_image WHERE document_key = ? ORDER BY ordinal',
  );
  const references = database.prepare<[number], DigestedReference>(
    'SELECT start, "end", source FROM picture_reference WHERE document_key = ? ORDER BY ordinal',
  );
  return (key) => ({ images: images.all(key), references: references.all(key) });
}

export function imageAdder(
  database: Database,
): (key: number, images: readonly DigestedImage[], references: readonly DigestedReference[]) => void {
  const insert = database.prepare<[number, number, number, number, string, Uint8Array]>(
    'INSERT INTO document_image (document_key, ordinal, start, "end", media_type, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const refer = database.prepare<[number, number, number, number, string]>(
    'INSERT INTO picture_reference (document_key, ordinal, start, "end", source) VALUES (?, ?, ?, ?, ?)',
  );
  return (key, images, references) => {
    for (const [ordinal, { start, end, mediaType, bytes }] of images.entries()) insert.run(key, ordinal, start, end, mediaType, bytes);
    for (const [ordinal, { start, end, source }] of references.entries()) refer.run(key, ordinal, start, end, source);
  };
}

export function packImages(images: readonly DocumentImage[] = []): readonly DigestedImage[] {
  return images.map(({ span, mediaType, base64 }) => ({ ...span, mediaType, bytes: Buffer.from(base64, 'base64') }));
}

export function packReferences(references: readonly PictureReference[] = []): readonly DigestedReference[] {
  return references.map(({ span, source }) => ({ ...span, source }));
}
