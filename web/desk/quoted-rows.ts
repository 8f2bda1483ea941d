/** Rows of a table in a quote. Pure. */
import { tableRows } from '../source/table-rows.ts';

const tableFile = /\.(?:csv|tsv|tab|psv)$/i;
const pipeRow = /^\s*\|.*\|\s*$/;

/** The cells of quoted rows under the names of their columns; null for everything else. */
export function quotedRows(text: string, source: string): readonly (readonly string[])[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2) return null;
  if (lines.every((line) => pipeRow.test(line))) {
    const isRule = (line: string): boolean => /^[\s|:-]+$/.test(line);
    return lines
      .filter((line) => !isRule(line))
      .map((line) =>
        line
          .trim()
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      );
  }
  const rows = tableFile.test(source) ? tableRows(text) : null;
  return rows?.map(({ cells }) => cells.map(({ start, end }) => text.slice(start, end).replaceAll('""', '"'))) ?? null;
}
