/** Changes stored answers, a conversation at a time. */
import type { Database } from 'better-sqlite3';
import type { Answer } from '../../types.ts';
import { packAnswer, unpackAnswer } from './answer-body.ts';

interface AnswerRow {
  readonly sequence: number;
  readonly body: Buffer;
}

/** So much is made ready before it is written in one transaction: each costs the disk a moment, and holds up whoever saves. */
const mostWaitingBytes = 8 * 1024 * 1024;

/** Gets the answers of one conversation in order, or one answer alone; gives the same objects back where nothing is to change. */
type Change = (answers: readonly Answer[]) => readonly Answer[];

/**
 * Changes the answers of a collection; gives the number of those that are not as they were. `alongside` is done in the
 * transaction of each change.
 */
export function answerRewriter(database: Database): (collection: string, change: Change, alongside?: () => void) => number {
  const threads = database
    .prepare<[string], string>(
      `SELECT json_group_array(sequence) FROM (SELECT * FROM answer WHERE collection = ? ORDER BY sequence)
       GROUP BY coalesce(conversation_id, id)`,
    )
    .pluck();
  const select = database.prepare<[number], AnswerRow>('SELECT sequence, body FROM answer WHERE sequence = ?');
  const update = database.prepare<[Buffer, number]>('UPDATE answer SET body = ? WHERE sequence = ?');
  const write = database.transaction((rows: readonly AnswerRow[], alongside?: () => void) => {
    alongside?.();
    for (const { body, sequence } of rows) update.run(body, sequence);
  });
  return (collection, change, alongside) => {
    let changed = 0;
    let waiting: AnswerRow[] = [];
    let waitingBytes = 0;
    const writeAll = (): void => {
      if (waiting.length > 0) write.immediate(waiting, alongside);
      changed += waiting.length;
      waiting = [];
      waitingBytes = 0;
    };
    for (const sequences of threads.all(collection)) {
      const rows = (JSON.parse(sequences) as readonly number[]).flatMap((sequence) => select.get(sequence) ?? []);
      for (const row of changedRows(rows, change)) {
        waiting.push(row);
        waitingBytes += row.body.length;
      }
      if (waitingBytes >= mostWaitingBytes) writeAll();
    }
    writeAll();
    return changed;
  };
}

function changedRows(rows: readonly AnswerRow[], change: Change): readonly AnswerRow[] {
  const before = rows.map(({ body }) => unpackAnswer(body));
  const after = change(before);
  return rows.flatMap(({ sequence }, index) => {
    const answer = after[index];
    return answer === undefined || answer === before[index] ? [] : [{ sequence, body: packAnswer(answer) }];
  });
}
