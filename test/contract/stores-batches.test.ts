import { describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import { prose, save, stores } from './store-registry.ts';
import { sampleDocument, sampleFile } from './store-samples.ts';

describe.each(Object.entries(stores))('the %s store', (_name, open) => {
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
});
