/** Whoever else uses the machine reads nothing of the data folder: not what Carrel makes, and not what an older version has left. */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tighten } from '../../server/private-folder.ts';
import { runCarrel } from './run-carrel.ts';
import { createCollection, post, startServer, upload } from './running.ts';

const unixTest = test.skipIf(process.platform === 'win32');
let base = '';
let umask = 0;

beforeEach(() => {
  // As most systems have it, whatever the one of the tests is.
  umask = process.umask(0o022);
  base = mkdtempSync(join(tmpdir(), 'carrel-private-'));
});

afterEach(() => {
  process.umask(umask);
  rmSync(base, { recursive: true, force: true });
});

/** Everything in the folder that others may read, write or list, with its rights. */
function openToOthers(folder: string): readonly string[] {
  return ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].flatMap((name) => {
    const { mode } = lstatSync(join(folder, name));
    return (mode & 0o077) === 0 ? [] : [`${name} ${(mode & 0o777).toString(8)}`];
  });
}

unixTest('a command makes a data folder that is its owner’s alone, with what SQLite makes in it', async () => {
  const documents = join(base, 'documents');
  mkdirSync(documents);
  writeFileSync(join(documents, 'leave.md'), 'Every employee has thirty days of leave.');
  const data = join(base, 'data');
  const { status } = await runCarrel(['ingest', documents], data);
  expect(status).toBe(0);
  expect(readdirSync(join(data, 'collections'))).toEqual(['documents.carrel']);
  expect(openToOthers(data)).toEqual([]);
});

unixTest('what a server of an older version has left open is closed at the next start, every kind of file', async () => {
  const server = await startServer();
  try {
    await createCollection(server, 'office');
    await upload(server, 'office', { 'leave.md': 'Every employee has thirty days of leave.' });
    await post(server, '/api/collections/office/answers', { question: 'How many days of leave?', conversationId: 'new' });
    expect(openToOthers(server.data)).not.toEqual([]);
    chmodSync(server.data, 0o755);
    tighten(server.data);
    expect(openToOthers(server.data)).toEqual([]);
  } finally {
    await server.stop();
  }
});

unixTest('in a folder that holds other things too, those stay as they are', () => {
  const foreign = join(base, 'letter.txt');
  writeFileSync(foreign, 'Dear all');
  mkdirSync(join(base, 'collections'));
  writeFileSync(join(base, 'collections', 'office.carrel'), '');
  chmodSync(base, 0o755);
  tighten(base);
  expect(openToOthers(base)).toEqual(['. 755', 'letter.txt 644']);
});
