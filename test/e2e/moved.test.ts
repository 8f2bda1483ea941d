/** A folder that lies somewhere else now: its documents are not met a second time as "name (2)". */
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import { openReader } from '../../core/store/index.ts';
import { answerOf } from '../unit/answer-sample.ts';
import { collection, counts, type Desk, none, openDesk, statuses } from './ingest-desk.ts';

let desk: Desk;
let before: string;
let after: string;
beforeEach(() => {
  desk = openDesk();
  before = join(desk.folder, '2025', 'handbook');
  after = join(desk.folder, 'archive', 'handbook');
  desk.put({
    '2025/handbook/leave.md': '# Leave\n\nThirty days of leave in the year.\n',
    '2025/handbook/rent/rent.md': '# Rent\n\nThe rent is due in May.\n',
    '2025/handbook/old.md': '# Old\n\nThis goes away.\n',
  });
  mkdirSync(join(desk.folder, 'archive'));
});
afterEach(() => desk.close());

const names = (): readonly string[] => Object.keys(statuses(desk)).toSorted();
const all = ['leave.md', 'old.md', 'rent/rent.md'];

test('its documents stay what they are, with the answers about them', async () => {
  await desk.ingest(before);
  desk.app.saveAnswer(answerOf('one', { text: 'Thirty days.', collection, citations: [], passages: [] }));
  renameSync(before, after);
  expect(counts(await desk.ingest(after))).toEqual({ ...none, unchanged: 3 });
  expect(names()).toEqual(all);
  expect(desk.app.answer('one')?.text).toBe('Thirty days.');
});

test('what was changed, added and removed in it since is changed, added and removed, then and later', async () => {
  await desk.ingest(before);
  renameSync(before, after);
  writeFileSync(join(after, 'leave.md'), '# Leave\n\nForty days.\n');
  writeFileSync(join(after, 'new.md'), '# New\n');
  rmSync(join(after, 'old.md'));
  expect(counts(await desk.ingest(after))).toEqual({ ...none, changed: 1, added: 1, removed: 1, unchanged: 1 });
  expect(names()).toEqual(['leave.md', 'new.md', 'rent/rent.md']);
  rmSync(join(after, 'new.md'));
  expect(counts(await desk.ingest(after))).toEqual({ ...none, unchanged: 2, removed: 1 });
});

test('it may move again, and by a name that was a link', async () => {
  symlinkSync(join(desk.folder, '2025'), join(desk.folder, 'link'));
  await desk.ingest(join(desk.folder, 'link', 'handbook'));
  renameSync(before, after);
  expect(counts(await desk.ingest(after))).toEqual({ ...none, unchanged: 3 });
  renameSync(after, join(desk.folder, 'again'));
  expect(counts(await desk.ingest(join(desk.folder, 'again')))).toEqual({ ...none, unchanged: 3 });
  // A new folder at the old place is a new folder.
  desk.put({ '2025/handbook/leave.md': '# Leave 2026\n' });
  expect(counts(await desk.ingest(before))).toEqual({ ...none, added: 1 });
});

test('originals that are read in place are read from where they are now', async () => {
  await desk.run({ kind: 'ingest-folder', path: before, inPlace: true });
  renameSync(before, after);
  const moved = await desk.run({ kind: 'ingest-folder', path: after, inPlace: true });
  expect(moved.report).toMatchObject({ unchanged: 3, changed: 0, added: 0 });
  const reader = openReader(desk.config, collection);
  expect(Buffer.from(reader.original(documentIdOf('leave.md'))?.bytes ?? []).toString()).toContain('Thirty days');
  reader.close();
});

test('a copy of a folder that is still there is a folder of its own', async () => {
  await desk.ingest(before);
  cpSync(before, after, { recursive: true });
  expect(counts(await desk.ingest(after))).toEqual({ ...none, added: 3 });
  expect(names()).toEqual(['leave (2).md', 'leave.md', 'old (2).md', 'old.md', 'rent/rent (2).md', 'rent/rent.md']);
});

test('another folder with the same names takes nothing from one that is gone', async () => {
  await desk.ingest(before);
  rmSync(before, { recursive: true });
  desk.put({ 'archive/handbook/leave.md': '# Another\n', 'archive/handbook/old.md': '# And another\n' });
  expect(counts(await desk.ingest(after))).toEqual({ ...none, added: 2 });
  expect(names()).toEqual(['leave (2).md', 'leave.md', 'old (2).md', 'old.md', 'rent/rent.md']);
});
