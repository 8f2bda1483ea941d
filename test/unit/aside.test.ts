/** The thread that looks after collections as files ends by itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { createCollection } from '../../core/store/index.ts';
import { openAside } from '../../server/aside/index.ts';

let config: Config;
beforeEach(() => {
  config = loadConfig({ flags: { data: mkdtempSync(join(tmpdir(), 'carrel-aside-')) }, environment: {} });
  createCollection(config, 'leave');
});
afterEach(() => rmSync(config.data, { recursive: true, force: true }));

test('what was asked of it is done before it ends', async () => {
  const aside = openAside(config);
  const [listed, made] = [aside.list(), aside.create('travel')];
  await aside.close();
  expect((await listed).collections.map(({ name }) => name)).toEqual(['leave']);
  expect(await made).toBe('travel');
});

test('it ends when nothing was ever asked, and when it is asked to end twice', async () => {
  await openAside(config).close();
  const aside = openAside(config);
  await aside.list();
  await Promise.all([aside.close(), aside.close()]);
});
