/** Collections as files: where they are, who may write, what survives, what is left when they are gone. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { documentIdOf, sha256 } from '../../core/hash.ts';
import type { CollectionWriter } from '../../core/ports.ts';
import {
  checkCollection,
  collectionExists,
  createCollection,
  deleteCollection,
  listCollections,
  openReader,
  openWriter,
} from '../../core/store/index.ts';
import { storeFault } from '../../core/store/sqlite/faults.ts';
import { assertSafeVersion, collectionKind, openForReading } from '../../core/store/sqlite/open.ts';
import { sampleDocument, sampleFile } from '../contract/store-samples.ts';
import { startWriter } from './store-processes.ts';

let data: string;
let config: Config;
const closing: { close(): void }[] = [];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-files-'));
  config = loadConfig({ flags: { data }, environment: {} });
});
afterEach(() => {
  for (const open of closing.splice(0)) open.close();
  rmSync(data, { recursive: true, force: true });
});

const prose = 'Every employee has thirty days of leave. Notice is given in writing, four weeks ahead.';
const fileOf = (name: string): string => join(data, 'collections', `${name}.carrel`);
const closedLater = <Open extends { close(): void }>(open: Open): Open => {
  closing.push(open);
  return open;
};
const save = (writer: CollectionWriter, source: string, text: string) => writer.save(sampleFile(source, text), sampleDocument(text));

/** A closed collection with one document in it. */
function filled(name: string): void {
  createCollection(config, name);
  const writer = openWriter(config, name);
  save(writer, 'a.md', prose);
  writer.close();
}

/** Changes a collection behind our back. */
function tamper(name: string, ...statements: readonly string[]): void {
  const database = new Sqlite(fileOf(name));
  for (const statement of statements) database.exec(statement);
  database.close();
}

describe('a collection', () => {
  test('is found again as it was left', () => {
    filled('leave');
    const reader = closedLater(openReader(config, 'leave'));
    expect(reader.documents()).toMatchObject([{ source: 'a.md', status: 'indexed' }]);
    expect(reader.slice(documentIdOf('a.md'), 0, 14)).toBe('Every employee');
    expect(checkCollection(config, 'leave')).toEqual([]);
  });

  test('is one file that can be copied once its writer has closed', () => {
    filled('leave');
    const other = mkdtempSync(join(data, 'other-'));
    mkdirSync(join(other, 'collections'));
    copyFileSync(fileOf('leave'), join(other, 'collections', 'copy.carrel'));
    const copied = closedLater(openReader(loadConfig({ flags: { data: other }, environment: {} }), 'copy'));
    expect(copied.document(documentIdOf('a.md'))?.parsed.text).toBe(prose);
  });

  test('can be read where SQLite may make no file beside it', () => {
    filled('leave');
    // Stands for a write-protected medium, also for root: where a folder is, no shared memory can be opened.
    mkdirSync(`${fileOf('leave')}-shm`);
    const reader = closedLater(openReader(config, 'leave'));
    expect(reader.document(documentIdOf('a.md'))?.parsed.text).toBe(prose);
    expect(reader.legs('thirty', 5, null).word).not.toEqual([]);
  });

  test('is refused without a path of the machine when the data folder is not as it should be', () => {
    filled('leave');
    rmSync(join(data, 'locks'), { recursive: true });
    writeFileSync(join(data, 'locks'), '');
    for (const call of [openWriter, deleteCollection]) {
      expect(() => call(config, 'leave')).toThrow(
        expect.objectContaining({ code: 'path-refused', message: 'The system refused to read or write the collection "leave"' }),
      );
    }
  });

  test('can have a name in any script', () => {
    filled('دفتر ۱');
    expect(listCollections(config).collections.map((collection) => collection.name)).toEqual(['دفتر ۱']);
  });

  test('is made once', () => {
    createCollection(config, 'leave');
    expect(() => createCollection(config, 'leave')).toThrow(expect.objectContaining({ code: 'collection-exists' }));
  });

  test.each(['../leave', 'a/b', '', '.hidden', 'a\nb'])('never has the name %j, whatever is asked of it', (name) => {
    for (const call of [createCollection, deleteCollection, openReader, openWriter, collectionExists, checkCollection]) {
      expect(() => call(config, name)).toThrow(expect.objectContaining({ code: 'bad-name' }));
    }
  });

  test('that is not there is named', () => {
    for (const call of [deleteCollection, openReader, openWriter, checkCollection]) {
      expect(() => call(config, 'nowhere')).toThrow(
        expect.objectContaining({ code: 'collection-unknown', message: 'There is no collection "nowhere"' }),
      );
    }
    expect(collectionExists(config, 'nowhere')).toBe(false);
  });

  test('that was cut off while it was made is an empty one', () => {
    mkdirSync(join(data, 'collections'));
    writeFileSync(fileOf('leave'), '');
    expect(closedLater(openReader(config, 'leave')).documents()).toEqual([]);
  });
});

