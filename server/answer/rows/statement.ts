/** The one statement that the placed words of a question allow. Pure. */
import { type AskedDate, spanOf } from './asked-dates.ts';
import type { LoadedColumn, LoadedTable } from './loaded-table.ts';
import { type Group, isNamed, type PlacedWords } from './placed-words.ts';
import type { DateBound, QuestionParts } from './question-parts.ts';
import type { RowQuery, ToldResult } from './row-query.ts';
import { valueClauses } from './value-clauses.ts';
import { formsIn } from './word-forms.ts';
import { rowWords } from './words/words.ts';

export interface Clause {
  readonly sql: string;
  /** As the answer says it. */
  readonly told: string;
}

/** Null when the words leave open which column is meant, or mean something that cannot be told from the table. */
export function statement(parts: QuestionParts, table: LoadedTable, placed: PlacedWords): RowQuery | null {
  const clauses = clausesOf(parts, table, placed);
  if (clauses === null) return null;
  const made = work(parts, table, placed, clauses);
  if (made === null) return null;
  const { select, order, told, own } = made;
  const where = whereOf([...clauses, ...own]);
  const from = `FROM ${quoted(table.name)}${where}`;
  return {
    table,
    sql: `SELECT ${select} ${from}${order}`,
    evidence: told.kind === 'rows' && select === '*' ? null : `SELECT _row ${from}`,
    told: { ...told, conditions: [...clauses, ...own].map((clause) => clause.told).filter((words) => words !== '') },
  };
}

interface Work {
  readonly select: string;
  readonly order: string;
  /** Clauses that the work itself brings. */
  readonly own: readonly Clause[];
  readonly told: Omit<ToldResult, 'conditions'>;
}

const rowsTold = { kind: 'rows', how: 'count', label: '', decimals: 0 } as const;

function work(parts: QuestionParts, table: LoadedTable, placed: PlacedWords, clauses: readonly Clause[]): Work | null {
  if (placed.group !== null) return grouped(parts, table, placed);
  switch (parts.operation) {
    case 'count':
      return counted(parts, table, placed);
    case 'list':
      return listed(parts, placed, clauses);
    case 'sum':
    case 'average':
      return workedOut(parts.operation, figureColumn(parts, table, placed));
    case 'highest':
    case 'lowest':
      return extreme(parts, table, figureColumn(parts, table, placed), clauses);
    case 'latest':
    case 'earliest':
      return extreme(parts, table, dateColumn(parts, table, placed), clauses);
  }
}

function counted(parts: QuestionParts, table: LoadedTable, { columns, head, values }: PlacedWords): Work | null {
  const texts = columns.filter(({ isNumber, isDate }) => !isNumber && !isDate);
  const isCompared = parts.comparisons.length > 0;
  // "How many lamps are in stock" asks for pieces; without a thing it may ask for things or pieces.
  if (parts.stock === 'in') return values.length === 0 || head !== null ? null : workedOut('sum', stockColumn(parts, table));
  if (parts.isDifferent || (head !== null && !head.isNumber && !head.isDate)) {
    const column = parts.isDifferent ? (texts.length === 1 ? texts[0] : undefined) : head;
    return column === undefined || column === null ? null : different(column);
  }
  if (head?.isNumber === true && !isCompared) return workedOut('sum', head);
  // A column of figures that is neither counted nor compared, or a date without a bound.
  const isOpen = columns.some((column) => (column.isNumber && !isCompared) || (column.isDate && parts.bounds.length === 0));
  return isOpen ? null : { select: 'count(*)', order: '', own: [], told: rowsTold };
}

function different(column: LoadedColumn): Work {
  return {
    select: `count(DISTINCT ${quoted(column.name)})`,
    order: '',
    own: [],
    told: { kind: 'figure', how: 'different', label: column.label, decimals: 0 },
  };
}

