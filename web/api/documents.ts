import type { DocumentRecord, Span } from '../../core/types.ts';
import { call, collectionPath, send } from './http.ts';

interface OutlineHeading {
  readonly title: string;
  readonly depth: number;
  readonly start: number;
  readonly end: number;
}

/** A document's record with what is needed to find one's way in its text. */
export interface DocumentView {
  readonly document: DocumentRecord;
  /** Offset at which each page starts, page 1 first; empty when the format has no pages. */
  readonly pageStarts: readonly number[];
  readonly outline: readonly OutlineHeading[];
  /** Lines in the place of pages, or of the whole file, that are pictures without text. */
  readonly pictures: readonly Span[];
}

export function getDocument(collection: string, id: string, signal: AbortSignal): Promise<DocumentView> {
  return call('GET', collectionPath(collection, 'documents', id), { signal });
}

export async function getText(collection: string, id: string, signal: AbortSignal): Promise<string> {
  const response = await send('GET', collectionPath(collection, 'documents', id, 'text'), { accept: 'text/plain', signal });
  // `response.text()` would drop a leading byte order mark, and every offset would be one off.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
}

export function pictureAddress(collection: string, id: string, start: number): string {
  return collectionPath(collection, 'documents', id, 'pictures', String(start));
}

/** Browsers open a PDF at the page that the fragment names (RFC 8118). */
export function originalAddress(collection: string, id: string, page: number | null): string {
  const address = collectionPath(collection, 'documents', id, 'original');
  return page === null ? address : `${address}#page=${page}`;
}
