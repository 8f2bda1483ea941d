/** The collections of a data folder as files: where they are, who may write, how they come and go. */
import { close, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { nameKey } from '../../collection-name.ts';
import { AppError } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import type { CollectionReader, CollectionWriter } from '../../ports.ts';
import type { CollectionSummary } from '../../types.ts';
import { collectionPlaces, existingPlace, freePlace, identityOf, markLeaving, placeOf, unmarkLeaving } from './collection-place.ts';
import { damaged, translated } from './faults.ts';
import { type FileLock, takeLock } from './file-lock.ts';
import { collectionKind, emptyWal, openForReading, openForWriting, openOrMake } from './open.ts';
import { calledCollection, collectionReader } from './read.ts';
import { summaryOf } from './totals.ts';
import { collectionWriter } from './write.ts';

// Bringing an old collection up to date adds tables; only learning vectors again takes longer, and that is done later.
const migrationWaitMs = 30_000;
// A name without a file is held for a moment only: by whoever makes it, or has just removed it.
const claimWaitMs = 1_000;

/** The names of all files that look like collections, in order; a name may still be refused on opening. */
export function namesOfCollections(data: string): readonly string[] {
  return collectionPlaces(data).flatMap(({ name, isLeaving }) => (isLeaving ? [] : [name]));
}

export interface FoundCollection {
  /** The one that it really has, whatever it was asked for by. */
  readonly name: string;
  /** Of its file: another one of the same name has another. */
  readonly identity: string;
}

/** Null when there is none. @throws AppError as placeOf, and collection-busy for one that is being deleted */
export function findCollectionFile(data: string, wanted: string): FoundCollection | null {
  if (placeOf(data, wanted) === null) return null;
  const place = existingPlace(data, wanted);
  const identity = identityOf(place);
  return identity === null ? null : { name: place.name, identity };
}

/** Opens a collection for reading, bringing it up to date first if an older version wrote it. */
export function openCollectionReader(data: string, wanted: string): CollectionReader {
  return collectionReader(openCollectionDatabase(data, wanted), existingPlace(data, wanted).name);
}

/** The read-only connection behind a reader. An older collection that somebody is writing is waited for so long. */
export function openCollectionDatabase(data: string, wanted: string, waitMs = migrationWaitMs): Database {
  const { name, path } = existingPlace(data, wanted);
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
  const { name, path } = existingPlace(data, wanted);
  const lock = lockOf(data, name, 0);
  try {
    // Somebody may have deleted it before we had the lock: opening would make it again.
    existingPlace(data, name);
    const database = openForWriting(path, collectionKind, calledCollection(name));
    return collectionWriter(database, name, () => lock.release(false));
  } catch (cause) {
    lock.release(false);
    throw cause;
  }
}

/** Makes an empty collection; gives its name. @throws AppError collection-exists; collection-busy while one of its name is being deleted */
export function createCollectionFile(data: string, wanted: string): string {
  // Before the lock, which an ingest into the collection holds for as long as it takes.
  const { name } = freePlace(data, wanted);
  const lock = lockOf(data, name, claimWaitMs);
  try {
    const { path } = freePlace(data, name);
    translated(calledCollection(name), () => makeFile(name, path));
    return name;
  } finally {
    lock.release(false);
  }
}

/**
 * Closes a collection that is to be deleted to everybody, from now on and over restarts; gives its name.
 * @throws AppError as existingPlace
 */
export function closeCollectionFile(data: string, wanted: string): string {
  const place = existingPlace(data, wanted);
  translated(calledCollection(place.name), () => markLeaving(place));
  return place.name;
}

/** Opens it again, when it could not be deleted. */
export function reopenCollectionFile(data: string, wanted: string): void {
  const place = placeOf(data, wanted);
  if (place !== null) translated(calledCollection(place.name), () => unmarkLeaving(place));
}

/** The names of those that are being deleted, or were when somebody was killed over it. */
export function leavingCollections(data: string): readonly string[] {
  return collectionPlaces(data).flatMap(({ name, isLeaving }) => (isLeaving ? [name] : []));
}

/** Removes a collection with everything in it; gives its name. @throws AppError collection-unknown, collection-busy */
export function deleteCollectionFile(data: string, wanted: string): string {
  const place = placeOf(data, wanted) ?? existingPlace(data, wanted);
  const { name, path } = place;
  const lock = lockOf(data, name, 0);
  try {
    // The collection itself goes last: until then it can be deleted again, should this be cut off. Then its name is free.
    translated(calledCollection(name), () => {
      const giveBack = blocksHeld(path);
      try {
        for (const suffix of ['-wal', '-shm', '']) rmSync(`${path}${suffix}`, { force: true });
        unmarkLeaving(place);
      } finally {
        giveBack();
      }
    });
    return name;
  } finally {
    lock.release(true);
  }
}

/**
 * A file that is open loses its name at once, and its blocks when it is closed: in another thread. For 1.6 GB the removal took 80
 * to 100 ms of the main loop, and so 2 to 8. Windows lets nobody take the name of a file that is open.
 */
function blocksHeld(path: string): () => void {
  if (process.platform === 'win32') return () => undefined;
  try {
    const descriptor = openSync(path, 'r');
    return () => close(descriptor, () => undefined);
  } catch {
    // Gone already, or not to be read: then it is removed all the same.
    return () => undefined;
  }
}

/** Under another name until it is whole: no kill and no full disk leaves a file that looks like a collection and is none. */
function makeFile(name: string, path: string): void {
  const unfinished = `${path}.unfinished`;
  const sweep = (): void => {
    for (const suffix of ['-wal', '-shm', '']) rmSync(`${unfinished}${suffix}`, { force: true });
  };
  makeFolder(dirname(path));
  sweep();
  try {
    const database = openOrMake(unfinished, collectionKind, calledCollection(name));
    try {
      // Closing empties the WAL too, but never tells that the disk refused; and only the file is renamed.
      emptyWal(database);
    } finally {
      database.close();
    }
    renameSync(unfinished, path);
  } catch (cause) {
    sweep();
    throw cause;
  }
}

function lockOf(data: string, name: string, waitMs: number): FileLock {
  const lock = translated(calledCollection(name), () => takeLock(join(data, 'locks', `${nameKey(name)}.lock`), waitMs));
  if (lock !== null) return lock;
  throw new AppError(
    'collection-busy',
    `Another process is writing ${calledCollection(name)}`,
    'Wait until its ingest has ended, or stop that ingest.',
  );
}
