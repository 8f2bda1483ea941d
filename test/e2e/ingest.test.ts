/** From files to a collection: what a person can rely on, with real files, parsers and store. */
import { chmodSync, existsSync, renameSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCollection, deleteCollection } from '../../core/store/index.ts';
import { openCollectionDatabase } from '../../core/store/sqlite/collection-files.ts';
import { isSealed } from '../../core/store/sqlite/index-seal.ts';
import type { IngestReport } from '../../core/types.ts';
import { startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { collection, type Desk, openDesk } from './ingest-desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const text = (words: string): Uint8Array => Buffer.from(words);
const statuses = (): Readonly<Record<string, string>> => Object.fromEntries(desk.documents().map(({ source, status }) => [source, status]));
const counts = ({ added, changed, unchanged, removed, skipped, failed }: IngestReport) => ({
  ...{ added, changed, unchanged, removed, skipped, failed },
});
const none = { added: 0, changed: 0, unchanged: 0, removed: 0, skipped: 0, failed: 0 };
const lineOf = (report: IngestReport, source: string) => report.lines.find((line) => line.source === source);

describe('a folder', () => {
  test('every file that is met is in the documents, read or not, and in the report', async () => {
    desk.put({ 'leave/holidays.md': '# Leave\n\nThirty days a year.', 'prices.csv': 'item,price\ntea,3\n', 'empty.txt': '' });
    desk.put({
      'program.bin': Uint8Array.from([0, 1, 2, 3, 0, 0]),
      'broken.pdf': '%PDF-1.7\nnothing follows',
      '.gitignore': '*.log\n',
      'a.log': 'x',
    });
    const report = await desk.ingest();
    expect(statuses()).toEqual({
      'leave/holidays.md': 'indexed',
      'prices.csv': 'indexed',
      'empty.txt': 'skipped',
      'program.bin': 'skipped',
      'broken.pdf': 'failed',
    });
    expect(counts(report)).toEqual({ ...none, added: 2, skipped: 2, failed: 1 });
    for (const { source, status, reason } of desk.documents()) {
      if (status === 'indexed') continue;
      expect(reason).toMatch(/\. [A-Z0-9]/);
      expect(lineOf(report, source)).toMatchObject({ outcome: status, reason });
    }
  });

  test('a second ingest does nothing for unchanged bytes', async () => {
    desk.put({
      'a.md': '# A',
      'b.txt': 'b',
      'empty.txt': '',
      'broken.pdf': '%PDF-1.7\nnothing',
      'z.zip': zipSync({ 'in.txt': text('inner') }),
    });
    await desk.ingest();
    const before = desk.documents();
    utimesSync(join(desk.folder, 'a.md'), new Date(), new Date());
    const report = await desk.ingest();
    // What could not be read is named again, but nothing is written.
    expect(report).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 2, skipped: 2, failed: 1 });
    expect(desk.documents()).toEqual(before);
  });

  test('a changed file is replaced, a new one added, a deleted one removed, and a renamed one is both', async () => {
    desk.put({ 'a.txt': 'old words', 'b.txt': 'b', 'c.txt': 'c', 'd.txt': 'd' });
    await desk.ingest();
    desk.put({ 'a.txt': 'new words', 'e.txt': 'e' });
    rmSync(join(desk.folder, 'b.txt'));
    renameSync(join(desk.folder, 'c.txt'), join(desk.folder, 'f.txt'));
    expect(counts(await desk.ingest())).toEqual({ ...none, added: 2, changed: 1, removed: 2, unchanged: 1 });
    expect(desk.document('a.txt')?.parsed.text).toContain('new words');
    expect(Object.keys(statuses())).toEqual(['a.txt', 'd.txt', 'e.txt', 'f.txt']);
  });

  test('a file that was read and turns unreadable keeps what was read, and the report says so', async () => {
    if (process.getuid?.() === 0) return;
    desk.put({ 'a.txt': 'words' });
    await desk.ingest();
    chmodSync(join(desk.folder, 'a.txt'), 0o000);
    const report = await desk.ingest();
    expect(lineOf(report, 'a.txt')).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('read of it earlier stays') });
    expect(statuses()).toEqual({ 'a.txt': 'indexed' });
  });

  test('a folder that vanished removes nothing and fails with its name', async () => {
    desk.put({ 'a.txt': 'a' });
    await desk.ingest();
    rmSync(desk.folder, { recursive: true });
    const job = await desk.run({ kind: 'ingest-folder', path: desk.folder, inPlace: false });
    expect(job).toMatchObject({ state: 'failed', reason: expect.stringContaining('There is no file or folder "handbook"') });
    expect(statuses()).toEqual({ 'a.txt': 'indexed' });
  });

  test('a folder that is suddenly empty removes nothing: a share that is not mounted looks like this', async () => {
    desk.put({ 'a.txt': 'a' });
    await desk.ingest();
    rmSync(join(desk.folder, 'a.txt'));
    const report = await desk.ingest();
    expect(lineOf(report, '.')?.reason).toContain('nothing was removed');
    expect(statuses()).toEqual({ 'a.txt': 'indexed' });
  });

  test('a sparse file of 2 GB is skipped with its size, not read', async () => {
    desk.put({ 'huge.txt': 'x' });
    truncateSync(join(desk.folder, 'huge.txt'), 2 ** 31);
    expect(lineOf(await desk.ingest(), 'huge.txt')?.reason).toContain('2048.0 MB');
  });

  test('read in place keeps the path of the original, and the original opens', async () => {
    desk.put({ 'a.txt': 'words' });
    const job = await desk.run({ kind: 'ingest-folder', path: desk.folder, inPlace: true });
    expect(job.report).toMatchObject({ added: 1 });
    expect(desk.document('a.txt')?.parsed.text).toContain('words');
  });

  test('two folders in one collection take nothing from one another', async () => {
    desk.put({ 'one/readme.md': '# One', 'two/readme.md': '# Two', 'two/only.txt': 'x' });
    await desk.ingest(join(desk.folder, 'one'));
    await desk.ingest(join(desk.folder, 'two'));
    expect(statuses()).toEqual({ 'readme.md': 'indexed', 'readme (2).md': 'indexed', 'only.txt': 'indexed' });
    rmSync(join(desk.folder, 'two', 'only.txt'));
    expect(counts(await desk.ingest(join(desk.folder, 'two')))).toEqual({ ...none, unchanged: 1, removed: 1 });
    expect(desk.document('readme.md')?.parsed.text).toContain('One');
    expect(counts(await desk.ingest(join(desk.folder, 'one')))).toEqual({ ...none, unchanged: 1 });
  });

  test('a single file replaces what has its name and removes nothing', async () => {
    desk.put({ 'a.txt': 'a', 'b.txt': 'b' });
    await desk.ingest();
    expect(counts(await desk.ingest(join(desk.folder, 'a.txt')))).toMatchObject({ removed: 0 });
    expect(Object.keys(statuses())).toContain('b.txt');
  });
});

