/** Collections as files: where they are, who may open them, what is no collection, what is left when they are gone. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { documentIdOf } from '../../core/hash.ts';
import {
  checkCollection,
  createCollection,
  deleteCollection,
  findCollection,
  listCollections,
  openReader,
  openWriter,
} from '../../core/store/index.ts';
import { collectionKind, openForReading } from '../../core/store/sqlite/open.ts';
import { prose, save, storeFolder } from './store-folder.ts';
import { startWriter } from './store-processes.ts';

const { data, config, fileOf, fill, tamper, closedLater } = storeFolder();

describe('a collection', () => {
  test('is found again as it was left', () => {
    fill('leave');
    const reader = closedLater(openReader(config(), 'leave'));
    expect(reader.documents()).toMatchObject([{ source: 'a.md', status: 'indexed' }]);
    expect(reader.slice(documentIdOf('a.md'), 0, 14)).toBe('Every employee');
    expect(checkCollection(config(), 'leave')).toEqual([]);
  });

  test('keeps nothing of what was begun when its writer closes without a commit', () => {
    fill('leave');
    const writer = closedLater(openWriter(config(), 'leave'));
    writer.begin();
    save(writer, 'b.md', prose);
    writer.close();
    const reader = closedLater(openReader(config(), 'leave'));
    expect(reader.documents().map(({ source }) => source)).toEqual(['a.md']);
    expect(checkCollection(config(), 'leave')).toEqual([]);
  });

  test('is one file that can be copied once its writer has closed', () => {
    fill('leave');
    const other = mkdtempSync(join(data(), 'other-'));
    mkdirSync(join(other, 'collections'));
    copyFileSync(fileOf('leave'), join(other, 'collections', 'copy.carrel'));
    const copied = closedLater(openReader(loadConfig({ flags: { data: other }, environment: {} }), 'copy'));
    expect(copied.document(documentIdOf('a.md'))?.parsed.text).toBe(prose);
  });

  test('can be read where SQLite may make no file beside it', () => {
    fill('leave');
    // Stands for a write-protected medium, also for root: where a folder is, no shared memory can be opened.
    mkdirSync(`${fileOf('leave')}-shm`);
    const reader = closedLater(openReader(config(), 'leave'));
    expect(reader.document(documentIdOf('a.md'))?.parsed.text).toBe(prose);
    expect(reader.legs('thirty', 5, null).word).not.toEqual([]);
  });

  test('is refused without a path of the machine when the data folder is not as it should be', () => {
    fill('leave');
    rmSync(join(data(), 'locks'), { recursive: true });
    writeFileSync(join(data(), 'locks'), '');
    for (const call of [openWriter, deleteCollection]) {
      expect(() => call(config(), 'leave')).toThrow(
        expect.objectContaining({ code: 'path-refused', message: 'The system refused to read or write the collection "leave"' }),
      );
    }
  });

  test('can have a name in any script', () => {
    fill('دفتر ۱');
    expect(listCollections(config()).collections.map((collection) => collection.name)).toEqual(['دفتر ۱']);
  });

  test('is made once', () => {
    createCollection(config(), 'leave');
    expect(() => createCollection(config(), 'leave')).toThrow(expect.objectContaining({ code: 'collection-exists' }));
  });

  test.each(['../leave', 'a/b', '', '.hidden', 'a\nb'])('never has the name %j, whatever is asked of it', (name) => {
    for (const call of [createCollection, deleteCollection, openReader, openWriter, findCollection, checkCollection]) {
      expect(() => call(config(), name)).toThrow(expect.objectContaining({ code: 'bad-name' }));
    }
  });

  test('that is not there is named', () => {
    for (const call of [deleteCollection, openReader, openWriter, checkCollection]) {
      expect(() => call(config(), 'nowhere')).toThrow(
        expect.objectContaining({ code: 'collection-unknown', message: 'There is no collection "nowhere"' }),
      );
    }
    expect(findCollection(config(), 'nowhere')).toBeNull();
  });

  test('that is a file of no bytes is damaged and not empty: a full disk leaves such files', () => {
    mkdirSync(join(data(), 'collections'));
    writeFileSync(fileOf('leave'), '');
    for (const open of [openReader, openWriter])
      expect(() => open(config(), 'leave')).toThrow(expect.objectContaining({ code: 'collection-damaged' }));
    expect(listCollections(config())).toMatchObject({ collections: [], damaged: [{ name: 'leave' }] });
  });

  test('that was cut off while it was made is none, and can be made again', () => {
    mkdirSync(join(data(), 'collections'));
    writeFileSync(`${fileOf('leave')}.unfinished`, 'half');
    expect(listCollections(config())).toEqual({ collections: [], damaged: [] });
    createCollection(config(), 'leave');
    expect(closedLater(openReader(config(), 'leave')).documents()).toEqual([]);
    expect(readdirSync(join(data(), 'collections'))).not.toContain('leave.carrel.unfinished');
  });
});

describe('a reader', () => {
  test('cannot write', () => {
    fill('leave');
    const database = openForReading(fileOf('leave'), collectionKind, 'it');
    if (database === 'older') throw new Error('the collection is not up to date');
    closedLater(database);
    expect(() => database.exec('DELETE FROM document')).toThrow('readonly');
  });

  test('sees nothing of a batch until it is whole', () => {
    fill('leave');
    const reader = closedLater(openReader(config(), 'leave'));
    const writer = closedLater(openWriter(config(), 'leave'));
    writer.batch(() => {
      save(writer, 'b.md', prose);
      expect(reader.documents()).toHaveLength(1);
    });
    expect(reader.documents()).toHaveLength(2);
  });
});

describe('a writer', () => {
  test('is the only one', () => {
    fill('leave');
    const writer = openWriter(config(), 'leave');
    expect(() => openWriter(config(), 'leave')).toThrow(expect.objectContaining({ code: 'collection-busy' }));
    expect(() => deleteCollection(config(), 'leave')).toThrow(expect.objectContaining({ code: 'collection-busy' }));
    writer.close();
    openWriter(config(), 'leave').close();
  });

  test('does not keep anyone waiting who would make a collection of its name', () => {
    fill('leave');
    const writer = openWriter(config(), 'leave');
    expect(() => createCollection(config(), 'leave')).toThrow(expect.objectContaining({ code: 'collection-exists' }));
    writer.close();
  });

  test('in another process keeps us out, and no longer once it is killed', async () => {
    fill('leave');
    const other = await startWriter(data(), 'leave');
    expect(() => openWriter(config(), 'leave')).toThrow(expect.objectContaining({ code: 'collection-busy' }));
    await other.kill();
    closedLater(openWriter(config(), 'leave'));
  });
});

describe('a file that is no collection', () => {
  const broken: Readonly<Record<string, (name: string) => void>> = {
    text: (name) => writeFileSync(fileOf(name), 'This is a letter, not a collection. '.repeat(500)),
    foreign: (name) => tamper(name, 'CREATE TABLE customer (name TEXT)'),
    cut: (name) => {
      fill(name);
      truncateSync(fileOf(name), 5000);
    },
    armed: (name) => {
      fill(name);
      tamper(name, 'CREATE TRIGGER bad AFTER INSERT ON document BEGIN DELETE FROM document; END');
    },
  };

  test.each(Object.entries(broken))('is refused when it is %s, without naming a path, and hides no other', (name, make) => {
    fill('good');
    make(name);
    for (const call of [openReader, openWriter]) {
      expect(() => call(config(), name)).toThrow(
        expect.objectContaining({ code: 'collection-damaged', message: expect.not.stringContaining(data()) }),
      );
    }
    const { collections, damaged } = listCollections(config());
    expect(collections.map((collection) => collection.name)).toEqual(['good']);
    expect(damaged).toEqual([{ name, reason: expect.stringContaining('is damaged or is no file of Carrel') }]);
    deleteCollection(config(), name);
    expect(listCollections(config()).damaged).toEqual([]);
  });

  test('is refused when a newer version wrote it', () => {
    fill('leave');
    tamper('leave', 'PRAGMA user_version = 999');
    for (const call of [openReader, openWriter]) {
      expect(() => call(config(), 'leave')).toThrow(expect.objectContaining({ code: 'collection-newer' }));
    }
    expect(listCollections(config()).damaged).toMatchObject([{ name: 'leave' }]);
  });

  test('is listed when its name is no name', () => {
    fill('good');
    writeFileSync(join(data(), 'collections', '-odd-.carrel'), '');
    expect(listCollections(config()).damaged).toMatchObject([{ name: '-odd-' }]);
  });
});

test('a deleted collection leaves no file behind', () => {
  fill('leave');
  // A reader keeps the WAL files alive, as the server does.
  const reader = closedLater(openReader(config(), 'leave'));
  reader.documents();
  deleteCollection(config(), 'leave');
  expect(readdirSync(data(), { recursive: true })).toEqual(['collections', 'locks']);
});
