/** A data folder has one server. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock } from '../../core/store/sqlite/file-lock.ts';
import { claimDataFolder, livingServer } from '../../server/data-folder.ts';
import { closeServerDeps, openServerDeps } from '../../server/deps.ts';
import { storeFolder } from './store-folder.ts';

const { data, config } = storeFolder();

test('a second server of a data folder is refused by the name of the first, and has touched nothing', () => {
  const claim = claimDataFolder(config(), '1.0.0');
  claim.announce('http://127.0.0.1:4711');
  expect(() => openServerDeps(config(), '1.0.0')).toThrow(
    expect.objectContaining({
      code: 'data-folder-taken',
      message: `Process ${process.pid} serves this data folder already at http://127.0.0.1:4711`,
    }),
  );
  expect(readdirSync(data()).sort()).toEqual(['server.json', 'server.lock']);
  claim.release();
});

test('a server that has ended leaves the folder to the next', async () => {
  await closeServerDeps(openServerDeps(config(), '1.0.0'));
  expect(livingServer(config())).toBeNull();
  await closeServerDeps(openServerDeps(config(), '1.0.0'));
});

test('somebody who tries in vain to take a lock does not take it from its holder', () => {
  const path = join(data(), 'some.lock');
  const lock = takeLock(path, 0);
  expect(lock).not.toBeNull();
  // fcntl(2): closing any descriptor of a file drops the locks that the process has on it.
  expect(takeLock(path, 0)).toBeNull();
  expect(takeLock(path, 0)).toBeNull();
  lock?.release(true);
});
