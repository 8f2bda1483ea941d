/** The documents of the shown collection, in pages: those that were scrolled to, of those that are looked for. */
import { signal } from '@preact/signals';
import type { DocumentPage, DocumentsShown } from '../../core/types.ts';
import { getDocuments } from '../api/collections.ts';
import { place } from './address.ts';
import { guarded } from './shelf-fault.ts';

/** Some screens full; the server takes ten milliseconds for it. */
const pageLength = 200;
/** As many as the server gives at one time. */
const mostPerPage = 2_000;

/** Null until the first page is there; `cursor` is null when all that match are. */
export const documents = signal<DocumentPage | null>(null);
export const findText = signal('');
export const findShow = signal<DocumentsShown>('all');

/** Every load has its number: what comes late for an older one is not shown. */
let newest = 0;
let isLoadingMore = false;

/** Loads anew what was loaded, as far as one page goes; the rest comes again when it is scrolled to. */
export function loadDocuments(): Promise<void> {
  return loadFirst(Math.min(mostPerPage, Math.max(pageLength, documents.value?.documents.length ?? 0)));
}

async function loadFirst(limit: number): Promise<void> {
  const load = ++newest;
  await guarded(async () => {
    const page = await wantedPage('', limit);
    if (load === newest) documents.value = page;
  });
}

export async function lookFor(text: string, show: DocumentsShown): Promise<void> {
  findText.value = text;
  findShow.value = show;
  await loadFirst(pageLength);
}

/** Another collection: what was looked for in the one before is of no interest here. */
export function forgetDocuments(): void {
  newest += 1;
  documents.value = null;
  findText.value = '';
  findShow.value = 'all';
}

/** Brings the list up to this row, if it is not that long yet. */
export async function loadUpTo(row: number): Promise<void> {
  if (isLoadingMore) return;
  isLoadingMore = true;
  await guarded(async () => {
    for (let known = documents.value; known !== null && known.cursor !== null && known.documents.length < row; known = documents.value) {
      const load = newest;
      const limit = Math.min(mostPerPage, Math.max(pageLength, row - known.documents.length));
      const next = await wantedPage(known.cursor, limit);
      if (load !== newest || next === null) return;
      documents.value = { ...next, documents: [...known.documents, ...next.documents] };
    }
  });
  isLoadingMore = false;
}

async function wantedPage(after: string, limit: number): Promise<DocumentPage | null> {
  const name = place.value.collection;
  if (name === null) return null;
  return getDocuments(name, { after, limit, holding: findText.value.trim(), show: findShow.value, since: '' });
}
