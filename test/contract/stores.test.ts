/** The laws that every store keeps. A new store is one more entry of `stores`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { documentIdOf } from '../../core/hash.ts';
import type { CollectionWriter } from '../../core/ports.ts';
import { createCollection, openWriter } from '../../core/store/index.ts';
import { memoryCollection } from '../../core/store/memory.ts';
import type { ChunkId, PageBox } from '../../core/types.ts';
import { sampleDocument, sampleFile } from './store-samples.ts';

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
});

const stores: Readonly<Record<string, () => CollectionWriter>> = {
  sqlite: () => {
    const data = mkdtempSync(join(tmpdir(), 'carrel-store-'));
    cleanUps.push(() => rmSync(data, { recursive: true }));
    const config = loadConfig({ flags: { data }, environment: {} });
    createCollection(config, 'laws');
    const writer = openWriter(config, 'laws');
    cleanUps.push(() => writer.close());
    return writer;
  },
  memory: () => memoryCollection('laws'),
};

const prose = 'Every employee has thirty days of leave. Notice is given in writing, four weeks ahead. Sundays are free.';

describe.each(Object.entries(stores))('the %s store', (_name, open) => {
  const save = (store: CollectionWriter, source: string, text: string) => store.save(sampleFile(source, text), sampleDocument(text));

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

  test('orders documents and chunks by source, then offset, whatever the order of saving', () => {
    const store = open();
    // By UTF-8 bytes, a sign beyond the first plane comes after U+FF61; by UTF-16 code units it would come before.
    const sources = ['b.md', 'a/b.md', '😀.md', 'é.md', 'a.md', '｡.md'];
    for (const source of sources) save(store, source, prose);
    const wanted = ['a.md', 'a/b.md', 'b.md', 'é.md', '｡.md', '😀.md'];
    expect(store.documents().map((record) => record.source)).toEqual(wanted);
    const ordinals = store.chunks(null).map((chunk) => `${chunk.documentId} ${chunk.ordinal}`);
    expect(ordinals).toEqual(wanted.flatMap((source) => [0, 1, 2].map((ordinal) => `${documentIdOf(source)} ${ordinal}`)));
  });

  test('gives chunks back that tile the text, with their headings and sections', () => {
    const store = open();
    const prepared = sampleDocument(prose);
    const id = store.save(sampleFile('a.md', prose), prepared);
    const chunks = store.chunks(id);
    expect(chunks.map(({ id: _id, documentId: _document, ordinal: _ordinal, ...chunk }) => chunk)).toEqual(prepared.chunks);
    expect(chunks.map(({ span }) => store.slice(id, span.start, span.end)).join('')).toBe(prose);
  });

  test('slices as the text itself would', () => {
    const store = open();
    // Also lone surrogates and NUL: a store that changes one code unit moves every citation after it.
    const units = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      minLength: 1,
      maxLength: 200,
    });
    const law = fc.property(units, fc.nat(220), fc.nat(220), fc.integer({ min: 1, max: 60 }), (text, start, end, chunkLength) => {
      const id = store.save(sampleFile('any.txt', 'x'), sampleDocument(text, {}, chunkLength));
      expect(store.slice(id, start, end)).toBe(text.slice(start, Math.max(start, end)));
      expect(store.document(id)?.parsed.text).toBe(text);
    });
    fc.assert(law, { numRuns: 60 });
  });

  test('never gives a chunk id out twice', () => {
    const store = open();
    const first = store.chunks(save(store, 'a.md', prose)).map((chunk) => chunk.id);
    store.remove(documentIdOf('a.md'));
    const second = store.chunks(save(store, 'a.md', prose)).map((chunk) => chunk.id);
    expect(Math.min(...second)).toBeGreaterThan(Math.max(...first));
  });

  test('gives chunks by id in the order asked for and leaves unknown ones out', () => {
    const store = open();
    const [first, second, third] = store.chunks(save(store, 'a.md', prose));
    const ids = [third, first, second].flatMap((chunk) => (chunk === undefined ? [] : [chunk.id]));
    expect(store.chunksById([ids[0] as ChunkId, 4711 as ChunkId, ...ids.slice(1)])).toEqual([third, first, second]);
  });

  test('keeps all of a batch', () => {
    const store = open();
    const ids = store.batch(() => ['a.md', 'b.md', 'c.md'].map((source) => save(store, source, prose)));
    expect(store.documents().map((record) => record.id)).toEqual(ids);
  });

  test('keeps what was saved bit by bit once it is committed', () => {
    const store = open();
    store.begin();
    for (const source of ['a.md', 'b.md']) save(store, source, prose);
    store.batch(() => save(store, 'c.md', prose));
    store.commit();
    expect(store.documents().map(({ source }) => source)).toEqual(['a.md', 'b.md', 'c.md']);
  });

  test('keeps nothing of a batch that fails', () => {
    const store = open();
    save(store, 'a.md', prose);
    const failing = (): void =>
      store.batch(() => {
        save(store, 'a.md', 'Changed.');
        save(store, 'b.md', prose);
        throw new Error('the power went');
      });
    expect(failing).toThrow('the power went');
    expect(store.documents()).toHaveLength(1);
    expect(store.document(documentIdOf('a.md'))?.parsed.text).toBe(prose);
  });

  test('keeps the other documents of a batch when one save fails, and what the failed one had before', () => {
    const store = open();
    save(store, 'b.md', prose);
    const gap = sampleDocument(prose);
    store.batch(() => {
      save(store, 'a.md', prose);
      expect(() => store.save(sampleFile('b.md', 'new'), { ...gap, chunks: gap.chunks.slice(1) })).toThrow('do not tile');
      save(store, 'c.md', prose);
    });
    expect(store.documents().map((record) => record.source)).toEqual(['a.md', 'b.md', 'c.md']);
    expect(store.document(documentIdOf('b.md'))?.parsed.text).toBe(prose);
  });

  test.each([
    ['a gap', (ends: readonly number[]) => ends.toSpliced(1, 1)],
    ['a missing end', (ends: readonly number[]) => ends.slice(0, -1)],
  ])('refuses chunks with %s', (_what, cut) => {
    const store = open();
    const prepared = sampleDocument(prose);
    const keptChunks = cut(prepared.chunks.map((_, index) => index)).flatMap((index) => prepared.chunks[index] ?? []);
    const terms = prepared.terms.slice(0, keptChunks.length);
    expect(() => store.save(sampleFile('a.md', prose), { ...prepared, chunks: keptChunks, terms })).toThrow(
      expect.objectContaining({ code: 'internal', message: 'The chunks of "a.md" do not tile its text' }),
    );
    expect(store.documents()).toEqual([]);
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

  test('counts documents, chunks and tokens', () => {
    const store = open();
    save(store, 'a.md', prose);
    save(store, 'b.md', prose);
    const { chunks, tokens } = store.document(documentIdOf('a.md'))?.record ?? { chunks: 0, tokens: 0 };
    expect(store.summary()).toMatchObject({ name: 'laws', documents: 2, chunks: 2 * chunks, tokens: 2 * tokens });
    expect(Date.now() - Date.parse(store.summary().updatedAt)).toBeLessThan(60_000);
  });

  test('asks for the vectors that are missing, and for no others', () => {
    const store = open();
    save(store, 'a.md', prose);
    const missing = store.withoutVectors('test-embedder', 10);
    expect(missing.map(({ input }) => input.text).join('')).toBe(prose);
    expect(missing[0]?.input).toMatchObject({ title: 'Sample', headings: ['Part', 'From 0'] });
    const [first, ...rest] = missing.map(({ id }) => ({ id, vector: Float32Array.of(1, 0, 0, 0) }));
    if (first !== undefined) store.saveVectors('test-embedder', 4, [first]);
    expect(store.withoutVectors('test-embedder', 10).map(({ id }) => id)).toEqual(rest.map(({ id }) => id));
    expect(store.withoutVectors('other-embedder', 2)).toHaveLength(2);
  });
});
