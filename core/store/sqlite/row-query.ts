/**
 * One SELECT over rows that were taken out of documents, in a database in memory. It may have been written by a model, so
 * it is untrusted: one statement, reading only, with bounds on memory, rows and text. A bound on time is the caller's: this
 * runs until SQLite is done, so run it in a process that can be killed (server/answer/rows).
 */
import Sqlite, { type Database } from 'better-sqlite3';
import type { Cell } from '../../types.ts';

/** A table to load, column by column. Each gets a column `_row`, which counts its rows from 1. */
export interface QueryTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean; readonly cells: readonly Cell[] }[];
  readonly rowCount: number;
}

/** The first rows of a result, as many as the bounds allow, and how many there are in all. */
export type QueryOutcome =
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[]; readonly total: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** What is given out of a result; it is counted whatever its length. */
export interface QueryBounds {
  readonly rows: number;
  /** Characters of all cells together. */
  readonly characters: number;
}

export interface RowDatabase {
  query(sql: string, most: QueryBounds): QueryOutcome;
  close(): void;
}

/** Column that counts the rows of a table, from 1. */
export const rowColumn = '_row';

// Rows of 100,000 lines of a price list are some 30 MB in SQLite; a bomb of `zeroblob` or `group_concat` ends here.
const heapBytes = 256 * 1024 * 1024;
const longestCell = 2_000;
/** Twice as fast as row by row; more at once gain nothing, and 200 columns of them stay below the 32,766 values of a statement. */
const rowsAtOnce = 20;

/** Loads the tables and closes the door: from then on the database cannot be changed, nor another one attached. */
export function openRows(tables: readonly QueryTable[]): RowDatabase {
  const database = new Sqlite(':memory:');
  database.pragma(`hard_heap_limit = ${heapBytes}`);
  database.pragma('trusted_schema = OFF');
  // Nothing here is ever rolled back: a load that fails ends the process.
  database.pragma('journal_mode = OFF');
  for (const table of tables) load(database, table);
  database.pragma('query_only = ON');
  return {
    query(sql, most) {
      try {
        return answered(database, sql, most);
      } catch (cause) {
        // The text of SQLite is about the statement alone: there is no file behind it.
        return { kind: 'refused', reason: cause instanceof Error ? cause.message : String(cause) };
      }
    },
    close: () => database.close(),
  };
}

function answered(database: Database, sql: string, most: QueryBounds): QueryOutcome {
  // The first word is asked for as well: PRAGMA and EXPLAIN return rows and change no page.
  if (!/^\s*(?:SELECT|WITH)\b/i.test(sql)) return { kind: 'refused', reason: 'only one SELECT is allowed' };
  // better-sqlite3 refuses a second statement here.
  const statement = database.prepare(sql);
  if (!statement.reader || !statement.readonly) return { kind: 'refused', reason: 'only one SELECT is allowed' };
  const columns = statement.columns().map(({ name }) => name);
  const rows: (readonly Cell[])[] = [];
  let left = most.characters;
  for (const found of statement.raw().iterate()) {
    const row = (found as readonly unknown[]).map(cellOf);
    left -= row.reduce<number>((sum, cell) => sum + String(cell).length, 0);
    if (rows.length === most.rows || left < 0) return { kind: 'rows', columns, rows, total: countOf(database, sql) };
    rows.push(row);
  }
  return { kind: 'rows', columns, rows, total: rows.length };
}

/** The statement stands in lines of its own: it may end in a comment, or in a semicolon. */
function countOf(database: Database, sql: string): number {
  const statement = sql.trim().replace(/;$/, '');
  return Number(database.prepare(`SELECT count(*) FROM (\n${statement}\n)`).pluck().get());
}

function cellOf(value: unknown): Cell {
  if (value === null || typeof value === 'number') return value;
  return (Buffer.isBuffer(value) ? value.toString('hex') : String(value)).slice(0, longestCell);
}

function load(database: Database, { name, columns, rowCount }: QueryTable): void {
  const declared = columns.map((column) => `${quoted(column.name)} ${column.isNumber ? 'REAL' : 'TEXT'}`);
  database.exec(`CREATE TABLE ${quoted(name)} (${[`${rowColumn} INTEGER PRIMARY KEY`, ...declared].join(', ')})`);
  const row = `(${['?', ...columns.map(() => '?')].join(', ')})`;
  const insert = (rows: number) =>
    database.prepare(`INSERT INTO ${quoted(name)} VALUES ${Array.from({ length: rows }, () => row).join(', ')}`);
  const [many, one] = [insert(rowsAtOnce), insert(1)];
  const valuesFrom = (first: number, rows: number): readonly Cell[] => {
    const values: Cell[] = [];
    for (let at = first; at < first + rows; at += 1) {
      values.push(at + 1);
      for (const { cells } of columns) values.push(cells[at] ?? null);
    }
    return values;
  };
  const all = database.transaction(() => {
    let at = 0;
    for (; at + rowsAtOnce <= rowCount; at += rowsAtOnce) many.run(valuesFrom(at, rowsAtOnce));
    for (; at < rowCount; at += 1) one.run(valuesFrom(at, 1));
  });
  all();
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
