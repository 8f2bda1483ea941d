/** Numbered, append-only SQL files: `001-init.sql`, `002-….sql`. `user_version` is the number of the last one applied. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

interface Migration {
  readonly number: number;
  readonly sql: string;
}

const read = new Map<string, readonly Migration[]>();

/** The migrations of a folder, lowest number first. */
function migrationsIn(folder: URL): readonly Migration[] {
  const found = read.get(folder.href) ?? readMigrations(folder);
  read.set(folder.href, found);
  return found;
}

function readMigrations(folder: URL): readonly Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{3}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({ number: Number(name.slice(0, 3)), sql: readFileSync(new URL(name, folder), 'utf8') }));
}

/** The number of the newest migration. */
export function newestVersion(folder: URL): number {
  return migrationsIn(folder).at(-1)?.number ?? 0;
}

/** The number of the last migration that the file has seen; 0 for an empty file. */
export function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/**
 * Brings the file to the newest version, each step in one transaction: a kill leaves the old or the new version.
 * Two processes may start at once: the version is read again under the write lock.
 */
export function migrate(database: Database, folder: URL, applicationId: number): void {
  for (const { number, sql } of migrationsIn(folder)) {
    // Without the lock at first: a file that is up to date is opened without waiting for whoever writes it.
    if (versionOf(database) >= number) continue;
    const step = database.transaction(() => {
      if (versionOf(database) >= number) return;
      database.exec(sql);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${number}`);
    });
    step.immediate();
  }
}
