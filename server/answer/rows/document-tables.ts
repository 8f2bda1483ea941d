/** The tables of one document as columns of cells, with where each row stands. Runs in the row process. */
import { hasHeader } from '../../../core/tables/csv-dialect.ts';
import { csvLayout } from '../../../core/tables/csv-layout.ts';
import { rowValues } from '../../../core/tables/csv-rows.ts';
import type { DocumentId, DocumentRecord, ParsedDocument, Span } from '../../../core/types.ts';

/** Where rows stand, as two columns of numbers: there may be a million. */
interface RowSpans {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export interface DocumentTable {
  readonly documentId: DocumentId;
  readonly source: string;
  readonly title: string;
  /** The document is this table and nothing else. */
  readonly isWholeDocument: boolean;
  /** Heading above the table; empty when there is none. */
  readonly heading: string;
  /** As the header row names them; `column 1` and so on where there is none. */
  readonly columns: readonly string[];
  /** The header row; null when the table has none. */
  readonly header: Span | null;
  readonly rows: RowSpans;
  /** The cells of each column, from top to bottom; empty where a row is short. */
  readonly cells: readonly (readonly string[])[];
}

/** SQLite allows 2,000; a sheet that a person reads has fewer. */
const mostColumns = 200;

/** Of a document's record: what names its tables. */
export type TableSource = Pick<DocumentRecord, 'id' | 'source' | 'title'>;

/** The one table that a CSV file is; null for a list, which has one row or one column. */
export function tableOfCsv(named: TableSource, text: string): DocumentTable | null {
  const { delimiter, rows, hasHeader: isNamed } = csvLayout(text, named.source);
  const table = columnar(rows, '', isNamed, (row) => rowValues(text.slice(rows.starts[row], rows.ends[row]), delimiter));
  return isTable(table) ? { ...namesOf(named), isWholeDocument: true, ...table } : null;
}

/** Markdown's own tables, and those that HTML and DOCX become, in order. */
export function tablesOfBlocks(named: TableSource, { text, blocks }: Pick<ParsedDocument, 'text' | 'blocks'>): readonly DocumentTable[] {
  let heading = '';
  const tables: Table[] = [];
  for (const { kind, span } of blocks) {
    const block = text.slice(span.start, span.end);
    if (kind === 'heading') heading = block.replace(/^#{1,6}\s+|\s+/g, ' ').trim();
    if (kind === 'table') tables.push(pipedTable(block, span.start, heading));
  }
  return tables.filter(isTable).map((table) => ({ ...namesOf(named), isWholeDocument: false, ...table }));
}

type Table = Pick<DocumentTable, 'heading' | 'columns' | 'header' | 'rows' | 'cells'>;

const namesOf = ({ id, source, title }: TableSource) => ({ documentId: id, source, title });

const isTable = ({ columns, rows }: Table): boolean => columns.length > 1 && columns.length <= mostColumns && rows.starts.length > 0;

const rule = /^[\s|:+=-]+$/;

/** Cells parted by bars, a row a line. */
function pipedTable(text: string, from: number, heading: string): Table {
  const lines = [...text.matchAll(/\S(?:[^\n]*\S)?/g)].map((match) => ({ start: from + match.index, line: match[0] }));
  const ruleAt = lines.findIndex(({ line }) => rule.test(line) && line.includes('-'));
  const rows = lines.filter((_, index) => index !== ruleAt);
  const spans = { starts: rows.map(({ start }) => start), ends: rows.map(({ start, line }) => start + line.length) };
  const values = rows.map(({ line }) => cellsOf(line));
  const first = (values[0] ?? []).map(clean).join('|');
  return columnar(spans, heading, ruleAt === 1 || hasHeader(first, '|', rows.length), (row) => values[row] ?? []);
}

function cellsOf(line: string): readonly string[] {
  const inner = line.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|'));
}

/** Anything that `clean` would change: most cells hold nothing of it, and there are a million. */
const unclean = /[*_`]|\s\s|^\s|\s$|[^\S ]/;

/** Emphasis and code signs are how a cell looks, not what it says. */
function clean(cell: string): string {
  if (!unclean.test(cell)) return cell;
  return cell
    .replace(/\*\*|__|`/g, '')
    .replace(/^\*(.+)\*$/, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function columnar({ starts, ends }: RowSpans, heading: string, isNamed: boolean, valuesOf: (row: number) => readonly string[]): Table {
  const names = isNamed ? valuesOf(0).map(clean) : [];
  const cells: string[][] = [];
  const first = isNamed ? 1 : 0;
  const last = isTotal(starts.length > first ? valuesOf(starts.length - 1).map(clean) : []) ? starts.length - 1 : starts.length;
  let width = names.length;
  for (let row = first; row < starts.length; row += 1) {
    const values = valuesOf(row);
    width = Math.max(width, values.length);
    if (row === last) break;
    // A row may be longer than those above it, or shorter.
    while (cells.length < width) cells.push(new Array<string>(row - first).fill(''));
    for (let column = 0; column < cells.length; column += 1) cells[column]?.push(clean(values[column] ?? ''));
  }
  while (cells.length < width) cells.push(new Array<string>(last - first).fill(''));
  const columns = Array.from({ length: width }, (_, index) => names[index] || `column ${index + 1}`);
  const header = isNamed ? { start: starts[0] ?? 0, end: ends[0] ?? 0 } : null;
  return { heading, columns, header, rows: { starts: starts.slice(first, last), ends: ends.slice(first, last) }, cells };
}

/** A last row that adds up the others is none of them. */
function isTotal(values: readonly string[]): boolean {
  const first = values.find((value) => value !== '') ?? '';
  return /^(?:(?:grand )?total|sum|gesamt|summe|somme|suma|کل|المجموع|合计|总计)s?:?$/iu.test(first);
}
