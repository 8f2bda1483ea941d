/** Where everything is kept. One SQLite file a collection, one for the queue and the conversations. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { AppStore, CollectionReader, CollectionWriter } from '../ports.ts';
import { forgetStatesForGood, forgettingStates } from '../saved-states.ts';
import type { CollectionSummary } from '../types.ts';
import { hidingRemoved } from './hiding-removed.ts';
import { deletingInReserve, inReserve, removingInReserve } from './reserve.ts';
import { openAppDatabase } from './sqlite/app-store.ts';
import { findingsIn } from './sqlite/check.ts';
import {
  closeCollectionFile,
  collectionSummary,
  createCollectionFile,
  deleteCollectionFile,
  type FoundCollection,
  findCollectionFile,
  leavingCollections,
  namesOfCollections,
  openCollectionDatabase,
  openCollectionReader,
  openCollectionWriter,
  reopenCollectionFile,
} from './sqlite/collection-files.ts';
import { translated } from './sqlite/faults.ts';
import { type FileLock, takeLock } from './sqlite/file-lock.ts';
import { calledCollection } from './sqlite/read.ts';
import { watchRemoved } from './sqlite/removed-documents.ts';

export { holdReserve, roomBytes } from './reserve.ts';
export type { FoundCollection } from './sqlite/collection-files.ts';
export { unknownCollection } from './sqlite/collection-place.ts';
export { isAlive, processOwner } from './sqlite/process-owner.ts';
export {
  openRows,
  type QueryBounds,
  type QueryOutcome,
  type QueryTable,
  type RowDatabase,
  rowColumn,
} from './sqlite/row-query.ts';
export { withoutGone } from './without-gone.ts';

/** All collections that can be opened, by name, and those that cannot with the reason and the remedy. */
export interface CollectionList {
  readonly collections: readonly CollectionSummary[];
  readonly damaged: readonly { readonly name: string; readonly reason: string }[];
}

/** Opens a collection for reading. @throws AppError bad-name, collection-unknown, collection-damaged, collection-newer */
export function openReader(config: Config, name: string): CollectionReader {
  const reader = openCollectionReader(config.data, name);
  const removed = watchRemoved(config.data, reader.name);
  return hidingRemoved(reader, removed.now, removed.close);
}

/** Opens a collection as its only writer. @throws AppError as openReader, and collection-busy while another process writes it */
export function openWriter(config: Config, name: string): CollectionWriter {
  return removingInReserve(config, forgettingStates(config.data, openCollectionWriter(config.data, name)));
}

/**
 * The collection that is called so, in this spelling or another, by its real name; null when there is none.
 * @throws AppError bad-name, collection-ambiguous, and collection-busy for one that is being deleted
 */
export function findCollection(config: Config, wanted: string): FoundCollection | null {
  return findCollectionFile(config.data, wanted);
}

/** Makes an empty collection; gives its name as it is kept. @throws AppError bad-name, collection-exists, collection-busy */
export function createCollection(config: Config, name: string): string {
  return createCollectionFile(config.data, name);
}

/**
 * The first step of deleting a collection that others may be at work on: nobody can open or make one of its name from now
 * on, also after a kill, until `deleteCollection` has removed it. @throws AppError collection-unknown, collection-busy
 */
export function closeCollection(config: Config, name: string): void {
  inReserve(config, () => closeCollectionFile(config.data, name));
}

/** Opens a closed collection again, where it cannot be deleted. */
export function reopenCollection(config: Config, name: string): void {
  reopenCollectionFile(config.data, name);
}

/** The names of closed collections. */
export function closedCollections(config: Config): readonly string[] {
  return leavingCollections(config.data);
}

/** Removes a collection and all of its files, also a damaged one. @throws AppError collection-unknown, collection-busy */
export function deleteCollection(config: Config, wanted: string): void {
  forgetStatesForGood(
    config.data,
    inReserve(config, () => deleteCollectionFile(config.data, wanted)),
  );
}

/** One damaged file hides no other collection. */
export function listCollections(config: Config): CollectionList {
  const found = namesOfCollections(config.data).map((name) => described(config, name));
  return {
    collections: found.filter((entry) => 'documents' in entry),
    damaged: found.filter((entry) => 'reason' in entry),
  };
}

function described(config: Config, name: string): CollectionSummary | { readonly name: string; readonly reason: string } {
  try {
    return summaryOf(config, name);
  } catch (cause) {
    // Reported in the list instead: the others can still be used.
    return { name, reason: cause instanceof AppError ? `${cause.message}. ${cause.hint}` : 'It cannot be opened.' };
  }
}

function summaryOf(config: Config, name: string): CollectionSummary {
  const summary = collectionSummary(config.data, name);
  const removed = watchRemoved(config.data, name);
  const isWhole = removed.now().documents.size === 0;
  removed.close();
  if (isWhole) return summary;
  const reader = openReader(config, name);
  try {
    return reader.summary();
  } finally {
    reader.close();
  }
}

/** Checks the document law on the whole collection; each breach is one sentence. Reads every byte. */
export function checkCollection(config: Config, name: string): readonly string[] {
  const database = openCollectionDatabase(config.data, name);
  try {
    return findingsIn(database, calledCollection(name));
  } finally {
    database.close();
  }
}

/** Opens the queue, conversations and answers of the data folder. To open it takes room too, and without it nothing can be deleted. */
export function openAppStore(config: Config): AppStore {
  return deletingInReserve(
    config,
    inReserve(config, () => openAppDatabase(config.data)),
  );
}

/** Makes this process the one server of the data folder. Null when another one is. */
export function takeDataFolder({ data }: Config): FileLock | null {
  return translated('the data folder', () => takeLock(join(data, 'server.lock'), 0));
}