function listed({ isDifferent }: QuestionParts, { columns, named }: PlacedWords, clauses: readonly Clause[]): Work | null {
  // "List the prices" of everything is what search is for; a list needs something to choose by, or the table's name.
  if (!isDifferent) return clauses.length === 0 && named === 0 ? null : { select: '*', order: '', own: [], told: rowsTold };
  const [column, another] = columns.filter(({ isNumber, isDate }) => !isNumber && !isDate);
  if (column === undefined || another !== undefined) return null;
  const name = quoted(column.name);
  return { select: `${name}, count(*)`, order: ` GROUP BY ${name} ORDER BY ${name}`, own: [], told: { ...rowsTold, kind: 'groups' } };
}

function workedOut(how: 'sum' | 'average', column: LoadedColumn | null): Work | null {
  if (column === null) return null;
  const name = quoted(column.name);
  return {
    select: `${how === 'sum' ? 'sum' : 'avg'}(${name})`,
    order: '',
    own: filled(column),
    told: { kind: 'figure', how, label: column.label, decimals: decimalsOf(column) },
  };
}

/** How many decimals its cells have at most; no number where one is too small to be written out. */
function decimalsOf({ cells }: LoadedColumn): number {
  return cells.reduce<number>((most, cell) => (Number.isInteger(cell) ? most : Math.max(most, decimalsIn(String(cell)))), 0);
}

const decimalsIn = (figure: string): number => (figure.includes('e') ? 99 : (figure.split('.')[1]?.length ?? 0));

/** A cell without a figure adds nothing, and is not said to have been added. */
function filled(column: LoadedColumn): readonly Clause[] {
  return column.cells.includes(null) ? [{ sql: `${quoted(column.name)} IS NOT NULL`, told: '' }] : [];
}

/** All rows that share the extreme: naming one of them would be half an answer. */
function extreme(
  { operation, limit }: QuestionParts,
  table: LoadedTable,
  column: LoadedColumn | null,
  clauses: readonly Clause[],
): Work | null {
  if (column === null) return null;
  const isHigh = operation === 'highest' || operation === 'latest';
  const name = quoted(column.name);
  const where = whereOf([...clauses, ...filled(column)]);
  const order = ` ORDER BY ${name} ${isHigh ? 'DESC' : 'ASC'}`;
  const among = `SELECT ${name} AS figure FROM ${quoted(table.name)}${where}${order} LIMIT ${limit ?? 1}`;
  const bound = `(SELECT ${isHigh ? 'min' : 'max'}(figure) FROM (${among}))`;
  const told = `${column.label}: ${isHigh ? 'max' : 'min'}${limit === null ? '' : ` ${limit}`}`;
  return { select: '*', order, own: [{ sql: `${name} ${isHigh ? '>=' : '<='} ${bound}`, told }], told: rowsTold };
}

function grouped(parts: QuestionParts, table: LoadedTable, placed: PlacedWords): Work | null {
  const key = placed.group === null ? null : groupKey(placed.group, parts, table, placed);
  const isCount = parts.operation === 'count' || placed.isMost;
  if (key === null || parts.isDifferent || parts.operation === 'latest' || parts.operation === 'earliest') return null;
  if (parts.operation === 'list' && !placed.isMost) return null;
  const column = isCount ? null : figureColumn(parts, table, placed);
  if (!isCount && column === null) return null;
  if (isCount && placed.columns.some(({ isNumber }) => isNumber) && parts.comparisons.length === 0) return null;
  const figure = column === null ? 'count(*)' : `${sqlNames[parts.operation]}(${quoted(column.name)})`;
  const most = placed.isMost
    ? ` HAVING count(*) = (SELECT max(figure) FROM (SELECT count(*) AS figure FROM ${quoted(table.name)} GROUP BY ${key}))`
    : '';
  // The largest among some of the rows would need their clauses twice.
  if (placed.isMost && (placed.values.length > 0 || parts.bounds.length > 0 || parts.comparisons.length > 0)) return null;
  const how = parts.operation === 'average' ? 'average' : parts.operation === 'sum' ? 'sum' : 'count';
  return {
    select: `${key}, ${figure}`,
    order: ` GROUP BY ${key}${most} ORDER BY ${key}`,
    own: column === null ? [] : filled(column),
    told: { kind: 'groups', how, label: column?.label ?? '', decimals: column === null ? 0 : decimalsOf(column) },
  };
}