describe('files in files', () => {
  test('become documents of their own, at any depth up to the third', async () => {
    const deepest = zipSync({ 'four.txt': text('four') });
    const third = zipSync({ 'three.txt': text('three'), 'd.zip': deepest });
    const second = zipSync({ 'two.txt': text('two'), 'c.zip': third });
    desk.put({ 'a.zip': zipSync({ 'one.txt': text('one'), 'b.zip': second }) });
    await desk.ingest();
    expect(statuses()).toMatchObject({
      'a.zip': 'skipped',
      'a.zip/one.txt': 'indexed',
      'a.zip/b.zip/two.txt': 'indexed',
      'a.zip/b.zip/c.zip/three.txt': 'indexed',
      'a.zip/b.zip/c.zip/d.zip': 'skipped',
      'a.zip/b.zip/c.zip/d.zip/(1 files)': 'skipped',
    });
  });

  test('those of a changed archive are added, replaced and removed one by one', async () => {
    desk.put({ 'a.zip': zipSync({ 'same.txt': text('same'), 'old.txt': text('old') }) });
    await desk.ingest();
    desk.put({ 'a.zip': zipSync({ 'same.txt': text('same'), 'new.txt': text('new') }) });
    expect(await desk.ingest()).toMatchObject({ added: 1, unchanged: 1, removed: 1 });
    expect(Object.keys(statuses())).toEqual(['a.zip', 'a.zip/new.txt', 'a.zip/same.txt']);
  });

  test('names that lead out of the archive are refused with a line and write nothing', async () => {
    desk.put({ 'a.zip': zipSync({ '../../evil.txt': text('x'), 'good.txt': text('good') }) });
    const report = await desk.ingest();
    expect(statuses()['a.zip/good.txt']).toBe('indexed');
    expect(report.lines.filter(({ source, outcome }) => source.includes('evil') && outcome === 'skipped')).toHaveLength(1);
    expect(existsSync(join(desk.folder, '..', 'evil.txt'))).toBe(false);
  });

  test('an attachment stands beside its mail', async () => {
    const mail = [
      'From: a@example.org',
      'To: b@example.org',
      'Subject: The scan',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain',
      '',
      'Here it is.',
      '--x',
      'Content-Type: text/plain; name=notes.txt',
      'Content-Disposition: attachment; filename=notes.txt',
      '',
      'Thirty days a year.',
      '--x--',
      '',
    ];
    desk.put({ 'letter.eml': mail.join('\r\n') });
    await desk.ingest();
    expect(statuses()).toEqual({ 'letter.eml': 'indexed', 'letter.eml/notes.txt': 'indexed' });
  });
});