describe('a reader', () => {
  test('cannot write', () => {
    filled('leave');
    const database = openForReading(fileOf('leave'), collectionKind, 'it');
    if (database === 'older') throw new Error('the collection is not up to date');
    closedLater(database);
    expect(() => database.exec('DELETE FROM document')).toThrow('readonly');
  });

  test('sees nothing of a batch until it is whole', () => {
    filled('leave');
    const reader = closedLater(openReader(config, 'leave'));
    const writer = closedLater(openWriter(config, 'leave'));
    writer.batch(() => {
      save(writer, 'b.md', prose);
      expect(reader.documents()).toHaveLength(1);
    });
    expect(reader.documents()).toHaveLength(2);
  });
});

describe('a writer', () => {
  test('is the only one', () => {
    filled('leave');
    const writer = openWriter(config, 'leave');
    expect(() => openWriter(config, 'leave')).toThrow(expect.objectContaining({ code: 'collection-busy' }));
    expect(() => deleteCollection(config, 'leave')).toThrow(expect.objectContaining({ code: 'collection-busy' }));
    writer.close();
    openWriter(config, 'leave').close();
  });

  test('in another process keeps us out, and no longer once it is killed', async () => {
    filled('leave');
    const other = await startWriter(data, 'leave');
    expect(() => openWriter(config, 'leave')).toThrow(expect.objectContaining({ code: 'collection-busy' }));
    await other.kill();
    closedLater(openWriter(config, 'leave'));
  });
});

describe('a file that is no collection', () => {
  const broken: Readonly<Record<string, (name: string) => void>> = {
    text: (name) => writeFileSync(fileOf(name), 'This is a letter, not a collection. '.repeat(500)),
    foreign: (name) => tamper(name, 'CREATE TABLE customer (name TEXT)'),
    cut: (name) => {
      filled(name);
      truncateSync(fileOf(name), 5000);
    },
    armed: (name) => {
      filled(name);
      tamper(name, 'CREATE TRIGGER bad AFTER INSERT ON document BEGIN DELETE FROM document; END');
    },
  };

  test.each(Object.entries(broken))('is refused when it is %s, without naming a path, and hides no other', (name, make) => {
    filled('good');
    make(name);
    for (const call of [openReader, openWriter]) {
      expect(() => call(config, name)).toThrow(
        expect.objectContaining({ code: 'collection-damaged', message: expect.not.stringContaining(data) }),
      );
    }
    const { collections, damaged } = listCollections(config);
    expect(collections.map((collection) => collection.name)).toEqual(['good']);
    expect(damaged).toEqual([{ name, reason: expect.stringContaining('is damaged or is no file of Carrel') }]);
    deleteCollection(config, name);
    expect(listCollections(config).damaged).toEqual([]);
  });

  test('is refused when a newer version wrote it', () => {
    filled('leave');
    tamper('leave', 'PRAGMA user_version = 999');
    for (const call of [openReader, openWriter]) {
      expect(() => call(config, 'leave')).toThrow(expect.objectContaining({ code: 'collection-newer' }));
    }
    expect(listCollections(config).damaged).toMatchObject([{ name: 'leave' }]);
  });

  test('is listed when its name is no name', () => {
    filled('good');
    writeFileSync(join(data, 'collections', '-odd-.carrel'), '');
    expect(listCollections(config).damaged).toMatchObject([{ name: '-odd-' }]);
  });
});

