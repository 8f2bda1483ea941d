/** The collections of a data folder as files: where they are, who may write, how they come and go. */
import { closeSync, existsSync, openSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { collectionName } from '../../collection-name.ts';
import { AppError } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import type { CollectionReader, CollectionWriter } from '../../ports.ts';
import type { CollectionSummary } from '../../types.ts';
import { summaryOf } from './documents.ts';
import { damaged, translated } from './faults.ts';
import { type FileLock, takeLock } from './file-lock.ts';
import { collectionKind, openForReading, openForWriting } from './open.ts';
import { calledCollection, collectionReader } from './read.ts';
import { collectionWriter } from './write.ts';

const extension = '.carrel';
// Bringing an old collection up to date adds tables; only learning vectors again takes longer, and that is done later.
const migrationWaitMs = 30_000;
// A name without a file is held for a moment only: by whoever makes it, or has just removed it.
const claimWaitMs = 1_000;

/** The names of all files that look like collections, in order; a name may still be refused on opening. */
export function namesOfCollections(data: string): readonly string[] {
  if (!existsSync(join(data, 'collections'))) return [];
  return translated('the folder of collections', () => readdirSync(join(data, 'collections')))
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .sort();
}

/** True when there is a file for the collection. */
export function collectionFileExists(data: string, wanted: string): boolean {
  return existsSync(pathOf(data, collectionName(wanted)));
}

/** Opens a collection for reading, bringing it up to date first if an older version wrote it. */
export function openCollectionReader(data: string, wanted: string): CollectionReader {
  return collectionReader(openCollectionDatabase(data, wanted), collectionName(wanted));
}

/** The read-only connection behind a reader. An older collection that somebody is writing is waited for so long. */
export function openCollectionDatabase(data: string, wanted: string, waitMs = migrationWaitMs): Database {
  const name = collectionName(wanted);
  const path = existingPath(data, name);
  const database = openForReading(path, collectionKind, calledCollection(name));
  if (database !== 'older') return database;
  const lock = lockOf(data, name, waitMs);
  try {
    openForWriting(path, collectionKind, calledCollection(name)).close();
  } finally {
    lock.release(false);
  }
  const upToDate = openForReading(path, collectionKind, calledCollection(name));
  if (upToDate === 'older') throw damaged(calledCollection(name));
  return upToDate;
}

/** The totals of a collection, opened for this alone. Waits for nobody: one that is being written holds up no list. */
export function collectionSummary(data: string, name: string): CollectionSummary {
  const database = openCollectionDatabase(data, name, 0);
  try {
    return translated(calledCollection(name), summaryOf(database, name));
  } finally {
    database.close();
  }
}

/** Opens a collection as its only writer. @throws AppError collection-busy while another process writes it. */
export function openCollectionWriter(data: string, wanted: string): CollectionWriter {
  const name = collectionName(wanted);
  const path = existingPath(data, name);
  const lock = lockOf(data, name, 0);
  try {
    const database = openForWriting(path, collectionKind, calledCollection(name));
    return collectionWriter(database, name, () => lock.release(false));
  } catch (cause) {
    lock.release(false);
    throw cause;
  }
}

/** Makes an empty collection. @throws AppError collection-exists */
export function createCollectionFile(data: string, wanted: string): void {
  const name = collectionName(wanted);
  // Before the lock, which an ingest into the collection holds for as long as it takes.
  if (existsSync(pathOf(data, name))) throw exists(name);
  const lock = lockOf(data, name, claimWaitMs);
  try {
    translated(calledCollection(name), () => claimName(data, name));
    openForWriting(pathOf(data, name), collectionKind, calledCollection(name)).close();
  } finally {
    lock.release(false);
  }
}

/** Removes a collection with everything in it. @throws AppError collection-unknown, collection-busy */
export function deleteCollectionFile(data: string, wanted: string): void {
  const name = collectionName(wanted);
  const path = existingPath(data, name);
  const lock = lockOf(data, name, 0);
  try {
    // The collection itself goes last: until then it can be deleted again, should this be cut off.
    translated(calledCollection(name), () => {
      for (const suffix of ['-wal', '-shm', '']) rmSync(`${path}${suffix}`, { force: true });
    });
  } finally {
    lock.release(true);
  }
}

function pathOf(data: string, name: string): string {
  return join(data, 'collections', `${name}${extension}`);
}

function existingPath(data: string, name: string): string {
  const path = pathOf(data, name);
  if (existsSync(path)) return path;
  throw new AppError(
    'collection-unknown',
    `There is no collection "${name}"`,
    'See which there are with `carrel collections`, or ingest a folder into it.',
  );
}

/** An empty file is an empty collection of version 0, so a kill right after this leaves nothing broken. */
function claimName(data: string, name: string): void {
  const path = pathOf(data, name);
  makeFolder(dirname(path));
  try {
    closeSync(openSync(path, 'wx'));
  } catch (cause) {
    if (!existsSync(path)) throw cause;
    throw exists(name, cause);
  }
}

function exists(name: string, cause?: unknown): AppError {
  return new AppError('collection-exists', `The collection "${name}" exists already`, 'Use it, or choose another name.', cause);
}

function lockOf(data: string, name: string, waitMs: number): FileLock {
  const lock = translated(calledCollection(name), () => takeLock(join(data, 'locks', `${name}.lock`), waitMs));
  if (lock !== null) return lock;
  throw new AppError(
    'collection-busy',
    `Another process is writing ${calledCollection(name)}`,
    'Wait until its ingest has ended, or stop that ingest.',
  );
}