describe('an upload', () => {
  const upload = (staging: string) => desk.run({ kind: 'ingest-upload', staging });

  test('is read under the names that the client gave, and its staging folder is gone afterwards', async () => {
    const staging = desk.stage([['leave/holidays.md', '# Leave\n\nThirty days.']]);
    expect(await upload(staging)).toMatchObject({ state: 'done', done: 1, total: 1 });
    expect(statuses()).toEqual({ 'leave/holidays.md': 'indexed' });
    expect(existsSync(staging)).toBe(false);
  });

  test('removes no other document, and a later one replaces an earlier one of its name', async () => {
    await upload(
      desk.stage([
        ['a.txt', 'first'],
        ['b.txt', 'b'],
      ]),
    );
    expect((await upload(desk.stage([['a.txt', 'second']]))).report).toMatchObject({ changed: 1, removed: 0 });
    expect(desk.document('a.txt')?.parsed.text).toContain('second');
    expect(Object.keys(statuses())).toEqual(['a.txt', 'b.txt']);
  });

  test('two files of one name in one upload are both kept', async () => {
    await upload(
      desk.stage([
        ['a.txt', 'first'],
        ['a.txt', 'second'],
      ]),
    );
    expect(Object.keys(statuses())).toEqual(['a (2).txt', 'a.txt']);
  });

  test('a name that leads out is refused with a line; the others are read', async () => {
    const { report } = await upload(
      desk.stage([
        ['../../evil.txt', 'x'],
        ['', 'x'],
        ['/etc/good.txt', 'good'],
        ['new\nline.txt', 'x'],
      ]),
    );
    expect(report).toMatchObject({ added: 2, skipped: 2 });
    expect(statuses()).toMatchObject({ 'etc/good.txt': 'indexed', 'new\u240aline.txt': 'indexed' });
  });

  test('whose staging folder is gone fails, and says so', async () => {
    const job = await upload(join(desk.config.data, 'uploads', 'nothing'));
    expect(job).toMatchObject({ state: 'failed', reason: expect.stringContaining('There is no file or folder') });
  });
});

