/** Reading one whole version of a file, or saying why not. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readWhole } from '../../ingest/read-file.ts';

/** A POSIX program: named here because Node cannot make a pipe with a name. */
const makePipe = 'mkfifo';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'carrel-read-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const longAgo = new Date('2020-01-01');
const megabyte = 1024 * 1024;

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  utimesSync(path, longAgo, longAgo);
  return path;
}

const read = (path: string, maxBytes = megabyte): Promise<Uint8Array> => readWhole(folder, path, 'name.txt', maxBytes);
const posixTest = test.skipIf(process.platform === 'win32');

test('a file at rest is read at once', async () => {
  expect(Buffer.from(await read(put('a', 'text'))).toString()).toBe('text');
});

test('a file that was written just now is read too', async () => {
  writeFileSync(join(folder, 'a'), 'text');
  expect(Buffer.from(await read(join(folder, 'a'))).toString()).toBe('text');
});

test('a file that another process rewrites and replaces all the time gives one complete version or none', async () => {
  const path = join(folder, 'busy');
  const program = `
    const { writeFileSync, renameSync } = require('node:fs');
    const path = process.argv[1];
    for (let round = 0; ; round += 1) {
      const text = 'abc'[round % 3].repeat(300_000);
      if (round % 2 === 0) writeFileSync(path, text);
      else { writeFileSync(path + '.new', text); renameSync(path + '.new', path); }
      if (round === 3) process.stdout.write('begun');
    }`;
  const writer = spawn(process.execPath, ['-e', program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(writer.stdout, 'data');
  for (let trial = 0; trial < 20; trial += 1) {
    const result = await read(path).then(
      (bytes) => Buffer.from(bytes).toString(),
      (fault) => fault.code,
    );
    const isWhole = result.length === 300_000 && new Set(result).size === 1;
    expect(isWhole || result === 'file-unreadable' || result === 'file-empty').toBe(true);
  }
  writer.kill('SIGKILL');
  await once(writer, 'close');
});

describe('refusals', () => {
  test('an empty file', async () => {
    await expect(read(put('a', ''))).rejects.toMatchObject({ code: 'file-empty', message: 'name.txt is empty' });
  });

  test('a file over the limit is not read: 2 GB, all of them holes', async () => {
    const path = put('a', 'x');
    truncateSync(path, 2 ** 31);
    await expect(read(path)).rejects.toMatchObject({ code: 'file-too-large', message: 'name.txt has 2048.0 MB, the limit is 1 MB' });
  });

  test('a file that is gone', async () => {
    await expect(read(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  test('a link in the place of the file', async () => {
    symlinkSync('/etc/passwd', join(folder, 'link'));
    await expect(read(join(folder, 'link'))).rejects.toMatchObject({ code: 'file-unreadable', message: 'name.txt became a link' });
  });

  test('a link in the place of a folder on the way', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'carrel-outside-'));
    writeFileSync(join(outside, 'a'), 'secret');
    symlinkSync(outside, join(folder, 'sub'));
    await expect(read(join(folder, 'sub', 'a'))).rejects.toMatchObject({ code: 'path-refused' });
    rmSync(outside, { recursive: true });
  });

  posixTest('a pipe, without waiting for a writer', async () => {
    execFileSync(makePipe, [join(folder, 'pipe')]);
    await expect(read(join(folder, 'pipe'))).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  test('a folder', async () => {
    mkdirSync(join(folder, 'sub'));
    await expect(read(join(folder, 'sub'))).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  test('no refusal gives the path of the machine away', async () => {
    const fault = await read(join(folder, 'nothing')).catch((caught) => caught);
    expect(`${fault.message} ${fault.hint}`).not.toContain(folder);
  });

  test('a file that is always as young as the clock can tell', async () => {
    const path = put('log', 'x');
    vi.useFakeTimers({ toFake: ['Date'], now: longAgo });
    const expected = { code: 'file-unreadable', message: 'name.txt kept changing while it was read' };
    await expect(read(path))
      .rejects.toMatchObject(expected)
      .finally(() => vi.useRealTimers());
  });
});
