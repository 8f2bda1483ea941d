/** Reads the dates of a column as people write them: `2026-03-01`, `1.3.2026`, `01/03/2026`, in the digits of any script. */
import { asciiDigits } from '../proof/digits.ts';

type Order = 'year-first' | 'day-first' | 'month-first';

const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$/;
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ]\d{1,2}:\d{2}.*)?$/;

/** ISO 8601 for each cell, null for an empty one; null when the column is none of dates, or its days cannot be told from its months. */
export function columnDates(cells: readonly string[]): readonly (string | null)[] | null {
  const written = cells.map((cell) => asciiDigits(cell).trim());
  const filled = written.filter((cell) => cell !== '');
  const order = orderOf(filled);
  if (order === null) return null;
  const dates = written.map((cell) => (cell === '' ? null : isoDate(cell, order)));
  return dates.some((date, index) => date === null && written[index] !== '') ? null : dates;
}

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
