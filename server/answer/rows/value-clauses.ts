/** The rows whose cells say the words of a question. Pure. */
import { cellsSaying, isEveryCell } from './cell-words.ts';
import type { LoadedColumn } from './loaded-table.ts';
import type { PlacedValue, PlacedWords } from './placed-words.ts';
import { type Clause, quoted } from './statement.ts';
import type { TermsOf } from './word-forms.ts';

/** So many different cells are still kinds, states or places: there one of them may be a part of another. */
const mostKinds = 30;
const mostTold = 3;
/** A longer list is no choice that a question has made, and a statement of megabytes. */
const mostChosen = 5_000;

/** One clause for each column; null when the words may belong to several columns, or to a cell in several ways. */
export function valueClauses({ values, columns: named }: PlacedWords, terms: TermsOf): readonly Clause[] | null {
  if (values.length === 0) return [];
  const together = togetherIn(values, named, terms);
  if (together !== null) return [together];
  const byColumn = new Map<LoadedColumn, PlacedValue[]>();
  for (const value of values) {
    const column = onlyColumn(value.columns, named);
    if (column === null) return null;
    byColumn.set(column, [...(byColumn.get(column) ?? []), value]);
  }
  const clauses = [...byColumn].map(([column, own]) => clauseOf(column, own, terms));
  return clauses.every((clause) => clause !== null) ? clauses : null;
}

function onlyColumn(columns: readonly LoadedColumn[], named: readonly LoadedColumn[]): LoadedColumn | null {
  const meant = columns.filter((column) => named.includes(column));
  const found = meant.length > 0 ? meant : columns;
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** All of the words in one cell of one column. */
function togetherIn(values: readonly PlacedValue[], named: readonly LoadedColumn[], terms: TermsOf): Clause | null {
  if (values.some(({ isDenied, isJoined }) => isDenied || isJoined)) return null;
  const all = values.flatMap((value) => value.terms);
  const held = values.map(({ columns }) => columns).reduce((some, columns) => some.filter((column) => columns.includes(column)));
  const found = held.filter((column) => cellsSaying(all, column, terms, false).length > 0);
  const column = onlyColumn(found, named);
  return column === null ? null : clauseOf(column, [{ terms: all, columns: [column], isDenied: false, isJoined: false }], terms);
}

/** One value, or several of which "or" makes a choice; a denied one must be a whole cell. */
function clauseOf(column: LoadedColumn, values: readonly PlacedValue[], terms: TermsOf): Clause | null {
  const [first, ...others] = values;
  if (first === undefined || others.some(({ isJoined }) => !isJoined)) return null;
  const cells = values.map((value) => cellsFor(column, value, terms));
  if (cells.some((some) => some === null)) return null;
  const chosen = [...new Set(cells.flatMap((some) => some ?? []))];
  const denied = values.filter(({ isDenied }) => isDenied).length;
  if (denied > 0 && (values.length > 1 || column.cells.includes(null))) return null;
  const isLong = chosen.length > mostChosen;
  if (isLong && (denied > 0 || !isEveryCell(chosen.length, column, terms))) return null;
  const list = (): string => chosen.map((cell) => `'${cell.replaceAll("'", "''")}'`).join(', ');
  const told = chosen.slice(0, mostTold).join(' | ') + (chosen.length > mostTold ? ' | …' : '');
  return {
    sql: isLong ? `${quoted(column.name)} IS NOT NULL` : `${quoted(column.name)} ${denied > 0 ? 'NOT IN' : 'IN'} (${list()})`,
    told: `${column.label}${denied > 0 ? ' ≠' : ':'} ${told}`,
  };
}

/** The cells that are these words, else those that hold them; null where it matters and cannot be told. */
function cellsFor(column: LoadedColumn, { terms: own, isDenied }: PlacedValue, terms: TermsOf): readonly string[] | null {
  const exact = cellsSaying(own, column, terms, true);
  const holding = cellsSaying(own, column, terms, false);
  if (isDenied) return exact.length > 0 && exact.length === holding.length ? exact : null;
  if (exact.length === 0 || exact.length === holding.length) return holding.length === 0 ? null : holding;
  return new Set(column.cells).size <= mostKinds ? exact : null;
}
