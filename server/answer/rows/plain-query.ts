/** Understands a question about rows by its words alone, or not at all: a word that it cannot place makes it give up. */
import { type LoadedTable, rowCountOf } from './loaded-table.ts';
import { placedWords } from './placed-words.ts';
import { type QuestionParts, questionParts } from './question-parts.ts';
import type { RowQuery } from './row-query.ts';
import { statement } from './statement.ts';

interface Reading {
  readonly query: RowQuery;
  /** How much of the question points at this table. */
  readonly pointers: number;
}

const fewestRows = 2;

/** The one query that the words allow; null when there is none, or more than one. */
export function plainQuery(question: string, tables: readonly LoadedTable[]): RowQuery | null {
  const parts = questionParts(question);
  if (parts === null) return null;
  const readings = tables.map((table) => readingOf(parts, table)).filter((reading) => reading !== null);
  const [best, second] = readings.toSorted((one, other) => other.pointers - one.pointers);
  return best === undefined || best.pointers === second?.pointers ? null : best.query;
}

function readingOf(parts: QuestionParts, table: LoadedTable): Reading | null {
  // On web pages a table without named columns, or of one row, is a way to lay things out.
  if (table.document.header === null || rowCountOf(table) < (table.document.isWholeDocument ? 1 : fewestRows)) return null;
  const placed = placedWords(parts, table);
  if (placed === null) return null;
  // What a cell says is found in many places; the name of a table or a column, or a price, points at one.
  const named = placed.named + placed.columns.length + (parts.isAboutPrice ? 1 : 0) + (parts.stock === null ? 0 : 1);
  const pointers = named + (placed.group?.kind === 'column' ? 1 : 0);
  const query = pointers === 0 ? null : statement(parts, table, placed);
  return query === null ? null : { query, pointers: pointers + placed.values.length };
}
