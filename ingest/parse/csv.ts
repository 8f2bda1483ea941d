/**
 * CSV and TSV: the file is the text, so that a citation shows the row as it was written.
 *
 * A row alone ("A-17;4;12,50") says nothing. So the header row is a heading block: every chunk of rows then carries the
 * column names in its heading path, in search, in the prompt and on the page, without a copy of them in the text.
 */
import type { Parser } from '../../core/ports.ts';
import { csvLayout } from '../../core/tables/csv-layout.ts';
import type { Rows } from '../../core/tables/csv-rows.ts';
import type { Block, CellRange } from '../../core/types.ts';
import { parseText, type TextOutline } from './text-document.ts';

/** Rows share a block up to about one chunk: 150 to 250 tokens of four characters. */
const longestBlock = 900;
/** One range a row up to here (about 10 MB of objects); in longer files several rows share one. */
const mostRanges = 50_000;
/** A warning names a few rows, so that it stays one line. */
const mostNamedRows = 5;

/** Tables in text, with comma, semicolon, tab or pipe; ragged rows and unclosed quotes are read, with a warning. */
export const csv: Parser = {
  name: 'csv',
  version: 1,
  extensions: ['.csv', '.tsv', '.tab', '.psv'],
  matches: () => false,
  parse: (file) => parseText(file, csvOutline),
};

function csvOutline(text: string, source: string): TextOutline {
  const { rows, hasHeader } = csvLayout(text, source);
  return { title: null, blocks: rowBlocks(rows, hasHeader), cells: rowRanges(rows), warnings: rowWarnings(rows, hasHeader) };
}

function rowBlocks(rows: Rows, header: boolean): readonly Block[] {
  const blocks: Block[] = [];
  let start = -1;
  let end = -1;
  const flush = (): void => {
    if (start !== -1) blocks.push({ kind: 'table', span: { start, end } });
    start = -1;
  };
  for (let row = 0; row < rows.starts.length; row += 1) {
    const rowStart = rows.starts[row] ?? 0;
    const rowEnd = rows.ends[row] ?? rowStart;
    if (row === 0 && header) {
      blocks.push({ kind: 'heading', span: { start: rowStart, end: rowEnd }, depth: 1 });
      continue;
    }
    if (start !== -1 && rowEnd - start > longestBlock) flush();
    if (start === -1) start = rowStart;
    end = rowEnd;
  }
  flush();
  return blocks;
}

function rowRanges(rows: Rows): readonly CellRange[] {
  const count = rows.starts.length;
  const step = Math.ceil(count / mostRanges);
  const ranges: CellRange[] = [];
  for (let row = 0; row < count; row += step) {
    const last = Math.min(row + step, count) - 1;
    const columns = rows.fields.slice(row, last + 1).reduce((most, fields) => Math.max(most, fields), 1);
    const span = { start: rows.starts[row] ?? 0, end: rows.ends[last] ?? 0 };
    ranges.push({ span, sheet: null, cells: `A${row + 1}:${columnName(columns)}${last + 1}` });
  }
  return ranges;
}

/** 1 is A, 27 is AA, as in a spreadsheet. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

function rowWarnings(rows: Rows, header: boolean): readonly string[] {
  const warnings: string[] = [];
  if (rows.unclosedAt !== null) {
    warnings.push(`A quote in row ${rows.unclosedAt + 1} never ends: from there on, each line was read as one row.`);
  }
  const expected = rows.fields[0] ?? 0;
  const ragged: number[] = [];
  let count = 0;
  for (const [row, fields] of rows.fields.entries()) {
    if (fields === expected) continue;
    count += 1;
    if (count <= mostNamedRows) ragged.push(row + 1);
  }
  if (count > 0) {
    const names = `${ragged.join(', ')}${count > mostNamedRows ? ' …' : ''}`;
    warnings.push(`${count} of ${rows.fields.length} rows have more or fewer cells than the ${header ? 'header' : 'first row'}: ${names}.`);
  }
  return warnings;
}
