import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder } from '../../core/make-folder.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'carrel-folder-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('making a folder', () => {
  test('makes those above it too, and is content with one that is there', () => {
    const folder = join(home, 'a/b/c');
    makeFolder(folder);
    makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  test('fails where a file is in the way', () => {
    writeFileSync(join(home, 'file'), '');
    expect(() => makeFolder(join(home, 'file'))).toThrow(/EEXIST/);
    expect(() => makeFolder(join(home, 'file/below'))).toThrow(/ENOTDIR|EEXIST|ENOENT/);
  });

  // Elsewhere there is no folder that refuses so.
  test.runIf(existsSync('/proc/self'))('ends below a folder that says there is no such entry', () => {
    expect(() => makeFolder('/proc/carrel/data')).toThrow(/ENOENT/);
  });
});
