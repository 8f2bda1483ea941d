/** Takes documents that are gone out of the stored answers, down to the last byte of the file. */
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { AppStore } from '../../ports.ts';
import type { DocumentId } from '../../types.ts';
import { withoutGone } from '../without-gone.ts';
import { packAnswer, unpackAnswer } from './answer-body.ts';
import { emptyWal } from './open.ts';

interface AnswerRow {
  readonly sequence: number;
  readonly body: Buffer;
}

/** So much is made ready before it is written in one transaction: each costs the disk a moment, and holds up whoever saves. */
const mostWaitingBytes = 8 * 1024 * 1024;

/** See the port. @throws AppError collection-busy while a reader holds on to the old state. */
export function documentForgetter(database: Database): AppStore['forgetDocuments'] {
  const threads = database
    .prepare<[string], string>(
      `SELECT json_group_array(sequence) FROM (SELECT * FROM answer WHERE collection = ? ORDER BY sequence)
       GROUP BY coalesce(conversation_id, id)`,
    )
    .pluck();
  const select = database.prepare<[number], AnswerRow>('SELECT sequence, body FROM answer WHERE sequence = ?');
  const update = database.prepare<[Buffer, number]>('UPDATE answer SET body = ? WHERE sequence = ?');
  const write = database.transaction((rows: readonly AnswerRow[]) => {
    for (const { body, sequence } of rows) update.run(body, sequence);
  });
  return (collection, isThere) => {
    let changed = 0;
    let waiting: AnswerRow[] = [];
    for (const sequences of threads.all(collection)) {
      const rows = (JSON.parse(sequences) as readonly number[]).flatMap((sequence) => select.get(sequence) ?? []);
      waiting.push(...forgotten(rows, isThere));
      if (waiting.reduce((sum, { body }) => sum + body.length, 0) < mostWaitingBytes) continue;
      write.immediate(waiting);
      changed += waiting.length;
      waiting = [];
    }
    write.immediate(waiting);
    changed += waiting.length;
    if (changed > 0) wipe(database);
    return changed;
  };
}

/** The rows of one conversation that change, as they are to be from now on. */
function forgotten(rows: readonly AnswerRow[], isThere: (id: DocumentId) => boolean): readonly AnswerRow[] {
  const before = rows.map(({ body }) => unpackAnswer(body));
  const after = withoutGone(before, isThere);
  return rows.flatMap(({ sequence }, index) => {
    const answer = after[index];
    return answer === undefined || answer === before[index] ? [] : [{ sequence, body: packAnswer(answer) }];
  });
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
