import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import type { ChunkId } from '../../core/types.ts';
import { prose, save, stores } from './store-registry.ts';
import { sampleDocument, sampleFile } from './store-samples.ts';

describe.each(Object.entries(stores))('the %s store', (_name, open) => {
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

  test('gives a document the vectors of another with the same title and chunks, and of no other', () => {
    const store = open();
    const from = store.save(sampleFile('a.md', prose), sampleDocument(prose));
    const vector = Float32Array.from([1, 0, 0, 0]);
    store.saveVectors(
      'test-embedder',
      4,
      store.withoutVectors('test-embedder', 100).map(({ id }) => ({ id, vector })),
    );
    const to = store.save(sampleFile('b.md', prose), sampleDocument(prose));
    const other = store.save(sampleFile('c.md', prose), sampleDocument(prose, { title: 'Another' }));
    store.inheritVectors(from, to);
    store.inheritVectors(from, other);
    store.remove(from);
    expect(
      new Set(store.chunksById(store.withoutVectors('test-embedder', 100).map(({ id }) => id)).map(({ documentId }) => documentId)),
    ).toEqual(new Set([other]));
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
