/** Understands a question about rows by its words alone, or not at all: a word that it cannot place makes it give up. */
import { termsOfText } from '../../../core/text/analyze.ts';
import { detectLanguage } from '../../../core/text/language.ts';
import { wantedWords } from '../scan/wanted-words.ts';
import type { LoadedColumn, LoadedTable } from './loaded-table.ts';
import { type Comparison, type QuestionParts, questionParts } from './question-parts.ts';

export interface RowQuery {
  readonly table: LoadedTable;
  readonly sql: string;
}

interface Reading extends RowQuery {
  /** How many words of the question name the table. */
  readonly named: number;
}

/** Words for "a row" of any table. */
const rowNouns = new Set(termsOfText('product products item items row rows entry entries record records line lines one ones', 'en'));
const priceNames = /price|cost|amount|fee|rate|charge|eur|usd|gbp|preis|betrag|prix|precio/iu;
const dateName = /date|valid|from|until|since|day|year|datum/iu;
const fewestRows = 2;
/** A sheet has at most so many different words in a column of kinds and states. */
const mostValues = 5_000;

/** The one query that the words allow; null when there is none, or more than one. */
export function plainQuery(question: string, tables: readonly LoadedTable[]): RowQuery | null {
  const parts = questionParts(question);
  if (parts === null) return null;
  const readings = tables.map((table) => readingOf(parts, table)).filter((reading) => reading !== null);
  const [best, second] = readings.toSorted((one, other) => other.named - one.named);
  if (best === undefined || best.named === second?.named) return null;
  return { table: best.table, sql: best.sql };
}

function readingOf(parts: QuestionParts, table: LoadedTable): Reading | null {
  // On web pages a table without named columns, or of one row, is a way to lay things out.
  if (table.document.header === null || table.document.rows.length < fewestRows) return null;
  const placed = placedWords(parts, table);
  if (placed === null) return null;
  const comparisons = comparisonClauses(parts, table, placed.columns);
  const value = placed.values.length === 0 ? [] : valueClause(placed.values, table);
  if (comparisons === null || value === null) return null;
  const clauses = [...comparisons, ...value];
  // What a cell says is found in many places; the name of a table or a column, or a price, points at one.
  const pointers = placed.named + placed.columns.length + (parts.isAboutPrice ? 1 : 0);
  if (pointers === 0) return null;
  // "List the prices" of everything is what search is for; a list needs something to choose by, or the table's name.
  if (parts.operation === 'list' && clauses.length === 0 && placed.named === 0) return null;
  const sql = statement(parts, table, placed.columns, clauses);
  return sql === null ? null : { table, sql, named: pointers + placed.values.length };
}

interface Placed {
  readonly columns: readonly LoadedColumn[];
  readonly values: readonly string[];
  readonly named: number;
}

/** Where each word of the question belongs: to a column's name, the table's name, or the cells; null when one belongs nowhere. */
function placedWords({ rest, isAboutPrice }: QuestionParts, { columns, document }: LoadedTable): Placed | null {
  // A page of services that also holds a table of telephone numbers is no table of services: there the heading is the name.
  const own = document.isWholeDocument ? `${document.title} ${document.source}` : document.heading;
  const nameTerms = new Set(termsOfText(own, 'en'));
  const contextTerms = new Set(termsOfText(`${document.title} ${document.source}`, 'en'));
  const found: LoadedColumn[] = [];
  const values: string[] = [];
  let named = 0;
  for (const { shown } of wantedWords(rest, [detectLanguage(rest)])) {
    const terms = termsOfText(shown, 'en');
    const isIn = (held: ReadonlySet<string>): boolean => terms.every((term) => held.has(term));
    const column = columns.find((one) => isIn(new Set(termsOfText(`${one.label} ${one.name.replaceAll('_', ' ')}`, 'en'))));
    if (isIn(nameTerms)) named += 1;
    if (column?.isNumber === true) found.push(column);
    if (isIn(nameTerms) || isIn(contextTerms) || column !== undefined || isIn(rowNouns)) continue;
    if (isAboutPrice && /^(?:costs?|prices?|priced|expensive|cheap|charged?)$/iu.test(shown)) continue;
    values.push(shown);
  }
  return values.length > 0 && valueColumns(values, columns).length === 0 ? null : { columns: [...new Set(found)], values, named };
}

