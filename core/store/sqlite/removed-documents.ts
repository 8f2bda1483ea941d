/** What the queue has promised to remove: read by every process that reads a collection, while others write the queue. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { JobTask } from '../../ports.ts';
import type { DocumentId } from '../../types.ts';
import type { Removed } from '../hiding-removed.ts';
import { appKind, openForReading } from './open.ts';

const none: Removed = { documents: new Set(), at: '' };

/** The removals of a collection that are not done yet. */
export function removalsIn(database: Database): (collection: string) => Removed {
  const select = database.prepare<[string], { readonly task: string; readonly createdAt: string }>(
    `SELECT task, created_at AS createdAt FROM job
     WHERE collection = ? AND removes = 1 AND state IN ('queued', 'running') ORDER BY created_at`,
  );
  return (collection) => {
    const rows = select.all(collection);
    if (rows.length === 0) return none;
    return { documents: new Set(rows.flatMap(({ task }) => removedBy(task))), at: rows.at(-1)?.createdAt ?? '' };
  };
}

function removedBy(text: string): readonly DocumentId[] {
  const task = JSON.parse(text) as JobTask;
  return task.kind === 'remove-document' ? [task.documentId] : [];
}

export interface RemovedWatch {
  /** What is promised now: the same object until the queue changes. */
  now(): Removed;
  close(): void;
}

/** Watches the queue of a data folder from outside of it, for one collection. */
export function watchRemoved(data: string, collection: string): RemovedWatch {
  const path = join(data, 'app.sqlite');
  let database: Database | null = null;
  let version: () => number = () => 0;
  let select: (collection: string) => Removed = () => none;
  let seen = -1;
  let removed = none;

  function open(): void {
    const opened = openedQueue(path);
    if (opened === null) return;
    database = opened;
    // Tells that another connection has committed something, without reading it.
    const dataVersion = opened.prepare<[], number>('PRAGMA data_version').pluck();
    version = () => dataVersion.get() ?? 0;
    select = removalsIn(opened);
  }

  return {
    now() {
      // A data folder has no queue before the first job.
      if (database === null && existsSync(path)) open();
      if (database === null) return none;
      const current = version();
      if (current !== seen) {
        const next = select(collection);
        if (!isSame(next, removed)) removed = next;
        seen = current;
      }
      return removed;
    },
    close: () => database?.close(),
  };
}

/** Null where no promise can be in it: it is of an older version, which waited for each removal, or cannot be read at all. */
function openedQueue(path: string): Database | null {
  try {
    const database = openForReading(path, appKind, 'the file app.sqlite in the data folder');
    return database === 'older' ? null : database;
  } catch (fault) {
    // The server tells of it, and does not start. Collections can be read without a queue.
    if (fault instanceof AppError) return null;
    throw fault;
  }
}

function isSame(one: Removed, other: Removed): boolean {
  return one.at === other.at && one.documents.size === other.documents.size && [...one.documents].every((id) => other.documents.has(id));
}
