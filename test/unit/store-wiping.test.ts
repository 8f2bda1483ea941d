/** What is deleted leaves no byte (docs/decisions/013). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import type { CollectionWriter } from '../../core/ports.ts';
import { checkCollection, createCollection, openReader, openWriter } from '../../core/store/index.ts';
import { collectionKind, openForWriting } from '../../core/store/sqlite/open.ts';
import { collectionWriter } from '../../core/store/sqlite/write.ts';
import { sampleDocument, sampleFile } from '../contract/store-samples.ts';
import { prose, save, storeFolder } from './store-folder.ts';

const { data, config, fileOf, closedLater } = storeFolder();

describe('a removed document', () => {
  const secret = 'Quetzalcoatlus-7741';
  const bytesHold = (word: string): readonly string[] =>
    readdirSync(join(data(), 'collections')).filter((file) => {
      const bytes = readFileSync(join(data(), 'collections', file));
      return [word, word.toLowerCase(), word.toLowerCase().slice(0, 9)].some(
        (form) => bytes.includes(Buffer.from(form, 'utf8')) || bytes.includes(Buffer.from(form, 'utf16le')),
      );
    });

  function withSecret(): CollectionWriter {
    createCollection(config(), 'leave');
    const writer = closedLater(openWriter(config(), 'leave'));
    // Enough others that pages are shared, split and merged.
    writer.batch(() => {
      for (let number = 0; number < 30; number += 1) save(writer, `other-${number}.md`, `${prose} Number ${number}. `.repeat(5));
      save(writer, 'secret.md', `The code word is ${secret}. `.repeat(30));
    });
    writer.finishIndex(() => undefined);
    return writer;
  }

  test('leaves not one byte in the file or beside it', () => {
    const writer = withSecret();
    expect(bytesHold(secret)).not.toEqual([]);
    writer.remove(documentIdOf('secret.md'));
    writer.compact();
    writer.finishIndex(() => undefined);
    expect(bytesHold(secret)).toEqual([]);
    writer.close();
    expect(bytesHold(secret)).toEqual([]);
    expect(checkCollection(config(), 'leave')).toEqual([]);
  });

  test('takes its pictures along, and a replaced one too', () => {
    const writer = withSecret();
    const base64 = Buffer.from(`${secret} `.repeat(400)).toString('base64');
    const images = [{ span: { start: 0, end: 10 }, mediaType: 'image/png', base64 }];
    writer.save(sampleFile('secret.md', prose), sampleDocument(prose, { images }));
    writer.finishIndex(() => undefined);
    expect(checkCollection(config(), 'leave')).toEqual([]);
    writer.remove(documentIdOf('secret.md'));
    writer.compact();
    writer.close();
    expect(bytesHold(secret)).toEqual([]);
    expect(checkCollection(config(), 'leave')).toEqual([]);
  });

  test('is wiped by the next run when the first one was cut off before it could', () => {
    const writer = withSecret();
    writer.remove(documentIdOf('secret.md'));
    writer.close();
    const next = closedLater(openWriter(config(), 'leave'));
    next.compact();
    expect(bytesHold(secret)).toEqual([]);
  });

  test('is wiped while others have the collection open', () => {
    const writer = withSecret();
    const reader = closedLater(openReader(config(), 'leave'));
    expect(reader.documents()).toHaveLength(31);
    writer.remove(documentIdOf('secret.md'));
    writer.compact();
    expect(bytesHold(secret)).toEqual([]);
    expect(reader.documents()).toHaveLength(30);
  });

  test('that a reader holds on to is wiped by the next run, and that is said', () => {
    withSecret().close();
    const database = openForWriting(fileOf('leave'), collectionKind, 'it');
    database.pragma('busy_timeout = 20');
    const writer = closedLater(collectionWriter(database, 'leave', () => undefined));
    const reader = new Sqlite(fileOf('leave'), { readonly: true });
    reader.exec('BEGIN; SELECT * FROM document');
    reader.prepare('SELECT count(*) FROM document').get();
    writer.remove(documentIdOf('secret.md'));
    expect(() => writer.compact()).toThrow(expect.objectContaining({ code: 'collection-busy' }));
    expect(writer.legs(secret, 10, null).word).toEqual([]);
    reader.close();
    writer.compact();
    expect(bytesHold(secret)).toEqual([]);
  });
});
