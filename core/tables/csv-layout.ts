import { hasHeader, sniffDelimiter } from './csv-dialect.ts';
import { type Rows, scanRows } from './csv-rows.ts';

/** How a delimited file is written, and where its rows stand. */
export interface CsvLayout {
  readonly delimiter: string;
  readonly rows: Rows;
  /** The first row names the columns. */
  readonly hasHeader: boolean;
}

/** The same for the same text and name, at ingest and when rows are asked. */
export function csvLayout(text: string, source: string): CsvLayout {
  // Excel's own first line "sep=;" names the delimiter and is no row.
  const told = /^"?sep=([,;\t|])"?\r?\n/i.exec(text.slice(0, 20));
  const from = told?.[0].length ?? 0;
  const delimiter = told?.[1] ?? sniffDelimiter(text, from, source);
  const rows = scanRows(text, from, text.length, delimiter);
  const firstRow = text.slice(rows.starts[0] ?? from, rows.ends[0] ?? from);
  return { delimiter, rows, hasHeader: hasHeader(firstRow, delimiter, rows.starts.length) };
}