const sqlNames: Readonly<Record<QuestionParts['operation'], string>> = {
  sum: 'sum',
  average: 'avg',
  highest: 'max',
  lowest: 'min',
  count: 'count',
  list: 'count',
  latest: 'max',
  earliest: 'min',
};
/** Of an ISO date, up to the unit. */
const unitLengths = { day: 10, month: 7, year: 4 } as const;

function groupKey(group: Group, parts: QuestionParts, table: LoadedTable, placed: PlacedWords): string | null {
  if (group.kind === 'column') return quoted(group.column.name);
  const column = dateColumn(parts, table, placed);
  return column === null ? null : `substr(${quoted(column.name)}, 1, ${unitLengths[group.unit]})`;
}

/** Every restriction that the question makes; null when one of them cannot be placed. */
function clausesOf(parts: QuestionParts, table: LoadedTable, placed: PlacedWords): readonly Clause[] | null {
  const figures = parts.comparisons.length === 0 ? [] : comparisonClauses(parts, figureColumn(parts, table, placed));
  const dates = parts.bounds.length === 0 ? [] : dateClauses(parts.bounds, dateColumn(parts, table, placed));
  const values = valueClauses(placed, formsIn(parts.language).ofCells);
  const stock = stockClauses(parts, table);
  return figures === null || dates === null || values === null || stock === null ? null : [...figures, ...dates, ...values, ...stock];
}

function comparisonClauses({ comparisons, language }: QuestionParts, column: LoadedColumn | null): readonly Clause[] | null {
  if (column === null) return null;
  const own = moneyOf(column, language);
  if (comparisons.some(({ money }) => money !== '' && own !== '' && money !== own)) return null;
  return comparisons.map(({ operator, value }) => ({
    sql: `${quoted(column.name)} ${operator} ${value}`,
    told: `${column.label} ${operator} ${value}`,
  }));
}

const signs: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP', '₹': 'INR', '¥': 'JPY' };

