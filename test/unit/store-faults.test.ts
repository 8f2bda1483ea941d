/** What SQLite and the disk do to us, told in our words. */
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { checkCollection, openWriter } from '../../core/store/index.ts';
import { storeFault } from '../../core/store/sqlite/faults.ts';
import { assertSafeVersion, collectionKind, openForWriting } from '../../core/store/sqlite/open.ts';
import { collectionWriter } from '../../core/store/sqlite/write.ts';
import { sampleDocument, sampleFile } from '../contract/store-samples.ts';
import { prose, save, storeFolder } from './store-folder.ts';

const { config, fileOf, fill, closedLater } = storeFolder();

describe('faults of the disk and of SQLite', () => {
  const fault = (code: string) => storeFault(new Sqlite.SqliteError('raw text with /a/path', code), 'the collection "leave"');

  test.each([
    ['SQLITE_FULL', 'disk-full'],
    ['SQLITE_BUSY', 'collection-busy'],
    ['SQLITE_BUSY_SNAPSHOT', 'collection-busy'],
    ['SQLITE_CORRUPT_VTAB', 'collection-damaged'],
    ['SQLITE_NOTADB', 'collection-damaged'],
    ['SQLITE_TOOBIG', 'file-too-large'],
    ['SQLITE_CANTOPEN', 'path-refused'],
    ['SQLITE_IOERR_WRITE', 'path-refused'],
    ['SQLITE_READONLY', 'path-refused'],
    ['SQLITE_PROTOCOL', 'path-refused'],
    ['SQLITE_MISUSE', 'internal'],
  ])('%s is told as %s, in our words', (code, told) => {
    expect(fault(code)).toMatchObject({ code: told, message: expect.not.stringContaining('/a/path'), hint: expect.stringMatching(/\.$/) });
  });

  test('a full disk is told as such also by the system', () => {
    const cause = Object.assign(new Error('ENOSPC: /a/path'), { code: 'ENOSPC', syscall: 'open' });
    expect(storeFault(cause, 'it')).toMatchObject({ code: 'disk-full' });
    expect(storeFault(Object.assign(cause, { code: 'EACCES' }), 'it')).toMatchObject({ code: 'path-refused' });
  });

  test('anything else is passed on as it is', () => {
    const cause = new TypeError('a fault of ours');
    expect(storeFault(cause, 'it')).toBe(cause);
  });

  test('a document that finds no room leaves the collection as it was, and the next one that fits is stored', () => {
    fill('leave');
    const database = openForWriting(fileOf('leave'), collectionKind, 'it');
    const writer = closedLater(collectionWriter(database, 'leave', () => undefined));
    const before = writer.documents();
    // SQLite's own limit gives the very fault of a full disk.
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 10}`);
    expect(() => save(writer, 'b.md', prose.repeat(5000))).toThrow(expect.objectContaining({ code: 'disk-full' }));
    expect(writer.documents()).toEqual(before);
    expect(checkCollection(config(), 'leave')).toEqual([]);
    save(writer, 'c.md', prose);
    expect(writer.documents()).toHaveLength(2);
  });

  test('a save that fails half-way leaves the collection as it was', () => {
    fill('leave');
    const writer = closedLater(openWriter(config(), 'leave'));
    const before = writer.documents();
    const broken = { ...sampleDocument(prose), language: null as unknown as string };
    expect(() => writer.save(sampleFile('a.md', prose), broken)).toThrow(expect.objectContaining({ code: 'internal' }));
    expect(writer.documents()).toEqual(before);
    expect(checkCollection(config(), 'leave')).toEqual([]);
  });
});

test('a SQLite with known holes is refused', () => {
  expect(() => assertSafeVersion('3.53.1')).toThrow(expect.objectContaining({ code: 'internal' }));
  for (const version of ['3.53.2', '3.54.0', '4.0.0']) expect(() => assertSafeVersion(version)).not.toThrow();
});