describe('a removed document', () => {
  const secret = 'Quetzalcoatlus-7741';
  const bytesHold = (word: string): readonly string[] =>
    readdirSync(join(data, 'collections')).filter((file) => {
      const bytes = readFileSync(join(data, 'collections', file));
      return [word, word.toLowerCase(), word.toLowerCase().slice(0, 9)].some(
        (form) => bytes.includes(Buffer.from(form, 'utf8')) || bytes.includes(Buffer.from(form, 'utf16le')),
      );
    });

  function withSecret(): CollectionWriter {
    createCollection(config, 'leave');
    const writer = closedLater(openWriter(config, 'leave'));
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
    expect(checkCollection(config, 'leave')).toEqual([]);
  });

  test('is wiped by the next run when the first one was cut off before it could', () => {
    const writer = withSecret();
    writer.remove(documentIdOf('secret.md'));
    writer.close();
    closing.length = 0;
    const next = closedLater(openWriter(config, 'leave'));
    next.compact();
    expect(bytesHold(secret)).toEqual([]);
  });

  test('is wiped while others have the collection open', () => {
    const writer = withSecret();
    const reader = closedLater(openReader(config, 'leave'));
    expect(reader.documents()).toHaveLength(31);
    writer.remove(documentIdOf('secret.md'));
    writer.compact();
    expect(bytesHold(secret)).toEqual([]);
    expect(reader.documents()).toHaveLength(30);
  });
});

test('a deleted collection leaves no file behind', () => {
  filled('leave');
  // A reader keeps the WAL files alive, as the server does.
  const reader = closedLater(openReader(config, 'leave'));
  reader.documents();
  deleteCollection(config, 'leave');
  expect(readdirSync(data, { recursive: true })).toEqual(['collections', 'locks']);
});

describe('an original read in place', () => {
  const path = (): string => join(data, 'letter.txt');
  const content = 'Dear all, the office is closed on Friday.';

  function inPlace() {
    writeFileSync(path(), content);
    createCollection(config, 'letters');
    const writer = closedLater(openWriter(config, 'letters'));
    const id = writer.save({ ...sampleFile('letter.txt', content), kept: { kind: 'path', path: path() } }, sampleDocument(content));
    return { original: () => writer.original(id) };
  }

  test('is read from its folder', () => {
    expect(Buffer.from(inPlace().original()?.bytes ?? []).toString()).toBe(content);
  });

  const changes: Readonly<Record<string, () => void>> = {
    gone: () => rmSync(path()),
    changed: () => writeFileSync(path(), content.replace('Friday', 'Monday')),
    longer: () => writeFileSync(path(), `${content} Really.`),
    'a link to another file': () => {
      writeFileSync(join(data, 'other.txt'), content);
      rmSync(path());
      symlinkSync(join(data, 'other.txt'), path());
    },
    'a folder': () => {
      rmSync(path());
      mkdirSync(path());
    },
  };

  test.each(Object.entries(changes))('is refused, without a path of the machine, when it is %s', (_what, change) => {
    const { original } = inPlace();
    change();
    expect(original).toThrow(expect.objectContaining({ code: 'file-unreadable', message: expect.stringContaining('"letter.txt"') }));
    expect(original).toThrow(expect.objectContaining({ message: expect.not.stringContaining(data) }));
  });
});

