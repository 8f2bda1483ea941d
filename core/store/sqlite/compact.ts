/** Wipes removed documents from the file: what is deleted is not to be found with any tool. */
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { isSealed, seal, unseal } from './index-seal.ts';
import { wordLeg } from './invert.ts';
import { emptyWal } from './open.ts';
import { settle } from './segments.ts';

/** True when something was removed and not yet wiped. */
export function owesCompaction(database: Database): boolean {
  return database.prepare<[], number>('SELECT compaction_due FROM collection').pluck().get() === 1;
}

/**
 * Does nothing unless something was removed since the last time, so it can be called at the end of every run, also of one
 * that took over from a killed one. @throws AppError collection-busy while a reader holds on to the old state.
 */
export function compact(database: Database, what: string): void {
  if (!owesCompaction(database)) return;
  const wasAtRest = isSealed(database);
  forgetWords(database);
  // secure_delete has overwritten the rows; stale copies can stay in pages that were split. VACUUM writes every page anew.
  database.exec('VACUUM');
  if (!emptyWal(database)) {
    throw new AppError(
      'collection-busy',
      `Deleted text cannot be wiped from ${what} while it is being read`,
      'It is no longer found; it will be wiped with the next ingest or removal.',
    );
  }
  database.prepare('UPDATE collection SET compaction_due = 0').run();
  if (wasAtRest) seal(database);
}

/** Posting lists keep the words of removed chunks until they are rewritten, and LSA the words it once learned. */
function forgetWords(database: Database): void {
  unseal(database);
  settle(database);
  database.prepare('DELETE FROM lsa_term WHERE term NOT IN (SELECT term FROM posting WHERE leg = ?)').run(wordLeg);
}
