/** The laws of documents that every store keeps; those of chunks and of batches stand beside it. */
import { describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import type { PageBox } from '../../core/types.ts';
import { prose, save, stores } from './store-registry.ts';
import { sampleDocument, sampleFile } from './store-samples.ts';

describe.each(Object.entries(stores))('the %s store', (_name, open) => {
  test('gives a document back as it was saved', () => {
    const store = open();
    const details = {
      title: 'Leave',
      pageStarts: [0, 40],
      cells: [{ span: { start: 0, end: 5 }, sheet: 'Prices', cells: 'A1:B2' }],
      warnings: ['1 of 2 pages holds no text: scanned?'],
    };
    const prepared = sampleDocument(prose, details);
    const id = store.save(sampleFile('leave/holidays.md', prose), prepared);
    const stored = store.document(id);
    expect(stored?.parsed).toEqual(prepared.parsed);
    expect(stored?.record).toMatchObject({
      ...{ id: documentIdOf('leave/holidays.md'), source: 'leave/holidays.md', title: 'Leave', format: 'text', status: 'indexed' },
      ...{ reason: '', warnings: details.warnings, pages: 2, characters: prose.length, chunks: 3, language: 'en' },
      sizeBytes: prose.length,
      tokens: prepared.chunks.reduce((sum, chunk) => sum + chunk.tokens, 0),
    });
  });

  test('gives the pictures of a span, and none of a document that was replaced or removed', () => {
    const store = open();
    const base64 = Buffer.from('a picture').toString('base64');
    const picture = (start: number) => ({ span: { start, end: start + 20 }, mediaType: 'image/png', base64 });
    const id = store.save(sampleFile('a.html', prose), sampleDocument(prose, { images: [picture(0), picture(40), picture(80)] }));
    expect(store.images(id, { start: 0, end: prose.length })).toEqual([picture(0), picture(40), picture(80)]);
    expect(store.images(id, { start: 30, end: 80 })).toEqual([picture(40)]);
    store.save(sampleFile('a.html', prose), sampleDocument(prose));
    expect(store.images(id, { start: 0, end: prose.length })).toEqual([]);
    store.save(sampleFile('a.html', prose), sampleDocument(prose, { images: [picture(0)] }));
    store.remove(id);
    expect(store.images(id, { start: 0, end: prose.length })).toEqual([]);
  });

  test('keeps boxes to a hundredth of a point', () => {
    const store = open();
    const box = (start: number, page: number, x: number): PageBox => ({
      span: { start, end: start + 3 },
      page,
      x,
      y: 700.456,
      width: 0.01,
      height: 12,
    });
    const boxes = [box(0, 1, 72.123), box(3, 1, 90.5), box(6, 2, 0)];
    const id = store.save(sampleFile('a.pdf', prose), sampleDocument(prose, { boxes }));
    const kept = store.document(id)?.parsed.boxes ?? [];
    expect(kept.map(({ span, page }) => ({ span, page }))).toEqual(boxes.map(({ span, page }) => ({ span, page })));
    kept.forEach((found, index) => {
      for (const side of ['x', 'y', 'width', 'height'] as const) expect(found[side]).toBeCloseTo(boxes[index]?.[side] ?? Number.NaN, 2);
    });
  });

  test('gives the original back byte by byte', () => {
    const store = open();
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const id = store.save({ ...sampleFile('a.bin', ''), kept: { kind: 'bytes', bytes } }, sampleDocument(prose));
    expect(new Uint8Array(store.original(id)?.bytes ?? [])).toEqual(bytes);
    expect(store.original(id)?.record.source).toBe('a.bin');
  });

  test('replaces all of a source when it is saved again', () => {
    const store = open();
    const id = save(store, 'a.md', `${prose} ${prose}`);
    save(store, 'b.md', prose);
    expect(save(store, 'a.md', 'Short now.')).toBe(id);
    expect(store.document(id)?.parsed.text).toBe('Short now.');
    expect(store.chunks(id)).toHaveLength(1);
    expect(store.documents()).toHaveLength(2);
    // A leg may also name neighbours of the chunk that holds the word.
    const found = store.chunksById(store.legs('thirty', 10, null).word.map((hit) => hit.id));
    expect(new Set(found.map((chunk) => chunk.documentId))).toEqual(new Set([documentIdOf('b.md')]));
  });

  test('is not changed by saving the same again, but for the time', () => {
    const store = open();
    const id = save(store, 'a.md', prose);
    const before = { ...store.document(id), summary: store.summary(), hits: store.legs('thirty', 10, null).word.length };
    save(store, 'a.md', prose);
    const after = { ...store.document(id), summary: store.summary(), hits: store.legs('thirty', 10, null).word.length };
    const timeless = { record: { ingestedAt: '' }, summary: { updatedAt: '', sizeBytes: 0 } };
    expect({ ...after, record: { ...after.record, ...timeless.record }, summary: { ...after.summary, ...timeless.summary } }).toEqual({
      ...before,
      record: { ...before.record, ...timeless.record },
      summary: { ...before.summary, ...timeless.summary },
    });
  });

  test('leaves nothing of a removed document', () => {
    const store = open();
    const id = save(store, 'a.md', prose);
    expect(store.remove(id)).toBe(true);
    store.compact();
    expect(store.document(id)).toBeNull();
    expect(store.original(id)).toBeNull();
    expect(store.chunks(null)).toEqual([]);
    expect(store.slice(id, 0, 10)).toBe('');
    expect(store.documents()).toEqual([]);
    expect(store.known().size).toBe(0);
    expect(store.legs('thirty days', 10, null).word).toEqual([]);
    expect(store.remove(id)).toBe(false);
  });

  test('lists an unread file with its reason and counts it nowhere', () => {
    const store = open();
    const { kept: _kept, ...file } = sampleFile('scan.tif', 'x');
    const id = store.saveUnread({ ...file, recipe: 'tif-1' }, 'skipped', 'Pictures are not read yet.');
    expect(store.documents()).toMatchObject([
      { id, source: 'scan.tif', status: 'skipped', reason: 'Pictures are not read yet.', chunks: 0 },
    ]);
    expect(store.summary()).toMatchObject({ documents: 0, chunks: 0, tokens: 0 });
    expect(store.original(id)).toBeNull();
    expect(store.document(id)?.parsed.text).toBe('');
    expect(store.known().get('scan.tif')).toEqual({
      hash: file.hash,
      recipe: 'tif-1',
      origin: '',
      status: 'skipped',
      reason: 'Pictures are not read yet.',
    });
  });

  test('keeps nothing of the old text when a file can no longer be read', () => {
    const store = open();
    const id = save(store, 'a.md', prose);
    const { kept: _kept, ...file } = sampleFile('a.md', 'broken');
    expect(store.saveUnread({ ...file, recipe: 'sample-1' }, 'failed', 'It is damaged.')).toBe(id);
    expect(store.chunks(id)).toEqual([]);
    expect(store.original(id)).toBeNull();
    expect(store.legs('thirty', 10, null).word).toEqual([]);
    save(store, 'a.md', prose);
    expect(store.documents()).toMatchObject([{ status: 'indexed', reason: '' }]);
  });

  test('holds an empty document', () => {
    const store = open();
    const id = save(store, 'empty.md', '');
    expect(store.document(id)?.parsed.text).toBe('');
    expect(store.chunks(id)).toEqual([]);
    expect(store.summary().documents).toBe(1);
  });

  test('tells what it knows of each source', () => {
    const store = open();
    store.save({ ...sampleFile('a.md', prose), origin: 'folder-1' }, sampleDocument(prose));
    expect([...store.known()]).toEqual([
      ['a.md', { hash: sampleFile('a.md', prose).hash, recipe: 'sample-1', origin: 'folder-1', status: 'indexed', reason: '' }],
    ]);
  });

  test('gives the documents of one folder to another, and takes nothing else', () => {
    const store = open();
    const prepared = sampleDocument(prose);
    for (const [source, origin] of [
      ['a.md', 'old'],
      ['b.md', 'old'],
      ['c.md', 'other'],
    ] as const) {
      store.save({ ...sampleFile(source, prose), origin }, prepared);
    }
    store.saveUnread({ source: 'd.bin', origin: 'old', hash: 'x', sizeBytes: 1, recipe: 'none' }, 'skipped', 'No text.');
    store.moveOrigin({ origin: 'old', root: '/old' }, { origin: 'new', root: '/new' });
    expect([...store.known()].map(([source, { origin }]) => [source, origin])).toEqual([
      ['a.md', 'new'],
      ['b.md', 'new'],
      ['c.md', 'other'],
      ['d.bin', 'new'],
    ]);
    expect(store.document(documentIdOf('a.md'))?.parsed.text).toBe(prose);
  });

  test('counts documents, chunks and tokens', () => {
    const store = open();
    save(store, 'a.md', prose);
    save(store, 'b.md', prose);
    const { chunks, tokens } = store.document(documentIdOf('a.md'))?.record ?? { chunks: 0, tokens: 0 };
    expect(store.summary()).toMatchObject({ name: 'laws', documents: 2, chunks: 2 * chunks, tokens: 2 * tokens });
    expect(Date.now() - Date.parse(store.summary().updatedAt)).toBeLessThan(60_000);
  });
});
