/** One collection, however its name is spelled; and a name that is being deleted, which is nobody's. */
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  checkCollection,
  closeCollection,
  closedCollections,
  createCollection,
  deleteCollection,
  findCollection,
  listCollections,
  openReader,
  openWriter,
  reopenCollection,
} from '../../core/store/index.ts';
import { storeFolder } from './store-folder.ts';

const { data, config, fileOf, fill, closedLater } = storeFolder();
const composed = 'Café Größe';
const spellings = [composed, composed.normalize('NFD'), 'CAFÉ GRÖSSE', 'café größe', `  ${composed} `, 'Café Grösse'];
const names = (): readonly string[] => listCollections(config()).collections.map(({ name }) => name);

describe('another spelling of a name', () => {
  test.each(spellings)('finds the collection under its real name: %j', (spelling) => {
    fill(composed);
    expect(findCollection(config(), spelling)?.name).toBe(composed);
    expect(closedLater(openReader(config(), spelling)).name).toBe(composed);
    expect(closedLater(openWriter(config(), spelling)).name).toBe(composed);
    expect(checkCollection(config(), spelling)).toEqual([]);
  });

  test.each(spellings)('makes no second collection: %j', (spelling) => {
    fill(composed);
    expect(() => createCollection(config(), spelling)).toThrow(
      expect.objectContaining({ code: 'collection-exists', message: `The collection "${composed}" exists already` }),
    );
  });

  test.each(spellings)('deletes it: %j', (spelling) => {
    fill(composed);
    deleteCollection(config(), spelling);
    expect(names()).toEqual([]);
    expect(createCollection(config(), composed.normalize('NFD'))).toBe(composed);
  });

  test('is refused while it is written, like the real one', () => {
    fill(composed);
    closedLater(openWriter(config(), composed));
    for (const call of [openWriter, deleteCollection]) {
      expect(() => call(config(), 'CAFÉ GRÖSSE')).toThrow(expect.objectContaining({ code: 'collection-busy' }));
    }
  });

  test('finds a file that a disk or an archive has given back under a decomposed name', () => {
    fill(composed);
    renameSync(fileOf(composed), fileOf(composed.normalize('NFD')));
    expect(names()).toEqual([composed]);
    expect(closedLater(openReader(config(), composed)).documents()).toHaveLength(1);
  });

  test('is a question where an older version has made two that differ in nothing else, and the exact one is none', () => {
    fill('leave');
    mkdirSync(join(data(), 'collections'), { recursive: true });
    // A disk that takes upper and lower case for one has one file here.
    writeFileSync(fileOf('LEAVE'), '');
    if (names().length < 2) return;
    expect(findCollection(config(), 'leave')?.name).toBe('leave');
    expect(findCollection(config(), 'LEAVE')?.name).toBe('LEAVE');
    expect(() => deleteCollection(config(), 'Leave')).toThrow(
      expect.objectContaining({ code: 'collection-ambiguous', message: '"Leave" may be "LEAVE" or "leave"' }),
    );
  });
});

describe('a collection that is closed in order to be deleted', () => {
  test('is closed in every spelling to whoever would open, make or close it, and is in no list', () => {
    fill(composed);
    closeCollection(config(), 'CAFÉ GRÖSSE');
    for (const call of [findCollection, openReader, openWriter, checkCollection, createCollection, closeCollection]) {
      expect(() => call(config(), 'café größe')).toThrow(
        expect.objectContaining({ code: 'collection-busy', message: `The collection "${composed}" is being deleted` }),
      );
    }
    expect(listCollections(config())).toEqual({ collections: [], damaged: [] });
    expect(closedCollections(config())).toEqual([composed]);
  });

  test('can be deleted, and then its name is free and nothing is left of it', () => {
    fill(composed);
    closeCollection(config(), composed);
    deleteCollection(config(), composed);
    expect(readdirSync(join(data(), 'collections'))).toEqual([]);
    createCollection(config(), 'CAFÉ GRÖSSE');
    expect(names()).toEqual(['CAFÉ GRÖSSE']);
  });

  test('stays closed when it was killed between its last file and its mark, until that is done too', () => {
    fill('leave');
    writeFileSync(join(data(), 'collections', 'travel.leaving'), '');
    expect(closedCollections(config())).toEqual(['travel']);
    expect(() => createCollection(config(), 'travel')).toThrow(expect.objectContaining({ code: 'collection-busy' }));
    deleteCollection(config(), 'travel');
    createCollection(config(), 'travel');
    expect(names()).toEqual(['leave', 'travel']);
  });

  test('is open again when it could not be deleted', () => {
    fill('leave');
    closeCollection(config(), 'leave');
    reopenCollection(config(), 'leave');
    expect(closedLater(openReader(config(), 'leave')).documents()).toHaveLength(1);
  });
});

test('a file that comes after another of the same name is not the same', () => {
  fill('leave');
  const before = findCollection(config(), 'leave')?.identity;
  closedLater(openWriter(config(), 'leave')).close();
  expect(findCollection(config(), 'leave')?.identity).toBe(before);
  deleteCollection(config(), 'leave');
  expect(existsSync(fileOf('leave'))).toBe(false);
  fill('leave');
  expect(findCollection(config(), 'leave')?.identity).not.toBe(before);
});