describe('the checker', () => {
  const breaches: Readonly<Record<string, readonly [statement: string, finding: string]>> = {
    'a lost chunk': ['DELETE FROM chunk WHERE ordinal = 1', 'a.md: 2 chunks, 3 declared'],
    'a gap': ['UPDATE chunk SET start = start + 1 WHERE ordinal = 2', 'a.md: chunk 2 does not follow the one before'],
    'other tokens': ['UPDATE chunk SET tokens = tokens + 1 WHERE ordinal = 0', 'a.md: 23 tokens, 22 declared'],
    'another text': ["UPDATE chunk SET text = replace(text, 'thirty', 'twenty')", 'a.md: it is not what was stored'],
    'a shorter text': ["UPDATE chunk SET text = '' WHERE ordinal = 0", 'a.md: 46 characters, 86 declared'],
    'another original': ["UPDATE document_original SET bytes = x'00'", 'a.md: its original is not the one that was stored'],
    'no original': ['DELETE FROM document_original', 'a.md: its original is missing'],
    'no maps': ['DELETE FROM document_maps', 'a.md: its maps are missing'],
    'damaged maps': ["UPDATE document_maps SET maps = x'ff'", 'a.md: it is not what was stored'],
    'another title': ["UPDATE document SET title = 'Other'", 'a.md: it is not what was stored'],
    'other headings': ["UPDATE chunk SET headings = '' WHERE ordinal = 1", 'a.md: it is not what was stored'],
    'rows of an unread file': ["UPDATE document SET status = 'failed'", 'a.md: maps of a file that was not read'],
    'an orphan': ['PRAGMA foreign_keys = OFF; DELETE FROM document', 'a row of chunk belongs to no document'],
  };

  test.each(Object.entries(breaches))('finds %s', (_what, [statement, finding]) => {
    filled('leave');
    tamper('leave', statement);
    expect(checkCollection(config, 'leave')).toContain(finding);
  });

  test('finds a folder that is gone', () => {
    createCollection(config, 'leave');
    const writer = openWriter(config, 'leave');
    writer.save({ ...sampleFile('a.md', prose), kept: { kind: 'path', path: join(data, 'gone.md') } }, sampleDocument(prose));
    writer.close();
    expect(checkCollection(config, 'leave')).toEqual(['a.md: the file it was read from is gone, so its original cannot be opened']);
  });

  test('finds every turned byte that changes anything', () => {
    createCollection(config, 'leave');
    const writer = openWriter(config, 'leave');
    writer.batch(() => {
      for (let number = 0; number < 30; number += 1) save(writer, `${number}.md`, `${prose} Number ${number}. `.repeat(8));
    });
    writer.finishIndex(() => undefined);
    writer.close();
    const good = readFileSync(fileOf('leave'));
    const before = contentOf('leave');
    const missed: number[] = [];
    for (let round = 0; round < 60; round += 1) {
      const bytes = Buffer.from(good);
      const at = Math.floor(Math.random() * (bytes.length - 4));
      for (const offset of [0, 1, 2, 3]) bytes[at + offset] = (bytes[at + offset] ?? 0) ^ 0x5a;
      for (const suffix of ['-wal', '-shm']) rmSync(`${fileOf('leave')}${suffix}`, { force: true });
      writeFileSync(fileOf('leave'), bytes);
      // Much of a file is free space, where nothing can be harmed.
      if (!isFoundDamaged('leave') && contentOf('leave') !== before) missed.push(at);
    }
    expect(missed).toEqual([]);
  });
});

function isFoundDamaged(name: string): boolean {
  try {
    return checkCollection(config, name).length > 0;
  } catch {
    // Not even opened: found as well.
    return true;
  }
}

/** Every row of a collection, the index too. */
function contentOf(name: string): string {
  const database = new Sqlite(fileOf(name), { readonly: true });
  try {
    const tables = database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
      .pluck();
    return sha256(
      tables
        .all()
        .map((table) => JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).raw().all()))
        .join(),
    );
  } finally {
    database.close();
  }
}

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

  test('a document that finds no room leaves the collection as it was', () => {
    filled('leave');
    const writer = closedLater(openWriter(config, 'leave'));
    const before = writer.documents();
    // A real SQLITE_FULL needs a full disk; a blob over SQLite's limit fails at the same place, after other rows were written.
    const text = prose.repeat(10);
    const broken = { ...sampleDocument(text), language: null as unknown as string };
    expect(() => writer.save(sampleFile('b.md', text), broken)).toThrow(expect.objectContaining({ code: 'internal' }));
    expect(writer.documents()).toEqual(before);
  });
});

test('a SQLite with known holes is refused', () => {
  expect(() => assertSafeVersion('3.53.1')).toThrow(expect.objectContaining({ code: 'internal' }));
  for (const version of ['3.53.2', '3.54.0', '4.0.0']) expect(() => assertSafeVersion(version)).not.toThrow();
});

test('a hash of the file is the hash of what is kept', () => {
  filled('leave');
  const reader = closedLater(openReader(config, 'leave'));
  const original = reader.original(documentIdOf('a.md'));
  expect(sha256(original?.bytes ?? '')).toBe(original?.record.hash);
  expect(existsSync(fileOf('leave'))).toBe(true);
});
