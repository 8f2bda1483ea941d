import type { DocumentRecord, Span } from '../../../core/types.ts';

/** The places of one document, in order. */
export interface DocumentPlaces {
  readonly record: DocumentRecord;
  readonly places: readonly Span[];
}

/** At most so many places, one of each document before a second of any; the order is kept. */
export function shownPlaces(found: readonly DocumentPlaces[], most: number): readonly DocumentPlaces[] {
  let share = 0;
  let left = most;
  for (let held = found.length; held > 0 && left > 0; share += 1) {
    held = found.filter(({ places }) => places.length > share).length;
    if (held > left) break;
    left -= held;
  }
  return found.flatMap(({ record, places }) => {
    const extra = left > 0 && places.length > share ? 1 : 0;
    left -= extra;
    const kept = places.slice(0, share + extra);
    return kept.length === 0 ? [] : [{ record, places: kept }];
  });
}

export const countOf = (found: readonly DocumentPlaces[]): number => found.reduce((sum, { places }) => sum + places.length, 0);
