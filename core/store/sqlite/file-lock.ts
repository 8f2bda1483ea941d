/**
 * A lock that the operating system drops when its holder dies, however it dies: an exclusive transaction on
 * an empty SQLite file. No pid is stored, so nothing can be stale, and kill -9 needs no clean-up.
 */
import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { makeFolder } from '../../make-folder.ts';

export interface FileLock {
  /** Gives the lock back; with `remove`, also removes its file. */
  release(remove: boolean): void;
}

/** Takes the lock, waiting at most `waitMs`. Null when another holder, in any process, keeps it. */
export function takeLock(path: string, waitMs: number): FileLock | null {
  makeFolder(dirname(path));
  // A holder may remove the file between our open and our lock: what we hold then is nobody's file. Try again.
  for (;;) {
    makeFile(path);
    const before = statSync(path, { throwIfNoEntry: false })?.ino;
    const database = new Sqlite(path, { timeout: waitMs });
    if (!begins(database)) {
      database.close();
      return null;
    }
    if (before !== undefined && statSync(path, { throwIfNoEntry: false })?.ino === before) return lock(database, path);
    database.close();
  }
}

/** Opens none that is there: closing it again would drop the lock of a holder in this very process (fcntl(2), POSIX locks). */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx'));
  } catch (cause) {
    if (!existsSync(path)) throw cause;
  }
}

function begins(database: Sqlite.Database): boolean {
  try {
    // Nothing is ever written, so no journal need lie beside it. A full disk would have no room for one, to delete a collection from it.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (cause) {
    if (cause instanceof Sqlite.SqliteError && cause.code.startsWith('SQLITE_BUSY')) return false;
    throw cause;
  }
}

function lock(database: Sqlite.Database, path: string): FileLock {
  return {
    release(remove) {
      // Windows refuses to remove an open file; then the empty file stays, which harms nobody.
      if (remove && process.platform !== 'win32') rmSync(path, { force: true });
      database.close();
    },
  };
}
