/** From the files of a folder to a collection: what a person can rely on, with real files, parsers and store. */
import { chmodSync, renameSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { counts, type Desk, lineOf, none, openDesk, statuses } from './ingest-desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const text = (words: string): Uint8Array => Buffer.from(words);

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
    expect(statuses(desk)).toEqual({
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
    expect(report).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 2, unpacked: 1, skipped: 1, failed: 1 });
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
    expect(Object.keys(statuses(desk))).toEqual(['a.txt', 'd.txt', 'e.txt', 'f.txt']);
  });

  test('a file that was read and turns unreadable keeps what was read, and the report says so', async () => {
    if (process.getuid?.() === 0) return;
    desk.put({ 'a.txt': 'words' });
    await desk.ingest();
    chmodSync(join(desk.folder, 'a.txt'), 0o000);
    const report = await desk.ingest();
    expect(lineOf(report, 'a.txt')).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('read of it earlier stays') });
    expect(statuses(desk)).toEqual({ 'a.txt': 'indexed' });
  });

  test('a folder that vanished removes nothing and fails with its name', async () => {
    desk.put({ 'a.txt': 'a' });
    await desk.ingest();
    rmSync(desk.folder, { recursive: true });
    const job = await desk.run({ kind: 'ingest-folder', path: desk.folder, inPlace: false });
    expect(job).toMatchObject({ state: 'failed', reason: expect.stringContaining('There is no file or folder "handbook"') });
    expect(statuses(desk)).toEqual({ 'a.txt': 'indexed' });
  });

  test('a folder that is suddenly empty removes nothing: a share that is not mounted looks like this', async () => {
    desk.put({ 'a.txt': 'a' });
    await desk.ingest();
    rmSync(join(desk.folder, 'a.txt'));
    const report = await desk.ingest();
    expect(lineOf(report, '.')?.reason).toContain('nothing was removed');
    expect(statuses(desk)).toEqual({ 'a.txt': 'indexed' });
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
    expect(statuses(desk)).toEqual({ 'readme.md': 'indexed', 'readme (2).md': 'indexed', 'only.txt': 'indexed' });
    rmSync(join(desk.folder, 'two', 'only.txt'));
    expect(counts(await desk.ingest(join(desk.folder, 'two')))).toEqual({ ...none, unchanged: 1, removed: 1 });
    expect(desk.document('readme.md')?.parsed.text).toContain('One');
    expect(counts(await desk.ingest(join(desk.folder, 'one')))).toEqual({ ...none, unchanged: 1 });
  });

  test('a single file replaces what has its name and removes nothing', async () => {
    desk.put({ 'a.txt': 'a', 'b.txt': 'b' });
    await desk.ingest();
    expect(counts(await desk.ingest(join(desk.folder, 'a.txt')))).toMatchObject({ removed: 0 });
    expect(Object.keys(statuses(desk))).toContain('b.txt');
  });
});
