import type { Database } from 'better-sqlite3';
import type { CollectionWriter, KnownFile } from '../../ports.ts';
import { compact } from './compact.ts';
import { translated } from './faults.ts';
import { isSealed, seal, unseal } from './index-seal.ts';
import { emptyWal } from './open.ts';
import { calledCollection, collectionReader } from './read.ts';
import { documentRemover, documentSaver, unreadSaver } from './save.ts';
import { finishIndex, saveVectors, withoutVectors } from './search-index.ts';

/** Writes the collection in `database`; `close` closes it and then calls `released`. */
export function collectionWriter(database: Database, name: string, released: () => void): CollectionWriter {
  const guard = <Result>(work: () => Result): Result => translated(calledCollection(name), work);
  /** A transaction of its own, or a savepoint inside a batch. */
  const atomically = <Result>(work: () => Result): Result => guard(() => database.transaction(work).immediate());
  return guard(() => {
    const reader = collectionReader(database, name);
    const save = documentSaver(database);
    const saveUnread = unreadSaver(database);
    const remove = documentRemover(database);
    const known = knownFiles(database);
    const changed = database.prepare<[string]>('UPDATE collection SET updated_at = ?');
    const owesCompaction = database.prepare('UPDATE collection SET compaction_due = 1');
    const stamp = (): void => {
      changed.run(new Date().toISOString());
      unseal(database);
    };
    return {
      ...reader,
      known: () => guard(known),
      save: (file, prepared) =>
        atomically(() => {
          stamp();
          return save(file, prepared);
        }),
      saveUnread: (file, status, reason) =>
        atomically(() => {
          stamp();
          return saveUnread(file, status, reason);
        }),
      remove: (id) =>
        atomically(() => {
          const removed = remove(id);
          if (removed) {
            stamp();
            owesCompaction.run();
          }
          return removed;
        }),
      batch: atomically,
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
      compact: () => guard(() => compact(database, calledCollection(name))),
      close: () => {
        if (!database.open) return;
        try {
          // So that the one file holds everything, and can be copied. A reader may prevent it: then the WAL keeps the rest.
          guard(() => emptyWal(database));
        } finally {
          database.close();
          released();
        }
      },
    };
  });
}

function knownFiles(database: Database): () => ReadonlyMap<string, KnownFile> {
  const select = database.prepare<[], KnownFile & { readonly source: string }>('SELECT source, hash, recipe, origin, status FROM document');
  return () => new Map(select.all().map(({ source, hash, recipe, origin, status }) => [source, { hash, recipe, origin, status }]));
}
