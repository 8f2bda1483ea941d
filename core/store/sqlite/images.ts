/** Pictures of documents: each is kept as bytes with the span that it stands in. */
import type { Database } from 'better-sqlite3';
import type { DocumentId, DocumentImage, Span } from '../../types.ts';
import type { DigestedImage } from './digest.ts';

/** A picture belongs to a span when its block begins in it. */
export function imagesIn(database: Database): (id: DocumentId, span: Span) => readonly DocumentImage[] {
  const select = database.prepare<[DocumentId, number, number], DigestedImage>(
    `SELECT start, "end", media_type AS mediaType, bytes FROM document_image
     WHERE document_key = (SELECT key FROM document WHERE id = ?) AND start >= ? AND start < ? ORDER BY ordinal`,
  );
  return (id, span) =>
    select.all(id, span.start, span.end).map(({ start, end, mediaType, bytes }) => ({
      span: { start, end },
      mediaType,
      base64: Buffer.from(bytes).toString('base64'),
    }));
}

/** All of them in order, for the checker. */
export function imagesOfDocument(database: Database): (key: number) => readonly DigestedImage[] {
  const select = database.prepare<[number], DigestedImage>(
    'SELECT start, "end", media_type AS mediaType, bytes FROM document_image WHERE document_key = ? ORDER BY ordinal',
  );
  return (key) => select.all(key);
}

export function imageAdder(database: Database): (key: number, images: readonly DigestedImage[]) => void {
  const insert = database.prepare<[number, number, number, number, string, Uint8Array]>(
    'INSERT INTO document_image (document_key, ordinal, start, "end", media_type, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return (key, images) => {
    for (const [ordinal, { start, end, mediaType, bytes }] of images.entries()) insert.run(key, ordinal, start, end, mediaType, bytes);
  };
}

export function packImages(images: readonly DocumentImage[] = []): readonly DigestedImage[] {
  return images.map(({ span, mediaType, base64 }) => ({ ...span, mediaType, bytes: Buffer.from(base64, 'base64') }));
}
