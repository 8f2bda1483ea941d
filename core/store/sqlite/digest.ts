/** One hash over everything that is kept of a document, so that the checker finds damage that SQLite itself does not see. */
import { createHash } from 'node:crypto';

/** What the digest covers, in the very form it has in the file. */
export interface DigestedDocument {
  readonly id: string;
  readonly source: string;
  readonly title: string;
  readonly format: string;
  readonly status: string;
  readonly reason: string;
  readonly warnings: string;
  readonly pages: number;
  readonly sizeBytes: number;
  readonly hash: string;
  readonly language: string;
  readonly recipe: string;
  readonly origin: string;
  readonly ingestedAt: string;
  /** Absent when it is none: documents from before it was known keep their digest. */
  readonly picturePages?: number;
}

export interface DigestedChunk {
  readonly start: number;
  readonly end: number;
  readonly sectionStart: number;
  readonly sectionEnd: number;
  readonly tokens: number;
  readonly headings: string;
}

export interface DigestedContent {
  readonly text: string;
  readonly maps: Uint8Array;
  readonly boxes: Uint8Array;
  readonly chunks: readonly DigestedChunk[];
  readonly images: readonly DigestedImage[];
  readonly references: readonly DigestedReference[];
}

export interface DigestedReference {
  readonly start: number;
  readonly end: number;
  readonly source: string;
}

export interface DigestedImage {
  readonly start: number;
  readonly end: number;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** The content of a file that was not read. */
export const nothingRead: DigestedContent = {
  text: '',
  maps: new Uint8Array(),
  boxes: new Uint8Array(),
  chunks: [],
  images: [],
  references: [],
};

/** SHA-256, hex. */
export function digestOf(document: DigestedDocument, content: DigestedContent): string {
  const { id, source, title, format, status, reason, warnings, pages, sizeBytes, hash, language, recipe, origin, ingestedAt } = document;
  const head = [id, source, title, format, status, reason, warnings, pages, sizeBytes, hash, language, recipe, origin, ingestedAt];
  const chunks = content.chunks.map(({ start, end, sectionStart, sectionEnd, tokens, headings }) =>
    [start, end, sectionStart, sectionEnd, tokens, headings].join(' '),
  );
  const sum = createHash('sha256')
    .update(JSON.stringify([head, chunks, content.text.length]))
    .update(content.text)
    .update(content.maps)
    .update(content.boxes);
  // Nothing for no picture: documents from before there were any keep their digest.
  for (const { start, end, mediaType, bytes } of content.images)
    sum.update(JSON.stringify([start, end, mediaType, bytes.length])).update(bytes);
  for (const { start, end, source: shown } of content.references) sum.update(JSON.stringify([start, end, shown]));
  if (document.picturePages !== undefined && document.picturePages > 0) sum.update(JSON.stringify([document.picturePages]));
  return sum.digest('hex');
}
