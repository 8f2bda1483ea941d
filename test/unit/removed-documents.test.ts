/** What was promised to be removed is gone for every reader at once, in this and other processes, before anything is wiped. */
import { describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import type { CollectionReader } from '../../core/ports.ts';
import { createCollection, listCollections, openAppStore, openReader, openWriter } from '../../core/store/index.ts';
import type { DocumentId } from '../../core/types.ts';
import { sampleDocument, sampleFile } from '../contract/store-samples.ts';
import { prose, save, storeFolder } from './store-folder.ts';

const { config, closedLater } = storeFolder();
const secret = documentIdOf('secret.md');
const other = documentIdOf('other.md');
const everything = { start: 0, end: 10_000 };
const picture = { span: { start: 0, end: 4 }, mediaType: 'image/png', base64: 'c2VjcmV0' };

/** Two documents that say the same word, and one that shows the picture of the first. */
function fill(): void {
  createCollection(config(), 'leave');
  const writer = openWriter(config(), 'leave');
  const text = `The code word is xylophonist. ${prose}`;
  writer.save(sampleFile('secret.md', text), { ...sampleDocument(text, { images: [picture] }), format: 'picture' });
  const shows = `The xylophonist is shown here. ${prose}`;
  const pictureReferences = [{ span: { start: 0, end: 4 }, source: 'secret.md' }];
  writer.save(sampleFile('other.md', shows), sampleDocument(shows, { pictureReferences }));
  save(writer, 'third.md', prose);
  writer.close();
}

function pagesOf(reader: CollectionReader, after: string): readonly unknown[] {
  const { documents, cursor, total } = reader.documentPage({ after, limit: 1, holding: '', show: 'all', since: '' });
  const pages = documents.length === 0 ? [] : [{ documents, total }];
  return cursor === null ? pages : [...pages, ...pagesOf(reader, cursor)];
}

/** What a reader says of everything it can be asked; times and sizes are those of the file. */
function everythingSaid(reader: CollectionReader): unknown {
  const ids = [secret, other];
  const { updatedAt: _, sizeBytes: __, ...summary } = reader.summary();
  const chunks = reader.chunks(null);
  const legs = reader.legs('code word xylophonist', 10, null);
  const ranked = (leg: 'word' | 'trigram' | 'vector') => legs[leg].map(({ id }) => id).toSorted();
  return {
    summary,
    documents: reader.documents(),
    pages: pagesOf(reader, ''),
    chunks,
    each: ids.map((id) => [
      reader.document(id),
      reader.original(id),
      reader.chunks(id),
      reader.slice(id, 0, 30),
      reader.images(id, everything),
    ]),
    byId: reader.chunksById(Array.from({ length: 20 }, (_, index) => (index + 1) as (typeof chunks)[number]['id'])),
    legs: [ranked('word'), ranked('trigram'), ranked('vector')],
    places: reader.namePlaces(['xylophonist'], 10),
    holders: reader.termHolders(['xylophonist']).map(({ documentId }) => documentId),
    sections: [...reader.sectionCounts()],
  };
}

describe('a document whose removal was promised', () => {
  test('is to every reader as if it were removed already', () => {
    fill();
    const reader = closedLater(openReader(config(), 'leave'));
    expect(JSON.stringify(everythingSaid(reader))).toContain('secret.md');
    const app = closedLater(openAppStore(config()));
    app.enqueue('leave', { kind: 'remove-document', documentId: secret });
    const hidden = everythingSaid(reader);
    expect(listCollections(config()).collections).toMatchObject([{ name: 'leave', documents: 2 }]);

    const writer = openWriter(config(), 'leave');
    writer.remove(secret);
    writer.close();
    expect(hidden).toEqual(everythingSaid(reader));
    expect(JSON.stringify(hidden)).not.toContain('secret.md');
  });

  test('is missed by whoever goes by the time of the last change, also when two go at once', () => {
    fill();
    const reader = closedLater(openReader(config(), 'leave'));
    const app = closedLater(openAppStore(config()));
    const times = [secret, other].map((documentId) => {
      const before = reader.summary().updatedAt;
      app.enqueue('leave', { kind: 'remove-document', documentId });
      return [before, reader.summary().updatedAt] as const;
    });
    expect(new Set(times.flat()).size).toBe(3);
  });

  test('is hidden in its own collection only, and there again when another file of its name has come after it', () => {
    fill();
    createCollection(config(), 'travel');
    const reader = closedLater(openReader(config(), 'leave'));
    const app = closedLater(openAppStore(config()));
    app.enqueue('travel', { kind: 'remove-document', documentId: secret });
    expect(reader.document(secret)).not.toBeNull();
    const { id } = app.enqueue('leave', { kind: 'remove-document', documentId: secret as DocumentId });
    expect(reader.document(secret)).toBeNull();
    app.finish(id, 'done', null, '');
    expect(reader.document(secret)).not.toBeNull();
  });
});