/** ISO code of the money of a column, by its cells or its name; empty when it is not said. */
function moneyOf({ unit, label }: LoadedColumn, language: QuestionParts['language']): string {
  if (unit !== '') return signs[unit] ?? unit;
  const sign = /[€$£₹¥]/.exec(label)?.[0];
  if (sign !== undefined) return signs[sign] ?? '';
  return (
    Object.entries(rowWords(language).money).find(([, words]) =>
      new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})`, 'iu').test(label.replaceAll('_', ' ')),
    )?.[0] ?? ''
  );
}

function dateClauses(bounds: readonly DateBound[], column: LoadedColumn | null): readonly Clause[] | null {
  if (column === null) return null;
  const clauses = bounds.map(({ operator, date, edge }): Clause | null => {
    const span = date.kind === 'span' ? date : inTheYearOf(column, date);
    if (span?.kind !== 'span') return null;
    const day = edge === 'start' ? span.start : span.end;
    return { sql: `${quoted(column.name)} ${operator} '${day}'`, told: `${column.label} ${operator} ${day}` };
  });
  return clauses.every((clause) => clause !== null) ? clauses : null;
}

/** "In March" of a table of one year is clear; of several years it is not. */
function inTheYearOf({ cells }: LoadedColumn, { month, day }: Extract<AskedDate, { readonly kind: 'yearless' }>): AskedDate | null {
  const [year, another] = [...new Set(cells.filter((cell) => cell !== null).map((cell) => String(cell).slice(0, 4)))];
  return year === undefined || another !== undefined ? null : spanOf(Number(year), month, day, 1);
}

function stockClauses({ stock, operation, ...parts }: QuestionParts, table: LoadedTable): readonly Clause[] | null {
  // Adding up what is in stock needs no restriction.
  if (stock === null || operation === 'count') return stock === 'out' ? null : [];
  const column = stockColumn({ ...parts, stock, operation }, table);
  if (column === null) return null;
  const operator = stock === 'in' ? '>' : '=';
  return [{ sql: `${quoted(column.name)} ${operator} 0`, told: `${column.label} ${operator} 0` }];
}

function stockColumn({ language }: QuestionParts, { columns }: LoadedTable): LoadedColumn | null {
  const found = columns.filter(({ label, isNumber }) => isNumber && isNamed(rowWords(language).stockColumn, label));
  return found.length === 1 ? (found[0] ?? null) : null;
}

const currencyNames = /^(?:currency|währung|devise|monnaie|moneda|divisa|کرنسی|العملة|عملة)$/iu;

/** The column of figures that is meant: named, of prices, or the only one. None when its cells are of several currencies. */
function figureColumn({ language, isAboutPrice }: QuestionParts, { columns }: LoadedTable, placed: PlacedWords): LoadedColumn | null {
  const currencies = columns.find(({ label }) => currencyNames.test(label.trim()));
  if (currencies !== undefined && new Set(currencies.cells).size > 1) return null;
  const numbers = columns.filter(({ isNumber }) => isNumber);
  const named = placed.columns.filter(({ isNumber }) => isNumber);
  const called = (words: string): readonly LoadedColumn[] => numbers.filter(({ label }) => isNamed(words, label));
  const { priceColumn, amountColumn } = rowWords(language);
  const prices = called(priceColumn);
  const meant =
    named.length > 0
      ? named
      : placed.hinted.length > 0
        ? placed.hinted
        : isAboutPrice
          ? prices.length > 0
            ? prices
            : called(amountColumn)
          : numbers.filter(isNoIdentifier);
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

/** Numbers that only tell rows apart: their name says so, or they run on without a gap to speak of. */
function isNoIdentifier({ label, cells }: LoadedColumn): boolean {
  if (/(?:^|[^\p{L}])(?:id|no|nr|num|number|nummer|numéro|número|نمبر|رقم|code|key)(?:[^\p{L}]|$)/iu.test(label.replaceAll('_', ' ')))
    return false;
  const numbers = cells.filter((cell) => typeof cell === 'number');
  const isDistinct = numbers.length > 4 && new Set(numbers).size === numbers.length && numbers.every(Number.isInteger);
  return !isDistinct || rangeOf(numbers) >= 2 * numbers.length;
}

/** Not by spreading: 120,000 arguments overflow the stack. */
function rangeOf(numbers: readonly number[]): number {
  return numbers.reduce((most, one) => Math.max(most, one), -Infinity) - numbers.reduce((least, one) => Math.min(least, one), Infinity);
}

/** The column of dates that is meant: named, or the table's own: "date", "invoice date" of invoices. */
function dateColumn({ language }: QuestionParts, { columns, document }: LoadedTable, placed: PlacedWords): LoadedColumn | null {
  const terms = formsIn(language).ofNames;
  const { dateColumn: words, frame } = rowWords(language);
  const frameWords = new Set(frame.split(/\s+/));
  const generic = terms(words);
  const own = terms(document.isWholeDocument ? `${document.title} ${document.source}` : document.heading);
  const isOwn = ({ label }: LoadedColumn): boolean => {
    const parts = terms(
      label
        .replaceAll('_', ' ')
        .split(/\s+/)
        .filter((word) => !frameWords.has(word.toLowerCase()))
        .join(' '),
    );
    return parts.length > 0 && parts.every((part) => generic.includes(part) || own.includes(part) || isCompound(part));
  };
  const isCompound = (part: string): boolean =>
    generic.some((term) => part.endsWith(term)) && own.some((term) => term.length > 3 && part.startsWith(term));
  const dates = columns.filter(({ isDate }) => isDate);
  const named = placed.columns.filter(({ isDate }) => isDate);
  const meant = named.length > 0 ? named : dates.filter(isOwn);
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

const whereOf = (clauses: readonly Clause[]): string =>
  clauses.length === 0 ? '' : ` WHERE ${clauses.map(({ sql }) => sql).join(' AND ')}`;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
