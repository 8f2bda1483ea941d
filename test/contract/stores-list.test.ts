/** The list of documents in pages, and its sums: the same in every store. */
import { describe, expect, test } from 'vitest';
import type { CollectionWriter } from '../../core/ports.ts';
import type { DocumentsWanted } from '../../core/types.ts';
import { prose, save, stores } from './store-registry.ts';
import { sampleDocument, sampleFile } from './store-samples.ts';

const any: DocumentsWanted = { after: '', limit: 2, holding: '', show: 'all', since: '' };

/** The sources on each page, from the first to the last. */
function pages(store: CollectionWriter, wanted: DocumentsWanted): readonly (readonly string[])[] {
  const { documents, cursor } = store.documentPage(wanted);
  const sources = documents.map(({ source }) => source);
  return cursor === null ? [sources] : [sources, ...pages(store, { ...wanted, after: cursor })];
}

function fill(store: CollectionWriter): void {
  for (const source of ['b.md', 'A/Übersicht.md', 'c.md', 'دفتر.md']) save(store, source, prose);
  store.save(sampleFile('scan.pdf', prose), sampleDocument(prose, { title: 'Minutes', warnings: ['scanned?'] }));
  store.saveUnread({ source: 'film.mp4', origin: '', hash: 'x', sizeBytes: 9, recipe: 'none' }, 'skipped', 'a film');
}

describe.each(Object.entries(stores))('the list of the %s store', (_name, open) => {
  test('comes in pages that hold every document once, in the order of the whole', () => {
    const store = open();
    fill(store);
    const all = store.documents().map(({ source }) => source);
    for (const limit of [1, 2, 3, 6, 7]) expect(pages(store, { ...any, limit }).flat()).toEqual(all);
    expect(pages(store, any)).toHaveLength(3);
    expect(store.documentPage(any).documents[0]).toEqual(store.documents()[0]);
  });

  test('is empty with no page after it when nothing matches', () => {
    const store = open();
    expect(store.documentPage(any)).toEqual({ documents: [], cursor: null, total: 0 });
  });

  test('holds what is wanted, by path or title whatever the letter case, and says how many there are', () => {
    const store = open();
    fill(store);
    const found = (wanted: Partial<DocumentsWanted>) => ({
      sources: pages(store, { ...any, limit: 1, ...wanted }).flat(),
      total: store.documentPage({ ...any, limit: 1, ...wanted }).total,
    });
    expect(found({ holding: ' ÜBER ' })).toEqual({ sources: ['A/Übersicht.md'], total: 1 });
    expect(found({ holding: 'دفتر' })).toEqual({ sources: ['دفتر.md'], total: 1 });
    expect(found({ holding: 'minutes' })).toEqual({ sources: ['scan.pdf'], total: 1 });
    expect(found({ holding: '%' })).toEqual({ sources: [], total: 0 });
    expect(found({ show: 'doubtful' })).toEqual({ sources: ['scan.pdf'], total: 1 });
    expect(found({ show: 'unread' })).toEqual({ sources: ['film.mp4'], total: 1 });
    expect(found({ since: '2999-01-01T00:00:00.000Z' })).toEqual({ sources: [], total: 0 });
    expect(found({ since: '2000-01-01T00:00:00.000Z' }).total).toBe(6);
  });

  test('has sums that follow what is saved, replaced and removed', () => {
    const store = open();
    fill(store);
    const sums = () => {
      const { documents, chunks, tokens, doubtful, unread } = store.summary();
      return { documents, chunks, tokens, doubtful, unread };
    };
    const added = () => {
      const read = store.documents().filter(({ status }) => status === 'indexed');
      const sum = (of: 'chunks' | 'tokens') => read.reduce((total, record) => total + record[of], 0);
      return { documents: read.length, chunks: sum('chunks'), tokens: sum('tokens') };
    };
    expect(sums()).toEqual({ ...added(), doubtful: 1, unread: 1 });
    // What was skipped is read, what was doubtful no longer is, what was read fails.
    save(store, 'film.mp4', prose.repeat(3));
    save(store, 'scan.pdf', prose);
    store.saveUnread({ source: 'c.md', origin: '', hash: 'y', sizeBytes: 9, recipe: 'none' }, 'failed', 'broken');
    expect(sums()).toEqual({ ...added(), doubtful: 0, unread: 1 });
    for (const { id } of store.documents()) store.remove(id);
    expect(sums()).toEqual({ documents: 0, chunks: 0, tokens: 0, doubtful: 0, unread: 0 });
  });
});
