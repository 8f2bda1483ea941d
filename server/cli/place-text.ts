import type { Place } from '../../core/types.ts';

/** A place in a few words: "page 4", "cells A5:C5", "table orders", "lines 10 to 12". */
export function placeText(place: Place): string {
  if (place.page !== null) return `page ${place.page}`;
  if (place.cells !== null) return `cells ${place.sheet === null ? '' : `${place.sheet}!`}${place.cells}`;
  const lines = place.lineStart === place.lineEnd ? `line ${place.lineStart}` : `lines ${place.lineStart} to ${place.lineEnd}`;
  return place.table === null ? lines : `table ${place.table}, ${lines}`;
}
