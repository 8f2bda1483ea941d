/** Reads the dates of a column as people write them: `2026-03-01`, `1.3.2026`, `01/03/2026`, in the digits of any script. */
import { asciiDigits } from '../proof/digits.ts';

type Order = 'year-first' | 'day-first' | 'month-first';

const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$/;
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ]\d{1,2}:\d{2}.*)?$/;

/** ISO 8601 for each cell, null for an empty one; null when the column is none of dates, or its days cannot be told from its months. */
export function columnDates(cells: readonly string[]): readonly (string | null)[] | null {
  // One cell is looked at before a million of them: in a column of dates each filled one is a date.
  const first = plain(cells.find((cell) => cell.trim() !== '') ?? '');
  if (!yearFirst.test(first) && !yearLast.test(first)) return null;
  const written = cells.map(plain);
  const filled = written.filter((cell) => cell !== '');
  const order = orderOf(filled);
  if (order === null) return null;
  // A day stands in many rows.
  const iso = new Map<string, string | null>([['', null]]);
  for (const cell of written) {
    if (iso.has(cell)) continue;
    const date = isoDate(cell, order);
    if (date === null) return null;
    iso.set(cell, date);
  }
  return written.map((cell) => iso.get(cell) ?? null);
}

const plain = (cell: string): string => asciiDigits(cell).trim();

function orderOf(cells: readonly string[]): Order | null {
  if (cells.length === 0) return null;
  if (cells.every((cell) => yearFirst.test(cell))) return 'year-first';
  const parts = cells.map((cell) => yearLast.exec(cell));
  if (parts.some((part) => part === null)) return null;
  // With points the day comes first wherever they are used.
  if (parts.every((part) => part?.[2] === '.')) return 'day-first';
  const isOver12 = (index: 1 | 3): boolean => parts.some((part) => Number(part?.[index]) > 12);
  if (isOver12(1) === isOver12(3)) return null;
  return isOver12(1) ? 'day-first' : 'month-first';
}

function isoDate(cell: string, order: Order): string | null {
  const [, first = '', second = '', third = ''] =
    order === 'year-first' ? (yearFirst.exec(cell) ?? []) : withoutSign(yearLast.exec(cell) ?? []);
  const [year, month, day] =
    order === 'year-first' ? [first, second, third] : order === 'day-first' ? [third, second, first] : [third, first, second];
  const isDay = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
  return isDay ? `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}` : null;
}

const withoutSign = (match: readonly string[]): readonly string[] => match.filter((_, index) => index !== 2);
