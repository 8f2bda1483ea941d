/**
 * One SELECT over rows that were taken out of documents, in a database in memory. It may have been written by a model, so
 * it is untrusted: one statement, reading only, with bounds on memory, rows and text. A bound on time is the caller's: this
 * runs until SQLite is done, so run it in a process that can be killed (server/answer/rows).
 */
import Sqlite, { type Database } from 'better-sqlite3';

export type Cell = string | number | null;

/** A table to load. Each gets a column `_row`, which counts its rows from 1. */
export interface QueryTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

export type QueryOutcome =
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[]; readonly hasMore: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

/** Column that counts the rows of a table, from 1. */
export const rowColumn = '_row';

// Rows of 100,000 lines of a price list are some 30 MB in SQLite; a bomb of `zeroblob` or `group_concat` ends here.
const heapBytes = 256 * 1024 * 1024;
const longestCell = 2_000;

/** Loads the tables and closes the door: from then on the database cannot be changed, nor another one attached. */
export function openRows(tables: readonly QueryTable[]): { query(sql: string, mostRows: number): QueryOutcome; close(): void } {
  const database = new Sqlite(':memory:');
  database.pragma(`hard_heap_limit = ${heapBytes}`);
  database.pragma('trusted_schema = OFF');
  for (const table of tables) load(database, table);
  database.pragma('query_only = ON');
  return {
    query(sql, mostRows) {
      try {
        return answered(database, sql, mostRows);
      } catch (cause) {
        // The text of SQLite is about the statement alone: there is no file behind it.
        return { kind: 'refused', reason: cause instanceof Error ? cause.message : String(cause) };
      }
    },
    close: () => database.close(),
  };
}

function answered(database: Database, sql: string, mostRows: number): QueryOutcome {
  // The first word is asked for as well: PRAGMA and EXPLAIN return rows and change no page.
  if (!/^\s*(?:SELECT|WITH)\b/i.test(sql)) return { kind: 'refused', reason: 'only one SELECT is allowed' };
  // better-sqlite3 refuses a second statement here.
  const statement = database.prepare(sql);
  if (!statement.reader || !statement.readonly) return { kind: 'refused', reason: 'only one SELECT is allowed' };
  const columns = statement.columns().map(({ name }) => name);
  const rows: (readonly Cell[])[] = [];
  for (const row of statement.raw().iterate()) {
    if (rows.length === mostRows) return { kind: 'rows', columns, rows, hasMore: true };
    rows.push((row as readonly unknown[]).map(cellOf));
  }
  return { kind: 'rows', columns, rows, hasMore: false };
}

function cellOf(value: unknown): Cell {
  if (value === null || typeof value === 'number') return value;
  return (Buffer.isBuffer(value) ? value.toString('hex') : String(value)).slice(0, longestCell);
}

function load(database: Database, { name, columns, rows }: QueryTable): void {
  const declared = columns.map((column) => `${quoted(column.name)} ${column.isNumber ? 'REAL' : 'TEXT'}`);
  database.exec(`CREATE TABLE ${quoted(name)} (${[`${rowColumn} INTEGER PRIMARY KEY`, ...declared].join(', ')})`);
  const marks = ['?', ...columns.map(() => '?')].join(', ');
  const insert = database.prepare(`INSERT INTO ${quoted(name)} VALUES (${marks})`);
  const all = database.transaction(() => {
    for (const [index, row] of rows.entries()) insert.run(index + 1, ...columns.map((_, at) => row[at] ?? null));
  });
  all();
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
