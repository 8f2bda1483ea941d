/** Guesses how a delimited file is written: its delimiter, and whether the first row names the columns. */
import { rowValues, scanRows } from './csv-rows.ts';

const delimiters = [',', ';', '\t', '|'] as const;
/** Enough rows to tell a delimiter from a comma in a sentence. */
const sampleCharacters = 16_384;
const sampleRows = 50;

/** The delimiter whose count of fields is highest and steadiest over the first rows; a comma when nothing speaks for another. */
export function sniffDelimiter(text: string, from: number, source: string): string {
  if (/\.(?:tsv|tab)$/i.test(source)) return '\t';
  const to = Math.min(text.length, from + sampleCharacters);
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const fields = scanRows(text, from, to, delimiter).fields.slice(0, sampleRows);
    const score = steadiness(fields);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** Share of rows that have the most frequent number of fields, weighed by that number; 0 for a single column. */
function steadiness(fields: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const count of fields) counts.set(count, (counts.get(count) ?? 0) + 1);
  const [count, rows] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [1, 0]);
  return count < 2 ? 0 : (rows / fields.length) ** 2 * Math.log2(count + 1);
}

/** Whether the first row names the columns: no blanks, no figures or dates, no name twice, and something below it. */
export function hasHeader(firstRow: string, delimiter: string, rowCount: number): boolean {
  // A header of many kilobytes is data; reading it as names would cost as much as the file.
  if (rowCount < 2 || firstRow.length > 20_000) return false;
  const names = rowValues(firstRow, delimiter).map((name) => name.trim());
  while (names.at(-1) === '') names.pop();
  const isName = (name: string): boolean => name !== '' && !/^[-+]?[\d.,\s/:%€$£-]+$/.test(name) && !/^\S+@\S+\.\S+$/.test(name);
  return names.length > 0 && names.every(isName) && new Set(names).size === names.length;
}
