/** The rows and cells of a delimited text as spans into it. Pure, so that offsets can be tested. */
import type { Span } from '../../core/types.ts';

/** A line of the table. `cells` are without the quotes around them. */
export interface TableRow extends Span {
  /** From 1, as a spreadsheet and the places of citations count. */
  readonly number: number;
  readonly cells: readonly Span[];
}

const delimiters = [',', ';', '\t', '|'] as const;
/** Rows by which the delimiter is chosen. */
const sampleRows = 20;
/** A cell that is longer is prose: in a column it could not be read. */
const longestCell = 1000;

/** Null where the text is not clearly a table: then it is better read as lines. */
export function tableRows(text: string): readonly TableRow[] | null {
  const delimiter = delimiters
    .map((sign) => ({ sign, fit: columnsIn(rowsOf(text, sign, sampleRows)) }))
    .toSorted((first, second) => second.fit - first.fit)[0];
  if (delimiter === undefined || delimiter.fit < 2) return null;
  const rows = rowsOf(text, delimiter.sign, Number.POSITIVE_INFINITY);
  return rows.some(({ cells }) => cells.some(({ start, end }) => end - start > longestCell)) ? null : rows;
}

/** The columns that all sampled rows have at least. */
function columnsIn(rows: readonly TableRow[]): number {
  return rows.length === 0 ? 0 : Math.min(...rows.map(({ cells }) => cells.length));
}

function rowsOf(text: string, delimiter: string, most: number): readonly TableRow[] {
  const rows: TableRow[] = [];
  // A byte order mark is no part of the first cell.
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length && rows.length < most) {
    if (isLineEnd(text[at])) {
      at += 1;
      continue;
    }
    const start = at;
    const cells: Span[] = [];
    for (;;) {
      const { cell, next } = cellAt(text, at, delimiter);
      cells.push(cell);
      at = next;
      if (text[at] !== delimiter) break;
      at += 1;
    }
    rows.push({ number: rows.length + 1, start, end: at, cells });
  }
  return rows;
}

function cellAt(text: string, start: number, delimiter: string): { readonly cell: Span; readonly next: number } {
  const close = text[start] === '"' ? closingQuote(text, start + 1) : -1;
  // What follows a closing quote belongs to the cell as it stands: damage is shown, not mended.
  if (close !== -1 && (close + 1 === text.length || text[close + 1] === delimiter || isLineEnd(text[close + 1]))) {
    return { cell: { start: start + 1, end: close }, next: close + 1 };
  }
  let end = start;
  while (end < text.length && text[end] !== delimiter && !isLineEnd(text[end])) end += 1;
  return { cell: { start, end }, next: end };
}

/** The quote that ends a cell; a doubled one stands for itself. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

const isLineEnd = (character: string | undefined): boolean => character === '\n' || character === '\r';

/** Rows grouped into segments of some length, each by its offsets, so that a long table comes piece by piece. */
export function rowEdges(rows: readonly TableRow[], length: number): readonly number[] {
  const edges = [0];
  rows.forEach(({ end }, index) => {
    const next = rows[index + 1];
    if (next !== undefined && end - (edges.at(-1) ?? 0) > length) edges.push(next.start);
  });
  edges.push(rows.at(-1)?.end ?? 0);
  return edges;
}
