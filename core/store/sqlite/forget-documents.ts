/** Takes documents that are gone out of the stored answers, down to the last byte of the file. */
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { AppStore } from '../../ports.ts';
import type { Answer } from '../../types.ts';
import { withoutGone } from '../without-gone.ts';
import { packAnswer, unpackAnswer } from './answer-body.ts';
import { emptyWal } from './open.ts';

interface AnswerRow {
  readonly sequence: number;
  readonly body: Buffer;
}

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
  return (collection, isThere) => {
    let changed = 0;
    for (const sequences of threads.all(collection)) {
      const rows = (JSON.parse(sequences) as readonly number[]).flatMap((sequence) => select.get(sequence) ?? []);
      const before = rows.map(({ body }) => unpackAnswer(body));
      const after = withoutGone(before, isThere);
      changed += save(rows, before, after, (answer, sequence) => update.run(packAnswer(answer), sequence));
    }
    if (changed > 0) wipe(database);
    return changed;
  };
}

function save(
  rows: readonly AnswerRow[],
  before: readonly Answer[],
  after: readonly Answer[],
  write: (answer: Answer, sequence: number) => void,
): number {
  const changed = after.flatMap((answer, index) => {
    const row = rows[index];
    return row === undefined || answer === before[index] ? [] : [{ answer, sequence: row.sequence }];
  });
  for (const { answer, sequence } of changed) write(answer, sequence);
  return changed.length;
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
