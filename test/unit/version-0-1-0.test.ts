/**
 * Files as version 0.1.0 left them (commit 5dc8a77: three uploads and an empty file, two answers without a model in one
 * conversation): they are opened, brought up to date, searched and deleted from. Frozen: never make them anew.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { documentIdOf } from '../../core/hash.ts';
import { checkCollection, deleteCollection, openAppStore, openReader, openWriter } from '../../core/store/index.ts';
import { newestVersion } from '../../core/store/sqlite/migrate.ts';
import { appKind, collectionKind, type FileKind, openForWriting } from '../../core/store/sqlite/open.ts';

let data: string;
let config: Config;

const frozen = (name: string): Buffer => gunzipSync(readFileSync(new URL(`../fixtures/version-0.1.0/${name}.gz`, import.meta.url)));
const collectionFile = (): string => join(data, 'collections', 'office.carrel');
const appFile = (): string => join(data, 'app.sqlite');

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-version-'));
  mkdirSync(join(data, 'collections'));
  writeFileSync(collectionFile(), frozen('office.carrel'));
  writeFileSync(appFile(), frozen('app.sqlite'));
  config = loadConfig({ flags: { data, reserveBytes: '0' }, environment: {} });
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

describe('a collection of 0.1.0', () => {
  test('is found whole: its documents, texts, words and originals', () => {
    const reader = openReader(config, 'office');
    const statuses = Object.fromEntries(reader.documents().map(({ source, status }) => [source, status]));
    expect(statuses).toEqual({ 'empty.txt': 'skipped', 'leave.md': 'indexed', 'prices.csv': 'indexed', 'travel.md': 'indexed' });
    expect(reader.document(documentIdOf('travel.md'))?.parsed.text).toContain('The daily allowance is 28 euros.');
    const [best] = reader.chunksById(reader.legs('annual leave', 5, null).word.map(({ id }) => id));
    expect(best).toMatchObject({ documentId: documentIdOf('leave.md') });
    expect(Buffer.from(reader.original(documentIdOf('prices.csv'))?.bytes ?? []).toString()).toBe('name,price\nstamp,3\nfolder,5\n');
    reader.close();
    expect(checkCollection(config, 'office')).toEqual([]);
  });

  test('gives up a document to the last byte', () => {
    openReader(config, 'office').close();
    expect(readFileSync(collectionFile()).includes('Quarzwinkel')).toBe(true);
    const writer = openWriter(config, 'office');
    expect(writer.remove(documentIdOf('travel.md'))).toBe(true);
    writer.compact();
    writer.close();
    expect(/quarzwinkel/i.test(readFileSync(collectionFile()).toString('latin1'))).toBe(false);
    expect(checkCollection(config, 'office')).toEqual([]);
  });

  test('can be deleted', () => {
    deleteCollection(config, 'office');
    expect(() => openReader(config, 'office')).toThrow(expect.objectContaining({ code: 'collection-unknown' }));
  });
});

describe('an app.sqlite of 0.1.0', () => {
  test('keeps its job, conversation and answers, and takes new ones', () => {
    const app = openAppStore(config);
    expect(app.jobs('office')).toMatchObject([{ state: 'done', report: { added: 3, skipped: 1 } }]);
    const [conversation] = app.conversations('office');
    const answers = app.conversation(conversation?.id ?? '')?.answers ?? [];
    expect(answers.map(({ text }) => text)).toEqual([expect.stringContaining('27 days'), expect.stringContaining('28 euros')]);
    app.enqueue('office', { kind: 'remove-document', documentId: documentIdOf('travel.md') });
    expect(app.unfinished()).toHaveLength(1);
    app.close();
  });

  test('forgets what its answers said of a document that goes', () => {
    const app = openAppStore(config);
    expect(app.forgetDocuments('office', (id) => id !== documentIdOf('travel.md'))).toBeGreaterThan(0);
    const [conversation] = app.conversations('office');
    const answers = app.conversation(conversation?.id ?? '')?.answers ?? [];
    expect(answers.map(({ text }) => text.includes('28 euros'))).toEqual([false, false]);
    app.close();
  });
});

describe('a power cut in the middle of a migration leaves a usable file', () => {
  test.each([
    ['a collection', collectionFile, collectionKind, () => openReader(config, 'office').close()],
    ['app.sqlite', appFile, appKind, () => openAppStore(config).close()],
  ] as const)('%s', (_what, fileOf, kind, open) => {
    const before = readFileSync(fileOf());
    const wal = walOfMigration(fileOf(), kind);
    expect(wal.length).toBeGreaterThan(walHeaderBytes);
    for (const bytes of cuts(wal)) {
      rmSync(`${fileOf()}-shm`, { force: true });
      writeFileSync(fileOf(), before);
      writeFileSync(`${fileOf()}-wal`, wal.subarray(0, bytes));
      open();
      expect(lookedAt(fileOf()), `cut after ${bytes} bytes`).toEqual({ version: newestVersion(kind.migrations), integrity: 'ok' });
    }
    expect(checkCollection(config, 'office')).toEqual([]);
  });
});

// File format of SQLite, section 4: the header of a WAL and of each of its frames.
const walHeaderBytes = 32;
const frameHeaderBytes = 24;

/** What the migration of the file writes before anything of it is in the file itself. */
function walOfMigration(path: string, kind: FileKind): Buffer {
  const database = openForWriting(path, kind, 'it');
  const wal = readFileSync(`${path}-wal`);
  database.close();
  return wal;
}

/** The cut falls between two frames, or within one. */
function cuts(wal: Buffer): readonly number[] {
  const frameBytes = frameHeaderBytes + wal.readUInt32BE(8);
  const frames = Math.floor((wal.length - walHeaderBytes) / frameBytes);
  return Array.from({ length: 2 * frames + 1 }, (_, half) => walHeaderBytes + Math.floor((half * frameBytes) / 2));
}

function lookedAt(path: string): { readonly version: unknown; readonly integrity: unknown } {
  const database = new Sqlite(path, { readonly: true });
  try {
    return {
      version: database.pragma('user_version', { simple: true }),
      integrity: database.pragma('integrity_check', { simple: true }),
    };
  } finally {
    database.close();
  }
}
