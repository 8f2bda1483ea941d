import type { Database } from 'better-sqlite3';
import type { CollectionWriter, KnownFile } from '../../ports.ts';
import { compact, owesCompaction } from './compact.ts';
import { translated } from './faults.ts';
import { isSealed, seal, unseal } from './index-seal.ts';
import { originMover } from './move-origin.ts';
import { emptyWal } from './open.ts';
import { calledCollection, collectionReader } from './read.ts';
import { documentRemover, documentSaver, unreadSaver } from './save.ts';
import { finishIndex, inheritVectors, saveVectors, withoutVectors } from './search-index.ts';

/** Writes the collection in `database`; `close` closes it and then calls `released`. */
export function collectionWriter(database: Database, name: string, released: () => void): CollectionWriter {
  const guard = <Result>(work: () => Result): Result => translated(calledCollection(name), work);
  /** A transaction of its own, or a savepoint inside a batch. */
  const atomically = <Result>(work: () => Result): Result => guard(() => database.transaction(work).immediate());
  return guard(() => ({
    ...collectionReader(database, name),
    ...changes(database, atomically),
    ...indexing(database, guard, atomically),
    known: () => guard(knownFiles(database)),
    batch: atomically,
    begin: () => guard(() => database.exec('BEGIN IMMEDIATE')),
    commit: () => guard(() => database.exec('COMMIT')),
    owesCompaction: () => guard(() => owesCompaction(database)),
    compact: () => guard(() => compact(database, calledCollection(name))),
    close: () => {
      if (!database.open) return;
      try {
        if (database.inTransaction) database.exec('ROLLBACK');
        // So that the one file holds everything, and can be copied.
        emptyWal(database);
      } catch {
        // The disk is full, perhaps. What stays in the WAL is not lost: the next opening reads it.
      } finally {
        database.close();
        released();
      }
    },
  }));
}

type Run = <Result>(work: () => Result) => Result;

function changes(database: Database, atomically: Run): Pick<CollectionWriter, 'save' | 'saveUnread' | 'remove' | 'moveOrigin'> {
  const save = documentSaver(database);
  const saveUnread = unreadSaver(database);
  const remove = documentRemover(database);
  const moveOrigin = originMover(database);
  const changed = database.prepare<[string, 0 | 1]>(
    'UPDATE collection SET updated_at = ?, index_digest = NULL, compaction_due = max(compaction_due, ?)',
  );
  const note = (owesCompaction: 0 | 1): void => {
    changed.run(new Date().toISOString(), owesCompaction);
  };
  return {
    save: (file, prepared) =>
      atomically(() => {
        note(0);
        return save(file, prepared);
      }),
    saveUnread: (file, status, reason) =>
      atomically(() => {
        note(0);
        return saveUnread(file, status, reason);
      }),
    remove: (id) =>
      atomically(() => {
        const removed = remove(id);
        if (removed) note(1);
        return removed;
      }),
    moveOrigin: (from, to) => atomically(() => moveOrigin(from, to)),
  };
}

function indexing(
  database: Database,
  guard: Run,
  atomically: Run,
): Pick<CollectionWriter, 'finishIndex' | 'withoutVectors' | 'saveVectors' | 'inheritVectors'> {
  return {
    finishIndex: (onProgress) =>
      guard(() => {
        if (isSealed(database)) return;
        finishIndex(database, onProgress);
        seal(database);
      }),
    withoutVectors: (embedderId, limit) => guard(() => withoutVectors(database, embedderId, limit)),
    saveVectors: (embedderId, dimensions, vectors) =>
      atomically(() => {
        unseal(database);
        saveVectors(database, embedderId, dimensions, vectors);
      }),
    inheritVectors: (from, to) =>
      atomically(() => {
        unseal(database);
        inheritVectors(database, from, to);
      }),
  };
}

function knownFiles(database: Database): () => ReadonlyMap<string, KnownFile> {
  const select = database.prepare<[], KnownFile & { readonly source: string }>(
    'SELECT source, hash, recipe, origin, status, reason FROM document',
  );
  return () => new Map(select.all().map(({ source, ...file }) => [source, file]));
}
