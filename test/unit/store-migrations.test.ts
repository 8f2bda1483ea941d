/** Files of older versions, and migrations that fail. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { createCollection, listCollections, openReader, openWriter } from '../../core/store/index.ts';
import { takeLock } from '../../core/store/sqlite/file-lock.ts';
import { collectionKind, type FileKind, openForReading, openForWriting, openOrMake } from '../../core/store/sqlite/open.ts';
import { prose, save, storeFolder } from './store-folder.ts';

const { data, config, fileOf, closedLater } = storeFolder();

/** The collection as it was when there was only the first migration, with another one after it if `second` is given. */
function earlierKind(second: string | null): FileKind {
  const folder = join(data(), second === null ? 'first' : 'both');
  mkdirSync(folder, { recursive: true });
  cpSync(new URL('001-init.sql', collectionKind.migrations), join(folder, '001-init.sql'));
  if (second !== null) writeFileSync(join(folder, '002-more.sql'), second);
  return { ...collectionKind, migrations: pathToFileURL(`${folder}/`) };
}

function olderCollection(name: string): void {
  mkdirSync(dirname(fileOf(name)), { recursive: true });
  openOrMake(fileOf(name), earlierKind(null), 'it').close();
}

test('a collection of an older version is brought up to date by whoever opens it first', () => {
  olderCollection('read');
  olderCollection('written');
  expect(closedLater(openReader(config(), 'read')).documents()).toEqual([]);
  const writer = closedLater(openWriter(config(), 'written'));
  save(writer, 'a.md', prose);
  expect(writer.legs('thirty', 5, null).word).not.toEqual([]);
});

test('one that somebody is writing is named in the list with its reason, and nobody waits for it', () => {
  olderCollection('leave');
  createCollection(config(), 'travel');
  const writing = takeLock(join(data(), 'locks', 'leave.lock'), 0);
  // With a wait of 30 seconds in it the test would be over its time.
  const { collections, damaged } = listCollections(config());
  writing?.release(false);
  expect(collections.map(({ name }) => name)).toEqual(['travel']);
  expect(damaged).toMatchObject([{ name: 'leave', reason: expect.stringContaining('Another process is writing') }]);
  expect(listCollections(config()).damaged).toEqual([]);
});

test('a migration that fails leaves the version before it, whole', () => {
  olderCollection('leave');
  const broken = earlierKind('CREATE TABLE more (id INTEGER); SELECT nothing FROM nowhere;');
  expect(() => openForWriting(fileOf('leave'), broken, 'it')).toThrow(expect.objectContaining({ code: 'internal' }));
  expect(openForReading(fileOf('leave'), broken, 'it')).toBe('older');
  const writer = closedLater(openWriter(config(), 'leave'));
  save(writer, 'a.md', prose);
  expect(writer.documents()).toHaveLength(1);
});
