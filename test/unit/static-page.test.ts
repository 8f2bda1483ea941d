import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPage } from '../../server/http/static.ts';

function pageFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  return folder;
}

test('a page that is built anew beside a running server brings its assets along', async () => {
  const folder = pageFolder();
  const page = openPage(folder);
  expect(await page.respond('/assets/new.js')).toBeNull();
  writeFileSync(join(folder, 'assets/new.js'), 'export {};');
  await page.respond('/c/office');
  const asset = await page.respond('/assets/new.js');
  expect(asset?.headers.get('content-type')).toContain('text/javascript');
  await asset?.body?.cancel();
});

test('a path out of the folder is the page itself, never a file', async () => {
  const page = openPage(pageFolder());
  const response = await page.respond('/../../etc/passwd');
  expect(response?.headers.get('content-type')).toContain('text/html');
});
