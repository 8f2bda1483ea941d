import type { Place } from '../../core/types.ts';
import type { Words } from './en.ts';

/** Where a span is, in words, from the largest to the smallest; a page or a range of cells makes lines idle, and cells their heading. */
export function placeWords(place: Place, words: Words): readonly string[] {
  const { place: table } = words;
  const parts: string[] = [];
  if (place.page !== null) parts.push(table.page(place.page));
  if (place.sheet !== null) parts.push(table.sheet(place.sheet));
  if (place.cells !== null) parts.push(table.cells(place.cells));
  if (place.table !== null) parts.push(table.table(place.table));
  // What is above cells are the names of their columns.
  if (place.heading !== null && place.cells === null) parts.push(place.heading);
  if (place.page === null && place.cells === null) parts.push(table.lines(place.lineStart, place.lineEnd));
  return parts;
}