describe('stopping', () => {
  const many = (): void =>
    desk.put(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.txt`, `text of file ${index}`])));

  test('a cancelled ingest ends as cancelled, keeps what it has saved, and the next one goes on', async () => {
    many();
    const job = await desk.run(
      { kind: 'ingest-folder', path: desk.folder, inPlace: false },
      {
        onProgress: () => {
          for (const { id } of desk.app.jobs(collection)) desk.app.cancel(id);
        },
      },
    );
    expect(job).toMatchObject({ state: 'cancelled', report: null });
    expect(desk.findings()).toEqual([]);
    const saved = desk.documents().length;
    expect(counts(await desk.ingest())).toEqual({ ...none, added: 300 - saved, unchanged: saved });
  });

  test('a process that is told to stop gives the job back to the queue, staging and all', async () => {
    const stop = new AbortController();
    const staging = desk.stage(Array.from({ length: 300 }, (_, index) => [`${index}.txt`, `text ${index}`] as const));
    const job = await desk.run({ kind: 'ingest-upload', staging }, { stop: stop.signal, onProgress: () => stop.abort() });
    expect(job.state).toBe('queued');
    expect(existsSync(staging)).toBe(true);
  });
});

describe('removing a document', () => {
  test('while an ingest runs is done between its batches', async () => {
    desk.put({ 'old.txt': 'old' });
    await desk.ingest();
    const [old] = desk.documents();
    if (old === undefined) throw new Error('nothing was ingested');
    desk.put(Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`new/${index}.txt`, `text of file ${index}`])));
    let removal = '';
    let endedDuring = false;
    await desk.run(
      { kind: 'ingest-folder', path: join(desk.folder, 'new'), inPlace: false },
      {
        onProgress: () => {
          removal ||= desk.app.enqueue(collection, { kind: 'remove-document', documentId: old.id }).id;
          endedDuring ||= desk.app.job(removal)?.state === 'done';
        },
      },
    );
    expect(endedDuring).toBe(true);
    expect(desk.document('old.txt')).toBeNull();
  });

  test('carries out all removals that wait, each with its own report', async () => {
    desk.put({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
    await desk.ingest();
    const [first, second] = desk.documents();
    if (first === undefined || second === undefined) throw new Error('nothing was ingested');
    const waiting = desk.app.enqueue(collection, { kind: 'remove-document', documentId: second.id });
    expect((await desk.run({ kind: 'remove-document', documentId: first.id })).report).toMatchObject({ removed: 1 });
    expect(desk.app.job(waiting.id)).toMatchObject({ state: 'done', report: { removed: 1 } });
    expect(desk.documents().map(({ source }) => source)).toEqual(['c.txt']);
  });

  test('that is gone already is no fault', async () => {
    desk.put({ 'a.txt': 'a' });
    await desk.ingest();
    const [record] = desk.documents();
    if (record === undefined) throw new Error('nothing was ingested');
    const task = { kind: 'remove-document', documentId: record.id } as const;
    expect((await desk.run(task)).report).toMatchObject({ removed: 1 });
    expect(await desk.run(task)).toMatchObject({ state: 'done', report: { removed: 0 } });
  });
});

describe('a second embedder', () => {
  test('gets a vector for every passage, and serves when it has', async () => {
    const server = await startFakeModelServer({ models: [fakeModels.embedding] });
    const other = openDesk({ ollamaUrl: server.url, embedder: 'ollama:embeddinggemma' });
    try {
      other.put({ 'a.txt': 'Thirty days of leave.', 'b.txt': 'The rent is due in May.' });
      expect((await other.ingest()).lines).toEqual([]);
      expect(other.servingEmbedder()).toMatch(/embeddinggemma/);
      const database = openCollectionDatabase(other.config.data, collection);
      expect(isSealed(database)).toBe(true);
      database.close();
    } finally {
      other.close();
      await server.close();
    }
  });

  test('whose model server is down is a line in the report, and the documents are there', async () => {
    const other = openDesk({ ollamaUrl: 'http://127.0.0.1:9', embedder: 'ollama:embeddinggemma' });
    try {
      other.put({ 'a.txt': 'Thirty days of leave.' });
      const report = await other.ingest();
      expect(report).toMatchObject({ added: 1, failed: 1 });
      expect(lineOf(report, '(vectors of ollama:embeddinggemma)')?.reason).toContain('everything else works');
    } finally {
      other.close();
    }
  });
});

test('a collection that is deleted meanwhile fails the job with its name', async () => {
  desk.put({ 'a.txt': 'a' });
  const elsewhere = openDesk();
  deleteCollection(elsewhere.config, collection);
  const job = await elsewhere.run({ kind: 'ingest-folder', path: desk.folder, inPlace: false });
  expect(job).toMatchObject({ state: 'failed', reason: expect.stringContaining(`"${collection}"`) });
  createCollection(elsewhere.config, collection);
  elsewhere.close();
});
