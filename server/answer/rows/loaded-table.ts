/** A table of a document as SQL sees it: names that can be written, columns of numbers as numbers. Pure. */
import type { QueryTable } from '../../../core/store/index.ts';
import type { Cell } from '../../../core/types.ts';
import { columnDates } from './cell-date.ts';
import { columnNumbers } from './cell-number.ts';
import type { DocumentTable } from './document-tables.ts';

export interface LoadedColumn {
  readonly name: string;
  /** As the document names it. */
  readonly label: string;
  readonly isNumber: boolean;
  /** Its cells are dates in ISO 8601, however they are written. */
  readonly isDate: boolean;
  /** What its numbers are counted in, as written; empty when the cells do not say. */
  readonly unit: string;
  readonly cells: readonly Cell[];
}

export interface LoadedTable {
  readonly name: string;
  readonly columns: readonly LoadedColumn[];
  readonly document: DocumentTable;
}

/** Tables with different names, in the order given. */
export function loadedTables(tables: readonly DocumentTable[]): readonly LoadedTable[] {
  const taken = new Set<string>();
  return tables.map((document) => {
    const name = unused(sqlName(document.heading === '' ? fileName(document.source) : document.heading, 'table'), taken);
    return { name, columns: columnsOf(document), document };
  });
}

export const rowCountOf = ({ document }: LoadedTable): number => document.rows.starts.length;

/** What SQLite is given. */
export function queryTable({ name, columns, document }: LoadedTable): QueryTable {
  return { name, columns, rowCount: document.rows.starts.length };
}

const fileName = (source: string): string => source.slice(source.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');

// Telling what columns hold takes as long as reading the file, and a table is asked again and again.
const known = new WeakMap<DocumentTable, readonly LoadedColumn[]>();

function columnsOf(document: DocumentTable): readonly LoadedColumn[] {
  const before = known.get(document);
  if (before !== undefined) return before;
  const made = loadedColumns(document);
  known.set(document, made);
  return made;
}

function loadedColumns({ columns, cells }: DocumentTable): readonly LoadedColumn[] {
  // The name that each table has for itself.
  const taken = new Set(['_row']);
  return columns.flatMap((label, index): readonly LoadedColumn[] => {
    const texts = cells[index] ?? [];
    const name = unused(sqlName(label, `column_${index + 1}`), taken);
    const text = { name, label, isNumber: false, isDate: false, unit: '' };
    const dates = columnDates(texts);
    if (dates !== null) return [{ ...text, isDate: true, cells: dates }];
    const filled = (): readonly Cell[] => texts.map((cell) => (cell === '' ? null : cell));
    const numbers = columnNumbers(texts);
    if (numbers === null) return [{ ...text, cells: filled() }];
    const isWhole = texts.every((cell, at) => cell === '' || numbers.numbers[at] !== null);
    const column: LoadedColumn = { ...text, isNumber: true, unit: numbers.unit, cells: numbers.numbers };
    // "As long as it lasts" among days is no number, and must not be lost.
    return isWhole ? [column] : [column, { ...text, name: unused(`${name}_text`, taken), cells: filled() }];
  });
}

/** Lower case, with underscores; letters of any script stay. */
function sqlName(label: string, otherwise: string): string {
  const name = label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  if (name === '') return otherwise;
  return /^\p{N}/u.test(name) ? `t_${name}` : name;
}

function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`;
  taken.add(free);
  return free;
}
