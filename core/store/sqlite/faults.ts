import Sqlite from 'better-sqlite3';
import { AppError } from '../../errors.ts';

/**
 * Turns the errors of SQLite and of the system into faults a person can act on; everything else is passed on as it is.
 * `what` names the file in a person's words: SQLite's texts and the machine's paths never come through.
 */
export function storeFault(cause: unknown, what: string): unknown {
  if (!(cause instanceof Sqlite.SqliteError)) return isSystemError(cause) ? refused(what, cause) : cause;
  const code = cause.code;
  // The second: the index of a WAL could not grow, for which SQLite writes a byte to each of its pages.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return full(what, cause);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new AppError('collection-busy', `Another process is writing ${what}`, 'Try again when its ingest has ended.', cause);
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return damaged(what, cause);
  if (code === 'SQLITE_TOOBIG') {
    return new AppError('file-too-large', `The document is too large to be kept in ${what}`, 'Split the file.', cause);
  }
  if (/^SQLITE_(CANTOPEN|READONLY|IOERR|PERM|PROTOCOL)/.test(code)) return refused(what, cause);
  return new AppError('internal', `The store failed on ${what} (${code})`, 'Run `carrel doctor`; report it if it happens again.', cause);
}

/** The fault for a file that is not what its name says, or is broken. */
export function damaged(what: string, cause?: unknown): AppError {
  return new AppError(
    'collection-damaged',
    `${capitalised(what)} is damaged or is no file of Carrel`,
    'Restore it from a backup, or move it away: a collection is made again by ingesting its documents, and app.sqlite, which holds only the queue, conversations and answers, by the next start.',
    cause,
  );
}

function full(what: string, cause: unknown): AppError {
  return new AppError(
    'disk-full',
    `There is no room left on the disk for ${what}`,
    'Free some space and try again; nothing is lost.',
    cause,
  );
}

function refused(what: string, cause: unknown): AppError {
  if (isSystemError(cause) && cause.code === 'ENOSPC') return full(what, cause);
  return new AppError(
    'path-refused',
    `The system refused to read or write ${what}`,
    'Check the rights and the health of the disk that holds the data folder.',
    cause,
  );
}

/** An error of Node's file calls, whose own message holds a path of the machine. */
function isSystemError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'syscall' in cause && 'code' in cause;
}

/** Runs `work`, translating what SQLite throws. */
export function translated<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw storeFault(cause, what);
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
