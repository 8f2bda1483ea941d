/**
 * Finds where the rows of a delimited file stand, in one pass. A CSV library gives values but not their UTF-16 offsets,
 * and stops at damage; here damage costs a warning. The tests compare the rows with csv-parse.
 */

/** Rows as three columns of numbers: a file of 100 MB has a million rows, and an object each would cost its memory again. */
export interface Rows {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly fields: readonly number[];
  /** Row (from 0) whose quote never ends; from there on, quotes were read as letters. Null when all is well. */
  readonly unclosedAt: number | null;
}

const quote = 0x22;

/** All rows from an offset on; lines without any character are no rows. */
export function scanRows(text: string, from: number, to: number, delimiter: string): Rows {
  const rows = { starts: [] as number[], ends: [] as number[], fields: [] as number[] };
  let unclosedAt: number | null = null;
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) {
      at += 1;
      continue;
    }
    const row = scanRow(text, at, to, delimiter.charCodeAt(0), unclosedAt === null);
    if (row.isUnclosed) {
      // Read once more from the same row, with quotes as letters: at most once in a file, so the whole stays linear.
      unclosedAt = rows.starts.length;
      continue;
    }
    rows.starts.push(at);
    rows.ends.push(row.end);
    rows.fields.push(row.fields);
    at = row.end;
  }
  return { ...rows, unclosedAt };
}

interface Row {
  readonly end: number;
  readonly fields: number;
  readonly isUnclosed: boolean;
}

function scanRow(text: string, from: number, to: number, delimiter: number, hasQuotes: boolean): Row {
  let fields = 1;
  let at = from;
  let isFieldStart = true;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) break;
    if (code === delimiter) {
      fields += 1;
      isFieldStart = true;
    } else if (code === quote && isFieldStart && hasQuotes) {
      const close = closingQuote(text, at + 1, to);
      if (close === -1) return { end: to, fields, isUnclosed: true };
      at = close;
      isFieldStart = false;
    } else if (code !== 0x20) isFieldStart = false;
    at += 1;
  }
  return { end: at, fields, isUnclosed: false };
}

/** The quote that ends a field; a doubled one stands for itself. */
function closingQuote(text: string, from: number, to: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && at < to && text.charCodeAt(at + 1) === quote) at = text.indexOf('"', at + 2);
  return at === -1 || at >= to ? -1 : at;
}

/** The values of one row, unquoted. */
export function rowValues(row: string, delimiter: string): readonly string[] {
  // Nearly every row; a file has a million of them.
  if (!row.includes('"')) return row.split(delimiter);
  const values: string[] = [];
  let at = 0;
  while (at <= row.length) {
    const start = /^ *"/.exec(row.slice(at, at + 20)) === null ? -1 : row.indexOf('"', at);
    const close = start === -1 ? -1 : closingQuote(row, start + 1, row.length);
    const comma = row.indexOf(delimiter, close === -1 ? at : close);
    const end = comma === -1 ? row.length : comma;
    values.push(close === -1 ? row.slice(at, end) : row.slice(start + 1, close).replaceAll('""', '"'));
    at = end + 1;
  }
  return values;
}
