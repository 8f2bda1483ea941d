/** Where everything is kept. One SQLite file a collection, one for the queue and the conversations. */
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { AppStore, CollectionReader, CollectionWriter } from '../ports.ts';
import { forgetStatesForGood, forgettingStates } from '../saved-states.ts';
import type { CollectionSummary } from '../types.ts';
import { openAppDatabase } from './sqlite/app-store.ts';
import { findingsIn } from './sqlite/check.ts';
import {
  collectionFileExists,
  collectionSummary,
  createCollectionFile,
  deleteCollectionFile,
  namesOfCollections,
  openCollectionDatabase,
  openCollectionReader,
  openCollectionWriter,
} from './sqlite/collection-files.ts';
import { calledCollection } from './sqlite/read.ts';

export { isAlive, processOwner } from './sqlite/process-owner.ts';
export { type Cell, openRows, type QueryOutcome, type QueryTable, rowColumn } from './sqlite/row-query.ts';
export { withoutGone } from './without-gone.ts';

/** All collections that can be opened, by name, and those that cannot with the reason and the remedy. */
export interface CollectionList {
  readonly collections: readonly CollectionSummary[];
  readonly damaged: readonly { readonly name: string; readonly reason: string }[];
}

/** Opens a collection for reading. @throws AppError bad-name, collection-unknown, collection-damaged, collection-newer */
export function openReader(config: Config, name: string): CollectionReader {
  return openCollectionReader(config.data, name);
}

/** Opens a collection as its only writer. @throws AppError as openReader, and collection-busy while another process writes it */
export function openWriter(config: Config, name: string): CollectionWriter {
  return forgettingStates(config.data, name, openCollectionWriter(config.data, name));
}

/** True when there is a file for the collection, also a damaged one. @throws AppError bad-name */
export function collectionExists(config: Config, name: string): boolean {
  return collectionFileExists(config.data, name);
}

/** Makes an empty collection. @throws AppError bad-name, collection-exists */
export function createCollection(config: Config, name: string): void {
  createCollectionFile(config.data, name);
}

/** Removes a collection and all of its files, also a damaged one. @throws AppError collection-unknown, collection-busy */
export function deleteCollection(config: Config, name: string): void {
  deleteCollectionFile(config.data, name);
  forgetStatesForGood(config.data, name);
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
    return collectionSummary(config.data, name);
  } catch (cause) {
    // Reported in the list instead: the others can still be used.
    return { name, reason: cause instanceof AppError ? `${cause.message}. ${cause.hint}` : 'It cannot be opened.' };
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

/** Opens the queue, conversations and answers of the data folder. */
export function openAppStore(config: Config): AppStore {
  return openAppDatabase(config.data);
}