function comparisonClauses(
  { comparisons, isAboutPrice }: QuestionParts,
  table: LoadedTable,
  named: readonly LoadedColumn[],
): readonly string[] | null {
  if (comparisons.length === 0) return [];
  const column = numberColumn(table, named, isAboutPrice);
  return column === null ? null : comparisons.map(({ operator, value }: Comparison) => `${quoted(column.name)} ${operator} ${value}`);
}

/** The column of numbers that is meant: named, of prices, or the only one. */
function numberColumn({ columns }: LoadedTable, named: readonly LoadedColumn[], isAboutPrice: boolean): LoadedColumn | null {
  const numbers = columns.filter(({ isNumber }) => isNumber);
  const prices = numbers.filter(({ label }) => priceNames.test(label));
  const meant = named.length > 0 ? named : isAboutPrice ? prices : numbers;
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

const termsOfCell = (cell: unknown): ReadonlySet<string> => new Set(termsOfText(String(cell ?? ''), 'en'));

/** Columns of text of which some cell holds all of the words. */
function valueColumns(
  values: readonly string[],
  columns: readonly LoadedColumn[],
): readonly { readonly column: LoadedColumn; readonly cells: readonly string[] }[] {
  const terms = values.flatMap((value) => termsOfText(value, 'en'));
  return columns
    .filter(({ isNumber, cells }) => !isNumber && cells.length <= mostValues)
    .map((column) => {
      const different = [...new Set(column.cells.filter((cell) => typeof cell === 'string'))];
      return { column, cells: different.filter((cell) => terms.every((term) => termsOfCell(cell).has(term))) };
    })
    .filter(({ cells }) => cells.length > 0);
}

/** The rows whose one column says these words; null when several columns do. */
function valueClause(values: readonly string[], { columns }: LoadedTable): readonly string[] | null {
  const [found, another] = valueColumns(values, columns);
  if (found === undefined || another !== undefined) return null;
  return [`${quoted(found.column.name)} IN (${found.cells.map((cell) => `'${cell.replaceAll("'", "''")}'`).join(', ')})`];
}

function statement(
  { operation, isAboutPrice }: QuestionParts,
  table: LoadedTable,
  named: readonly LoadedColumn[],
  clauses: readonly string[],
): string | null {
  const where = clauses.length === 0 ? '' : ` WHERE ${clauses.join(' AND ')}`;
  const from = `FROM ${quoted(table.name)}${where}`;
  if (operation === 'count') return `SELECT count(*) ${from}`;
  if (operation === 'list') return `SELECT * ${from}`;
  const column = numberColumn(table, named, isAboutPrice) ?? dateColumn(table);
  if (column === null) return null;
  const name = quoted(column.name);
  if (operation === 'sum' || operation === 'average')
    return column.isNumber ? `SELECT ${operation === 'sum' ? 'sum' : 'avg'}(${name}) ${from}` : null;
  const direction = operation === 'highest' ? 'max' : 'min';
  // All rows that share the extreme: naming one of them would be half an answer.
  return `SELECT * ${from}${where === '' ? ' WHERE' : ' AND'} ${name} = (SELECT ${direction}(${name}) ${from})`;
}

/** Dates as ISO 8601 sort by themselves; others cannot be told apart safely. */
function dateColumn({ columns }: LoadedTable): LoadedColumn | null {
  const dates = columns.filter(
    ({ label, cells }) => dateName.test(label) && cells.every((cell) => cell === null || /^\d{4}-\d{2}-\d{2}/.test(String(cell))),
  );
  return dates.length === 1 ? (dates[0] ?? null) : null;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
