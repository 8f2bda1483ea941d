/** Files that lie in other files: archives and attachments. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { counts, type Desk, none, openDesk, statuses } from './ingest-desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const text = (words: string): Uint8Array => Buffer.from(words);

describe('files in files', () => {
  test('become documents of their own, at any depth up to the third', async () => {
    const deepest = zipSync({ 'four.txt': text('four') });
    const third = zipSync({ 'three.txt': text('three'), 'd.zip': deepest });
    const second = zipSync({ 'two.txt': text('two'), 'c.zip': third });
    desk.put({ 'a.zip': zipSync({ 'one.txt': text('one'), 'b.zip': second }) });
    await desk.ingest();
    expect(statuses(desk)).toMatchObject({
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
    expect(Object.keys(statuses(desk))).toEqual(['a.zip', 'a.zip/new.txt', 'a.zip/same.txt']);
  });

  test('an archive of which everything was read has skipped nothing, the second time neither', async () => {
    desk.put({ 'a.zip': zipSync({ 'one.txt': text('one'), 'two.txt': text('two') }) });
    const first = await desk.ingest();
    expect(counts(first)).toEqual({ ...none, added: 2, unpacked: 1 });
    expect(first.lines).toEqual([]);
    expect(counts(await desk.ingest())).toMatchObject({ unpacked: 1, skipped: 0, failed: 0 });
  });

  test('names that lead out of the archive are refused with a line and write nothing', async () => {
    desk.put({ 'a.zip': zipSync({ '../../evil.txt': text('x'), 'good.txt': text('good') }) });
    const report = await desk.ingest();
    expect(statuses(desk)['a.zip/good.txt']).toBe('indexed');
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
    expect(statuses(desk)).toEqual({ 'letter.eml': 'indexed', 'letter.eml/notes.txt': 'indexed' });
  });
});
