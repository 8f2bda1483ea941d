/** The tables of one document as rows of cells, each row with its span. Runs in the search worker. */
import { hasHeader } from '../../core/tables/csv-dialect.ts';
import { csvLayout } from '../../core/tables/csv-layout.ts';
import { rowValues } from '../../core/tables/csv-rows.ts';
import type { DocumentId, ParsedDocument, Span, StoredDocument } from '../../core/types.ts';

interface TableRow {
  readonly span: Span;
  readonly values: readonly string[];
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
  readonly rows: readonly TableRow[];
}

export interface DocumentTables {
  readonly tables: readonly DocumentTable[];
  /** True when the document was too long for its tables to be taken out. */
  readonly isTooLong: boolean;
}

// A file of this length is some 400,000 rows: taking them out would keep other searches waiting for seconds.
const longestText = 20_000_000;
/** SQLite allows 2,000; a sheet that a person reads has fewer. */
const mostColumns = 200;

/** Tables in order; a table of one row or one column is a list, and left out. */
export function documentTables({ record, parsed }: StoredDocument): DocumentTables {
  if (parsed.text.length > longestText) {
    const hasTables = record.format === 'csv' || parsed.blocks.some(({ kind }) => kind === 'table');
    return { tables: [], isTooLong: hasTables };
  }
  const named = { documentId: record.id, source: record.source, title: record.title };
  const found = record.format === 'csv' ? [csvTable(parsed.text, record.source)] : blockTables(parsed);
  const isWholeDocument = record.format === 'csv';
  const tables = found.filter(({ columns, rows }) => columns.length > 1 && columns.length <= mostColumns && rows.length > 0);
  return { tables: tables.map((table) => ({ ...named, isWholeDocument, ...table })), isTooLong: false };
}

type Table = Pick<DocumentTable, 'heading' | 'columns' | 'header' | 'rows'>;

function csvTable(text: string, source: string): Table {
  const { delimiter, rows, hasHeader } = csvLayout(text, source);
  const all = rows.starts.map((start, index): TableRow => {
    const span = { start, end: rows.ends[index] ?? start };
    return { span, values: rowValues(text.slice(span.start, span.end), delimiter).map(clean) };
  });
  return tableOf('', all, hasHeader);
}

function blockTables(parsed: ParsedDocument): readonly Table[] {
  let heading = '';
  const tables: Table[] = [];
  for (const { kind, span } of parsed.blocks) {
    const text = parsed.text.slice(span.start, span.end);
    if (kind === 'heading') heading = text.replace(/^#{1,6}\s+|\s+/g, ' ').trim();
    if (kind === 'table') tables.push(pipedTable(text, span.start, heading));
  }
  return tables;
}

const rule = /^[\s|:+=-]+$/;

/** Markdown's own tables, and those that HTML and DOCX become: cells parted by bars, a row a line. */
function pipedTable(text: string, from: number, heading: string): Table {
  const lines = [...text.matchAll(/\S(?:[^\n]*\S)?/g)].map((match) => ({ start: from + match.index, line: match[0] }));
  const ruleAt = lines.findIndex(({ line }) => rule.test(line) && line.includes('-'));
  const rows = lines
    .filter((_, index) => index !== ruleAt)
    .map(({ start, line }) => ({ span: { start, end: start + line.length }, values: cellsOf(line) }));
  const first = (rows[0]?.values ?? []).join('|');
  return tableOf(heading, rows, ruleAt === 1 || hasHeader(first, '|', rows.length));
}

function cellsOf(line: string): readonly string[] {
  const inner = line.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => clean(cell.replaceAll('\\|', '|')));
}

/** Emphasis and code signs are how a cell looks, not what it says. */
const clean = (cell: string): string =>
  cell
    .replace(/\*\*|__|`/g, '')
    .replace(/^\*(.+)\*$/, '$1')
    .replace(/\s+/g, ' ')
    .trim();

function tableOf(heading: string, all: readonly TableRow[], isNamed: boolean): Table {
  const width = all.reduce((most, { values }) => Math.max(most, values.length), 0);
  const names = isNamed ? (all[0]?.values ?? []) : [];
  const columns = Array.from({ length: width }, (_, index) => names[index] || `column ${index + 1}`);
  const rows = isNamed ? all.slice(1) : all;
  return { heading, columns, header: isNamed ? (all[0]?.span ?? null) : null, rows: isTotal(rows.at(-1)) ? rows.slice(0, -1) : rows };
}

/** A last row that adds up the others is none of them. */
function isTotal(row: TableRow | undefined): boolean {
  const first = row?.values.find((value) => value !== '') ?? '';
  return /^(?:(?:grand )?total|sum|gesamt|summe|somme|suma|کل|المجموع|合计|总计)s?:?$/iu.test(first);
}
