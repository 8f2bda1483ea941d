/** Takes documents that are gone out of the stored answers, down to the last byte of the file. */
import type { Database } from 'better-sqlite3';
import type { AppStore } from '../../ports.ts';
import { withoutGone } from '../without-gone.ts';
import { answerRewriter } from './rewrite-answers.ts';
import { oweWipe, wipe } from './wipe-debt.ts';

/** See the port. @throws AppError collection-busy while a reader holds on to the old state. */
export function documentForgetter(database: Database): AppStore['forgetDocuments'] {
  const rewrite = answerRewriter(database);
  return (collection, isThere) => {
    const changed = rewrite(
      collection,
      (answers) => withoutGone(answers, isThere),
      () => oweWipe(database),
    );
    wipe(database);
    return changed;
  };
}
