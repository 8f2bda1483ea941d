/** What is deleted from app.sqlite leaves no byte: noted with the deletion, and done by whoever is idle, also after a kill. */
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { emptyWal } from './open.ts';

/** Notes that the file must be written anew. Part of the transaction that deletes. */
export function oweWipe(database: Database): void {
  database.prepare('UPDATE debt SET wipe_due = 1').run();
}

export function owesWipe(database: Database): boolean {
  return database.prepare<[], number>('SELECT wipe_due FROM debt').pluck().get() === 1;
}

/**
 * Does nothing when nothing was deleted. secure_delete has overwritten the rows; stale copies can stay in pages that were
 * split, and in the WAL. @throws AppError collection-busy while a reader holds on to the old state: it is still owed then
 */
export function wipe(database: Database): void {
  if (!owesWipe(database)) return;
  database.exec('VACUUM');
  if (!emptyWal(database)) {
    throw new AppError(
      'collection-busy',
      'What was deleted cannot be wiped from app.sqlite while it is being read',
      'It is no longer shown; it will be wiped as soon as that is possible.',
    );
  }
  database.prepare('UPDATE debt SET wipe_due = 0').run();
}
