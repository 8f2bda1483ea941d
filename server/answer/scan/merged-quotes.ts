/** The findings of all parts in the order of the collection, each place once. */
import type { DocumentRecord, Span } from '../../../core/types.ts';
import type { CopiedQuote } from './copied-quotes.ts';
import type { DocumentPlaces } from './shown-places.ts';

/** Places that overlap are one; places side by side stay two, since they are counted. */
export function mergedQuotes(quotes: readonly CopiedQuote[], records: readonly DocumentRecord[]): readonly DocumentPlaces[] {
  const byDocument = Map.groupBy(quotes, ({ passage }) => passage.documentId);
  const ordered = records.toSorted((one, other) => (one.source < other.source ? -1 : 1));
  return ordered.flatMap((record) => {
    const spans = (byDocument.get(record.id) ?? []).map(({ span }) => span);
    return spans.length === 0 ? [] : [{ record, places: withoutOverlap(spans) }];
  });
}

function withoutOverlap(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start || one.end - other.end)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start < last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}
