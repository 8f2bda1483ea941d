/** Opens our SQLite files, and no others. The only place that knows pragmas. */
import { readFileSync, statSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { load as loadVectors } from 'sqlite-vec';
import { AppError } from '../../errors.ts';
import { damaged, translated } from './faults.ts';
import { migrate, newestVersion, versionOf } from './migrate.ts';

/** One kind of file that Carrel keeps. */
export interface FileKind {
  readonly applicationId: number;
  readonly migrations: URL;
}

export const collectionKind: FileKind = { applicationId: 0x63_61_72_72, migrations: new URL('./migrations/', import.meta.url) };
export const appKind: FileKind = { applicationId: 0x63_61_72_61, migrations: new URL('./app-migrations/', import.meta.url) };

// A reader waits this long for a checkpoint or a recovery; a writer for a migration. Both take well under a second.
const waitMs = 5000;
// A WAL is cut back to this after a checkpoint, so that one bulk ingest does not leave a large file behind.
const walBytes = 64 * 1024 * 1024;
// A collection on a write-protected medium is read into memory; some 100,000 chunks fit into this.
const mostInMemory = 512 * 1024 * 1024;
// Pages a bulk ingest touches again and again (FTS merges); the process that holds them ends with the job.
const writerCacheKib = 64 * 1024;

/** Opens for reading only. @throws AppError collection-damaged, collection-newer. `older` when it needs `openForWriting` first. */
export function openForReading(path: string, kind: FileKind, what: string): Database | 'older' {
  return opened(
    what,
    () => readOnly(path),
    (database) => {
      if (checkedVersion(database, kind, what) < newestVersion(kind.migrations)) {
        database.close();
        return 'older';
      }
      return database;
    },
  );
}

/**
 * Opens for writing, migrating first. An empty file is what a full disk or a careless copy has left of one, so it is damaged.
 * @throws AppError collection-damaged, collection-newer.
 */
export function openForWriting(path: string, kind: FileKind, what: string): Database {
  return writable(path, what, kind, (database) => checkedVersion(database, kind, what));
}

/** The same, but the file is made when it is missing or empty. */
export function openOrMake(path: string, kind: FileKind, what: string): Database {
  return writable(path, what, kind, (database) => isEmpty(database) || checkedVersion(database, kind, what));
}

function writable(path: string, what: string, kind: FileKind, check: (database: Database) => unknown): Database {
  return opened(
    what,
    () => new Sqlite(path, { timeout: waitMs }),
    (database) => {
      check(database);
      database.pragma('journal_mode = WAL');
      // FULL, also for collections: an acknowledged document survives a power cut. One fsync a commit is nothing
      // beside a batch of documents.
      database.pragma('synchronous = FULL');
      // Deleted content is overwritten at once; what this cannot reach, compact() rewrites.
      database.pragma('secure_delete = ON');
      database.pragma(`journal_size_limit = ${walBytes}`);
      database.pragma(`cache_size = -${writerCacheKib}`);
      migrate(database, kind.migrations, kind.applicationId);
      return database;
    },
  );
}

/** Copies all of the WAL into the file and empties it. False when a reader held on to it for too long. */
export function emptyWal(database: Database): boolean {
  const [row] = database.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
  return row?.busy === 0;
}

/**
 * Older ones have a heap overflow that a crafted FTS5 index can reach (CVE-2026-11824) and a WAL race that loses
 * commits. @throws AppError internal
 */
export function assertSafeVersion(version: string): void {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major * 1e6 + minor * 1e3 + patch >= 3_053_002) return;
  throw new AppError('internal', `SQLite ${version} is too old to be safe; at least 3.53.2 is needed`, 'Install again with `npm ci`.');
}

function opened<Result>(what: string, open: () => Database, prepare: (database: Database) => Result): Result {
  return translated(what, () => {
    const database = open();
    try {
      assertSafeVersion(String(database.prepare('SELECT sqlite_version()').pluck().get()));
      loadVectors(database);
      database.pragma('foreign_keys = ON');
      // The file may come from someone else: its schema is not trusted, and its pages are checked as they are read.
      database.pragma('trusted_schema = OFF');
      database.pragma('cell_size_check = ON');
      return prepare(database);
    } catch (cause) {
      database.close();
      throw cause;
    }
  });
}

function readOnly(path: string): Database {
  const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: waitMs });
  try {
    versionOf(database);
    return database;
  } catch (cause) {
    database.close();
    // On a write-protected medium or a full disk SQLite cannot make the files that WAL needs, not even to read.
    if (!(cause instanceof Sqlite.SqliteError && /^SQLITE_(CANTOPEN|READONLY|IOERR_SHM)/.test(cause.code))) throw cause;
    const copy = copyInMemory(path);
    if (copy === null) throw cause;
    return copy;
  }
}

/** Null when it is too large, or when changes beside it would be missed. */
function copyInMemory(path: string): Database | null {
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (wal > 0 || statSync(path).size > mostInMemory) return null;
  const bytes = readFileSync(path);
  // File format, bytes 18 and 19: 2 is WAL, which a database in memory cannot have; 1 is a rollback journal.
  bytes.fill(1, 18, 20);
  return new Sqlite(bytes, { readonly: true });
}

function isEmpty(database: Database): boolean {
  return database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

function checkedVersion(database: Database, kind: FileKind, what: string): number {
  if (database.pragma('application_id', { simple: true }) !== kind.applicationId) throw damaged(what);
  // A trigger or view would run somebody's SQL inside our statements. We make none.
  if (database.prepare("SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')").pluck().get() !== 0) throw damaged(what);
  const version = versionOf(database);
  if (version > newestVersion(kind.migrations)) {
    throw new AppError('collection-newer', `${what} was written by a newer version of Carrel (${version})`, 'Install the newest Carrel.');
  }
  return version;
}
