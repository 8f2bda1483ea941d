/** What is found below a folder, on a real disk with everything a disk can hold. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discover, type FoundFile, findRoot } from '../../ingest/discover.ts';

/** A POSIX program: named here because Node cannot make a pipe with a name. */
const makePipe = 'mkfifo';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'carrel-discover-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const found = (excluded: readonly string[] = []): readonly FoundFile[] => [...discover(findRoot(folder), excluded)];
const files = (excluded: readonly string[] = []): readonly string[] =>
  found(excluded).flatMap((file) => (file.kind === 'file' ? [file.source] : []));
const reasons = (): Readonly<Record<string, string>> =>
  Object.fromEntries(found().flatMap((file) => (file.kind === 'file' ? [] : [[file.source, file.reason]])));

const isRoot = process.getuid?.() === 0;
const posixTest = test.skipIf(process.platform === 'win32');

describe('a walk', () => {
  test('finds every file in the order of names', () => {
    put({ 'b.md': 'b', 'a/z.txt': 'z', 'a/b/c.txt': 'c', 'Ä.txt': 'ä', 'Z.txt': 'z' });
    expect(files()).toEqual(['Z.txt', 'a/b/c.txt', 'a/z.txt', 'b.md', 'Ä.txt']);
  });

  test('says nothing of what systems and tools leave behind', () => {
    put({ 'a.txt': 'a', '.git/config': 'x', 'web/node_modules/x/index.js': 'x', '.DS_Store': 'x', '._a.txt': 'x', 'Thumbs.db': 'x' });
    put({ '~$letter.docx': 'x', '.~lock.a.odt#': 'x', 'DESKTOP.INI': 'x', '@eaDir/a': 'x', '__MACOSX/a': 'x' });
    expect(found().map(({ source }) => source)).toEqual(['a.txt']);
  });

  test('gives a single file whatever the ignore rules say', () => {
    put({ 'a.txt': 'a', '.gitignore': '*' });
    const path = join(folder, 'a.txt');
    expect([...discover(findRoot(path), [])]).toEqual([{ kind: 'file', source: 'a.txt', path, sizeBytes: 1 }]);
  });

  test('passes over an excluded folder', () => {
    put({ 'a.txt': 'a', 'data/app.txt': 'x' });
    expect(files([join(folder, 'data')])).toEqual(['a.txt']);
  });

  test('opens no file that is not an ignore file: a sparse terabyte costs nothing', () => {
    put({ 'huge.bin': 'x' });
    truncateSync(join(folder, 'huge.bin'), 2 ** 40);
    expect(found()).toMatchObject([{ kind: 'file', sizeBytes: 2 ** 40 }]);
  });
});

describe('ignore files', () => {
  test('a deeper one has the last word, and the rules of one folder are not those of its neighbour', () => {
    put({ '.gitignore': '*.log\n/build/\n', 'a.log': 'x', 'build/a.txt': 'x', 'sub/build/a.txt': 'x' });
    put({
      'sub/.gitignore': '!keep.log\nprivate.txt\n',
      'sub/keep.log': 'x',
      'sub/other.log': 'x',
      'sub/private.txt': 'x',
      'private.txt': 'x',
    });
    expect(files()).toEqual(['private.txt', 'sub/build/a.txt', 'sub/keep.log']);
  });

  test('.carrelignore overrules the .gitignore beside it', () => {
    put({ '.gitignore': 'notes/\n', '.carrelignore': '!notes/\n*.csv\n', 'notes/a.md': 'x', 'data.csv': 'x' });
    expect(files()).toEqual(['notes/a.md']);
  });

  test('names that are odd as paths are matched like others', () => {
    put({ '.gitignore': 'x\n', '...': 'a', 'a\\b': 'b', '#c': 'c', '!d': 'd' });
    expect(files()).toHaveLength(4);
  });
});

describe('what is no document has a line with its reason', () => {
  test('links: inside, outside, broken, and in a circle', () => {
    put({ 'a/real.txt': 'x' });
    symlinkSync('a/real.txt', join(folder, 'inside'));
    symlinkSync('..', join(folder, 'a', 'circle'));
    symlinkSync('/etc/passwd', join(folder, 'outside'));
    symlinkSync(tmpdir(), join(folder, 'outside-folder'));
    symlinkSync('nothing', join(folder, 'broken'));
    symlinkSync('self', join(folder, 'self'));
    expect(files()).toEqual(['a/real.txt']);
    expect(reasons()).toEqual({
      inside: expect.stringContaining('in its own place'),
      'a/circle': expect.stringContaining('in its own place'),
      outside: expect.stringContaining('leads out of the folder'),
      'outside-folder': expect.stringContaining('leads out of the folder'),
      broken: expect.stringContaining('leads nowhere'),
      self: expect.stringContaining('leads nowhere'),
    });
  });

  posixTest('pipes and sockets, without waiting for them', async () => {
    execFileSync(makePipe, [join(folder, 'pipe')]);
    const server = net.createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    expect(reasons()).toEqual({ pipe: expect.stringContaining('a pipe'), socket: expect.stringContaining('a socket') });
    server.close();
  });

  test.skipIf(isRoot || process.platform === 'win32')('a folder that may not be listed', () => {
    put({ 'closed/a.txt': 'x', 'b.txt': 'x' });
    chmodSync(join(folder, 'closed'), 0o000);
    expect(found()).toMatchObject([{ kind: 'file' }, { kind: 'closed-folder', source: 'closed' }]);
    chmodSync(join(folder, 'closed'), 0o700);
  });

  posixTest('a name that is no UTF-8', () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff, 0x2e, 0x74])]), 'x');
    expect(Object.values(reasons())).toEqual([expect.stringContaining('not valid UTF-8')]);
  });
});

describe('names', () => {
  posixTest('with a line break are shown with a sign for it', () => {
    put({ 'new\nline.txt': 'x' });
    expect(files()).toEqual(['new\u240aline.txt']);
  });

  posixTest('composed and decomposed forms are two files', () => {
    put({ 'caf\u00e9.txt': 'x', 'cafe\u0301.txt': 'y' });
    expect(files()).toHaveLength(2);
  });
});

describe('a root', () => {
  test('that does not exist is said by name, without its path', () => {
    const expected = { code: 'path-unknown', message: 'There is no file or folder "nothing"' };
    expect(() => findRoot(join(folder, 'nothing'))).toThrow(expect.objectContaining(expected));
  });

  posixTest('that is neither file nor folder is refused', () => {
    execFileSync(makePipe, [join(folder, 'pipe')]);
    expect(() => findRoot(join(folder, 'pipe'))).toThrow(expect.objectContaining({ code: 'path-refused' }));
  });

  test('may itself be a link: the person named it', () => {
    put({ 'real/a.txt': 'x' });
    symlinkSync('real', join(folder, 'link'));
    expect([...discover(findRoot(join(folder, 'link')), [])].map(({ source }) => source)).toEqual(['a.txt']);
  });
});
