/** A scan without a model: every document is searched for sentences, rows and lines that hold all words of the question. */
import type { AnswerEvent, DocumentRecord, Span, StoredChunk } from '../../../core/types.ts';
import { quoteOf } from '../../generate/extractive-quotes.ts';
import type { WantedWord } from '../../search/word-places.ts';
import type { Asked } from '../asked.ts';
import { type Attempt, attempt } from '../attempt.ts';
import { orCancelled, stopIfCancelled } from '../cancel.ts';
import { citationLedger } from '../citations.ts';
import { draft } from '../draft.ts';
import type { Material } from '../material.ts';
import type { NumberedPassage } from '../passages.ts';
import type { Decision } from '../plan.ts';
import { sectionKey } from '../sections.ts';
import { shownPlan } from '../shown-plan.ts';
import { type Writing, write } from '../writing.ts';
import { scanClock } from './clock.ts';
import type { ScanPhrases } from './phrases.ts';
import { type Scanned, unsent } from './scanned.ts';
import { type DocumentPlaces, shownPlaces } from './shown-places.ts';
import { wantedWords } from './wanted-words.ts';

// What a person reads in two minutes; the rest is counted by document.
const mostShown = 30;
const mostListedDocuments = 20;
/** Tokens of the passages that are searched for the best sentence when no place holds all words, as in retrieve mode. */
const quotedTokens = 4_000;

/**
 * Quotes all places, or as many as one reads, and counts the rest. When none holds all of the words the best sentences are
 * quoted as for any other question, and a warning says so.
 */
export async function* wordScan(
  asked: Asked,
  material: Material,
  decision: Decision,
  phrases: ScanPhrases,
): AsyncGenerator<AnswerEvent, Scanned> {
  const { deps, signal } = asked;
  const plan = shownPlan(material.planInput, decision, { promptTokens: 0, documentsIn: material.records.length });
  yield { type: 'plan-ready', plan };
  const chunks = Map.groupBy(await orCancelled(deps.collection.chunks(null), signal), ({ documentId }) => documentId);
  const wanted = wantedWords(asked.question, [...new Set(material.records.map(({ language }) => language))]);
  const found = yield* readEverything(asked, material, chunks, wanted);
  const total = sectionsIn([...chunks.values()].flat());
  const sections = { read: total, total };
  if (found.length === 0) {
    const nearest = await attempt({ ...decision, mode: 'retrieve', budgetTokens: quotedTokens }, material, deps, signal);
    const current: Attempt = { ...nearest, decision, plan, sections };
    const writing = yield* write(asked, current, material);
    return { current, writing: { ...writing, warnings: [...writing.warnings, holdsNone(wanted, total)] } };
  }
  const shown = shownPlaces(ordered(found, material), mostShown);
  const passages = await orCancelled(passagesOf(shown, chunks, asked), signal);
  const current = unsent(decision, plan, material, deps, { passages, sections, sql: null });
  const writing = yield* written(asked, current, found, shown, phrases.found(countOf(found), found.length, named(wanted), total), phrases);
  return { current, writing };
}

async function* readEverything(
  { deps, signal }: Asked,
  { records }: Material,
  chunks: ReadonlyMap<string, readonly StoredChunk[]>,
  wanted: readonly WantedWord[],
): AsyncGenerator<AnswerEvent, readonly DocumentPlaces[]> {
  const found: DocumentPlaces[] = [];
  const clock = scanClock(records.reduce((sum, { id }) => sum + sectionsIn(chunks.get(id) ?? []), 0));
  yield clock.start();
  for (const record of records) {
    stopIfCancelled(signal);
    const places = await orCancelled(deps.collection.wordPlaces(record.id, wanted), signal);
    if (places.length > 0) found.push({ record, places });
    yield* clock.read(sectionsIn(chunks.get(record.id) ?? []));
  }
  return found;
}

const sectionsIn = (chunks: readonly StoredChunk[]): number => new Set(chunks.map(sectionKey)).size;
const countOf = (found: readonly DocumentPlaces[]): number => found.reduce((sum, { places }) => sum + places.length, 0);
const named = (wanted: readonly WantedWord[]): string => wanted.map(({ shown }) => `“${shown}”`).join(' + ');

function holdsNone(wanted: readonly WantedWord[], sections: number): string {
  return `All ${sections} sections were read: no sentence, row or line holds ${named(wanted)} together, so the nearest sentences were looked for.`;
}

/** Documents that the search finds best come first, the others follow by name. */
function ordered(found: readonly DocumentPlaces[], { outcome }: Material): readonly DocumentPlaces[] {
  const ranks = new Map(outcome.hits.map(({ documentId }, rank) => [documentId, rank] as const).toReversed());
  const rankOf = ({ record }: DocumentPlaces): number => ranks.get(record.id) ?? outcome.hits.length;
  return found.toSorted((one, other) => rankOf(one) - rankOf(other));
}

/** The chunks around each place that is shown, so that a quote can tell a table from prose. */
async function passagesOf(
  shown: readonly DocumentPlaces[],
  chunks: ReadonlyMap<string, readonly StoredChunk[]>,
  { deps }: Asked,
): Promise<readonly NumberedPassage[]> {
  const around = shown.flatMap(({ record, places }) => {
    const own = chunks.get(record.id) ?? [];
    return places.map((place) => ({ record, held: own.filter(({ span }) => span.start < place.end && place.start < span.end) }));
  });
  const unique = [...new Map(around.map((one) => [one.held.map(({ id }) => id).join(), one])).values()];
  return Promise.all(
    unique.map(async ({ record, held }, index) => {
      const span = { start: held[0]?.span.start ?? 0, end: held.at(-1)?.span.end ?? 0 };
      const text = await deps.collection.slice(record.id, span.start, span.end);
      const tokens = held.reduce((sum, chunk) => sum + chunk.tokens, 0);
      const { id: documentId, source, title } = record;
      return { number: index + 1, documentId, source, title, span, text, tokens, headings: held[0]?.headings ?? [] };
    }),
  );
}

async function* written(
  asked: Asked,
  current: Attempt,
  found: readonly DocumentPlaces[],
  shown: readonly DocumentPlaces[],
  headline: string,
  phrases: ScanPhrases,
): AsyncGenerator<AnswerEvent, Writing> {
  const ledger = citationLedger(asked.question, current.passages, asked.deps.collection);
  const text = draft(ledger);
  yield* text.say(headline);
  for (const { record, places } of shown) {
    for (const place of places) {
      stopIfCancelled(asked.signal);
      const passage = passageOf(current, record, place);
      if (passage === undefined) continue;
      const quote = quoteOf(passage, place);
      yield* text.quote(`\n\n${quote.text}`, passage.number, quote.span);
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
