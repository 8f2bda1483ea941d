import { describe, expect, test } from 'vitest';
import type { DocumentId, DocumentRecord, Job } from '../../core/types.ts';
import { commonFolder, type DroppedEntry, fromInput, gather } from '../../web/shelf/dropped-files.ts';
import { fileRows } from '../../web/shelf/file-rows.ts';
import { visibleRows } from '../../web/shelf/visible-rows.ts';

const fileEntry = (name: string): DroppedEntry => ({ isFile: true, isDirectory: false, name, file: (done) => done(new File(['x'], name)) });

/** Gives its children in portions of two, as browsers give theirs in portions of a hundred. */
const folderEntry = (name: string, children: readonly DroppedEntry[]): DroppedEntry => ({
  isFile: false,
  isDirectory: true,
  name,
  createReader: () => {
    let from = 0;
    return {
      readEntries(done) {
        done(children.slice(from, from + 2));
        from += 2;
      },
    };
  },
});

describe('what is dropped', () => {
  test('keeps its folders, and every file of a folder is found', async () => {
    const tree = folderEntry('handbook', [
      fileEntry('a.md'),
      fileEntry('b.md'),
      folderEntry('leave', [fileEntry('c.md')]),
      fileEntry('d.md'),
    ]);
    const { files } = await gather([tree, fileEntry('loose.txt')], () => undefined);
    expect(files.map(({ path }) => path)).toEqual(['handbook/a.md', 'handbook/b.md', 'handbook/d.md', 'handbook/leave/c.md', 'loose.txt']);
  });

  test('names what was left out: folders of tools, and what cannot be read', async () => {
    const broken: DroppedEntry = { ...fileEntry('gone.md'), file: (_done, failed) => failed(new Error('NotFoundError')) };
    const tree = folderEntry('site', [folderEntry('node_modules', [fileEntry('x.js')]), broken, fileEntry('index.md')]);
    const { files, leftOut } = await gather([tree], () => undefined);
    expect(files.map(({ path }) => path)).toEqual(['site/index.md']);
    expect(leftOut.toSorted()).toEqual(['site/gone.md', 'site/node_modules']);
  });

  test('a folder of ten thousand levels overflows nothing', async () => {
    let tree = fileEntry('deep.md');
    for (let level = 0; level < 10_000; level += 1) tree = folderEntry('f', [tree]);
    expect((await gather([tree], () => undefined)).files).toHaveLength(1);
  });

  test('the chosen folder keeps its paths, and tool folders are left out there too', () => {
    const file = (path: string): File => Object.defineProperty(new File(['x'], path), 'webkitRelativePath', { value: path });
    const { files, leftOut } = fromInput([file('site/a.md'), file('site/.git/config'), file('site/.git/HEAD')]);
    expect(files.map(({ path }) => path)).toEqual(['site/a.md']);
    expect(leftOut).toEqual(['site/.git']);
  });

  test('a common folder is only one that holds everything', () => {
    const at = (path: string) => ({ path, file: new File([], path) });
    expect(commonFolder([at('a/b.md'), at('a/c/d.md')])).toBe('a');
    expect(commonFolder([at('a/b.md'), at('ab/c.md')])).toBeNull();
    expect(commonFolder([at('b.md')])).toBeNull();
    expect(commonFolder([])).toBeNull();
  });
});

describe('a long list', () => {
  test('draws only the rows near the view, and never beyond the ends', () => {
    expect(visibleRows(0, 480, 48, 10_000)).toEqual({ first: 0, last: 18 });
    expect(visibleRows(48 * 5000, 480, 48, 10_000)).toEqual({ first: 4992, last: 5018 });
    expect(visibleRows(48 * 9990, 480, 48, 10_000)).toEqual({ first: 9982, last: 10_000 });
    expect(visibleRows(0, 480, 48, 0)).toEqual({ first: 0, last: 0 });
  });

  test('draws something when the list became shorter under the view', () => {
    const { first, last } = visibleRows(48 * 5000, 480, 48, 3);
    expect(first).toBeLessThan(last);
  });
});

const record = (source: string, changed: Partial<DocumentRecord> = {}): DocumentRecord => ({
  id: source as DocumentId,
  source,
  title: source,
  format: 'markdown',
  status: 'indexed',
  reason: '',
  warnings: [],
  pages: 0,
  characters: 0,
  tokens: 0,
  chunks: 0,
  sizeBytes: 0,
  hash: '',
  language: 'en',
  ingestedAt: '2026-11-24T08:00:00.000Z',
  ...changed,
});

describe('a row a file', () => {
  const job: Job = {
    id: 'j',
    collection: 'c',
    state: 'running',
    done: 1,
    total: 3,
    etaMs: null,
    current: 'b.md',
    report: null,
    reason: '',
    paused: null,
    createdAt: '2026-11-24T08:00:00.000Z',
  };

  test('shows what is read now first, then what went wrong, then what waits', () => {
    const documents = [record('a.md'), record('x.mp4', { status: 'skipped' })];
    expect(fileRows(['a.md', 'b.md', 'c.md', 'x.mp4'], documents, job).map(({ source, state }) => `${source} ${state}`)).toEqual([
      'b.md now',
      'x.mp4 skipped',
      'c.md waiting',
      'a.md indexed',
    ]);
  });

  test('leaves out documents of earlier jobs', () => {
    expect(fileRows([], [record('old.md', { ingestedAt: '2026-11-20T08:00:00.000Z' })], job)).toEqual([{ source: 'b.md', state: 'now' }]);
  });
});
