/** Takes documents that are gone out of the stored answers, down to the last byte of the file. */
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { AppStore } from '../../ports.ts';
import { withoutGone } from '../without-gone.ts';
import { emptyWal } from './open.ts';
import { answerRewriter } from './rewrite-answers.ts';

/** See the port. @throws AppError collection-busy while a reader holds on to the old state. */
export function documentForgetter(database: Database): AppStore['forgetDocuments'] {
  const rewrite = answerRewriter(database);
  return (collection, isThere) => {
    const changed = rewrite(collection, (answers) => withoutGone(answers, isThere));
    if (changed > 0) wipe(database);
    return changed;
  };
}

/** secure_delete has overwritten the rows; stale copies can stay in pages that were split, and in the WAL. */
function wipe(database: Database): void {
  database.exec('VACUUM');
  if (emptyWal(database)) return;
  throw new AppError(
    'collection-busy',
    'What answers said of a removed document cannot be wiped from app.sqlite while it is being read',
    'It is no longer shown; it will be wiped with the next removal.',
  );
}
