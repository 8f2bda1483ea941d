/** An answer of places quoted word for word: as many as a person reads, the rest counted by document. */
import type { AnswerEvent, DocumentRecord, Plan, SectionsRead, Span } from '../../../core/types.ts';
import { quoteOf } from '../../generate/extractive-quotes.ts';
import type { Asked } from '../asked.ts';
import type { Attempt } from '../attempt.ts';
import { orCancelled, stopIfCancelled } from '../cancel.ts';
import type { Material } from '../material.ts';
import type { NumberedPassage } from '../passages/passages.ts';
import type { ScanPhrases } from '../phrases/phrases.ts';
import type { Decision } from '../plan/plan.ts';
import { citationLedger } from '../proof/citations.ts';
import { draft } from '../writing/draft.ts';
import type { Writing } from '../writing/writing.ts';
import { type Scanned, unsent } from './scanned.ts';
import { countOf, type DocumentPlaces, shownPlaces } from './shown-places.ts';

// What a person reads in two minutes; the rest is counted by document.
const mostShown = 30;
const mostListedDocuments = 20;

export interface FoundPlaces {
  readonly decision: Decision;
  readonly plan: Plan;
  readonly sections: SectionsRead;
  readonly found: readonly DocumentPlaces[];
  /** The sentence above the quotes. */
  readonly headline: string;
}

/** Says how many there are, and shows them under their citations. */
export async function* quotePlaces(
  asked: Asked,
  material: Material,
  all: FoundPlaces,
  phrases: ScanPhrases,
): AsyncGenerator<AnswerEvent, Scanned> {
  const shown = shownPlaces(ordered(all.found, material), mostShown);
  const passages = await orCancelled(passagesOf(shown, asked.deps), asked.signal);
  const current = unsent(all.decision, all.plan, material, asked.deps, { passages, sections: all.sections, sql: null });
  return { current, writing: yield* written(asked, current, all, shown, phrases) };
}

/** Documents that the search finds best come first, the others follow by name. */
function ordered(found: readonly DocumentPlaces[], { outcome }: Material): readonly DocumentPlaces[] {
  const ranks = new Map(outcome.hits.map(({ documentId }, rank) => [documentId, rank] as const).toReversed());
  const rankOf = ({ record }: DocumentPlaces): number => ranks.get(record.id) ?? outcome.hits.length;
  return found.toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** The chunks around each place that is shown, so that a quote can tell a table from prose. */
async function passagesOf(shown: readonly DocumentPlaces[], { collection }: Asked['deps']): Promise<readonly NumberedPassage[]> {
  const chunks = await Promise.all(shown.map(({ record }) => collection.chunks(record.id)));
  const around = shown.flatMap(({ record, places }, index) => {
    const own = chunks[index] ?? [];
    return places.map((place) => ({ record, held: own.filter(({ span }) => span.start < place.end && place.start < span.end) }));
  });
  const unique = [...new Map(around.map((one) => [one.held.map(({ id }) => id).join(), one])).values()];
  return Promise.all(
    unique.map(async ({ record, held }, index) => {
      const span = { start: held[0]?.span.start ?? 0, end: held.at(-1)?.span.end ?? 0 };
      const text = await collection.slice(record.id, span.start, span.end);
      const tokens = held.reduce((sum, chunk) => sum + chunk.tokens, 0);
      const { id: documentId, source, title } = record;
      return { number: index + 1, documentId, source, title, span, text, tokens, headings: held[0]?.headings ?? [] };
    }),
  );
}

async function* written(
  asked: Asked,
  current: Attempt,
  { found, headline }: FoundPlaces,
  shown: readonly DocumentPlaces[],
  phrases: ScanPhrases,
): AsyncGenerator<AnswerEvent, Writing> {
  const ledger = citationLedger(asked.question, current.passages, asked.deps.collection);
  const text = draft(ledger);
  yield* text.say(headline);
  for (const { record, places } of shown) {
    let last: Span = { start: 0, end: 0 };
    for (const place of places) {
      stopIfCancelled(asked.signal);
      // A quote of code takes in the lines around it, and with them other places.
      if (last.start <= place.start && place.end <= last.end) continue;
      const passage = passageOf(current, record, place);
      if (passage === undefined) continue;
      const quote = quoteOf(passage, place);
      last = quote.span;
      yield* text.quote(`\n\n${quote.text}`, passage.number, quote.span, quote.shape === 'code');
    }
  }
  const hidden = countOf(found) - countOf(shown);
  if (hidden > 0) yield* text.say(`\n\n${phrases.more(hidden, hiddenByDocument(found, shown))}`);
  return { draft: text, ledger, saysNotFound: false, end: null, firstTokenMs: 0, warnings: [] };
}

function passageOf({ passages }: Attempt, { id }: DocumentRecord, { start, end }: Span) {
  return passages.find(({ documentId, span }) => documentId === id && span.start <= start && end <= span.end);
}

function hiddenByDocument(found: readonly DocumentPlaces[], shown: readonly DocumentPlaces[]): string {
  const seen = new Map(shown.map(({ record, places }) => [record.id, places.length]));
  const rest = found.map(({ record, places }) => ({ source: record.source, places: places.length - (seen.get(record.id) ?? 0) }));
  const listed = rest.filter(({ places }) => places > 0).toSorted((one, other) => other.places - one.places);
  const names = listed.slice(0, mostListedDocuments).map(({ source, places }) => `${source} (${places})`);
  return listed.length > mostListedDocuments ? `${names.join(', ')} …` : names.join(', ');
}
