/** The list of documents of whoever answers: read in pages, once, and again when the collection has changed. */
import { expect, test } from 'vitest';
import { memoryCollection } from '../../core/store/memory.ts';
import type { CollectionSummary, DocumentsWanted } from '../../core/types.ts';
import { knownDocuments } from '../../server/search/known-documents.ts';

test('the list is read once, and anew after every change', async () => {
  const store = memoryCollection('notes');
  const add = (source: string) => store.saveUnread({ source, origin: '', hash: source, sizeBytes: 1, recipe: 'none' }, 'skipped', 'a film');
  for (let index = 0; index < 1_201; index += 1) add(`film-${String(index).padStart(4, '0')}.mp4`);
  let pages = 0;
  let updatedAt = 'first';
  const access = {
    summary: async (): Promise<CollectionSummary> => ({ ...store.summary(), updatedAt }),
    documentPage: async (wanted: DocumentsWanted) => {
      pages += 1;
      return store.documentPage(wanted);
    },
  };
  const known = knownDocuments();
  expect(await known.of(access)).toEqual(store.documents());
  expect(await known.of(access)).toBe(await known.of(access));
  expect(pages).toBe(3);
  add('film-9999.mp4');
  updatedAt = 'second';
  expect(await known.of(access)).toEqual(store.documents());
  expect(pages).toBe(6);
});
