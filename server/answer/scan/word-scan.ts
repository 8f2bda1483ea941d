/**
 * A scan without a model: every sentence, row and line that holds all words of the question. The word index, which has read
 * every section, tells which documents are to be opened for that.
 */
import type { AnswerEvent, DocumentId, DocumentRecord } from '../../../core/types.ts';
import type { WantedWord } from '../../search/word-places.ts';
import type { Asked } from '../asked.ts';
import { type Attempt, attempt } from '../attempt.ts';
import { orCancelled, stopIfCancelled } from '../cancel.ts';
import type { Material } from '../material.ts';
import type { ScanPhrases } from '../phrases/phrases.ts';
import type { Decision } from '../plan/plan.ts';
import { shownPlan } from '../plan/shown-plan.ts';
import { wantedWords } from '../question/wanted-words.ts';
import { write } from '../writing/writing.ts';
import { scanClock } from './clock.ts';
import { quotePlaces } from './quote-places.ts';
import type { Scanned } from './scanned.ts';
import { countOf, type DocumentPlaces } from './shown-places.ts';

/** Tokens of the passages that are searched for the best sentence when no place holds all words, as in retrieve mode. */
const quotedTokens = 4_000;
// About a millisecond each: a search of somebody else waits no longer than for another search.
const openedAtOnce = 32;

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
  const counts = await orCancelled(deps.collection.sectionCounts(), signal);
  const wanted = wantedWords(asked.question, [...new Set(material.records.map(({ language }) => language))]);
  const found = yield* readEverything(asked, material, counts, wanted);
  const total = material.records.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0);
  const sections = { read: total, total };
  // What holds a picture is taken off the account at the end (passages/unseen.ts): no sentence may say that all was read.
  const isAllText = material.records.every(({ picturePages = 0 }) => picturePages === 0);
  if (found.length === 0) {
    const nearest = await attempt({ ...decision, mode: 'retrieve', budgetTokens: quotedTokens }, material, deps, signal);
    const current: Attempt = { ...nearest, decision, plan, sections };
    const writing = yield* write(asked, current, material);
    return { current, writing: { ...writing, warnings: [...writing.warnings, holdsNone(wanted, isAllText ? total : null)] } };
  }
  const headline = phrases.found(countOf(found), found.length, named(wanted), isAllText ? total : null);
  return yield* quotePlaces(asked, material, { decision, plan, sections, found, headline }, phrases);
}

async function* readEverything(
  { deps, signal }: Asked,
  { records }: Material,
  counts: ReadonlyMap<DocumentId, number>,
  wanted: readonly WantedWord[],
): AsyncGenerator<AnswerEvent, readonly DocumentPlaces[]> {
  const found: DocumentPlaces[] = [];
  const clock = scanClock(sectionsOf(records));
  yield clock.start();
  const holders = new Set(await orCancelled(deps.collection.wordHolders(wanted), signal));
  const opened = records.filter(({ id }) => holders.has(id));
  // The index has read the others: none of them holds the words.
  yield* clock.read(sectionsOf(records.filter(({ id }) => !holders.has(id))));
  for (let from = 0; from < opened.length; from += openedAtOnce) {
    stopIfCancelled(signal);
    const few = opened.slice(from, from + openedAtOnce);
    const ids = few.map(({ id }) => id);
    for (const [index, places] of (await orCancelled(deps.collection.wordPlaces(ids, wanted), signal)).entries()) {
      const record = few[index];
      if (record !== undefined && places.length > 0) found.push({ record, places });
    }
    yield* clock.read(sectionsOf(few));
  }
  return found;

  function sectionsOf(some: readonly DocumentRecord[]): number {
    return some.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0);
  }
}

const named = (wanted: readonly WantedWord[]): string => wanted.map(({ shown }) => `“${shown}”`).join(' + ');

function holdsNone(wanted: readonly WantedWord[], sections: number | null): string {
  const read = sections === null ? 'All sections with text' : sections === 1 ? 'The one section' : `All ${sections} sections`;
  const were = sections === 1 ? 'was' : 'were';
  return `${read} ${were} read: no sentence, row or line holds ${named(wanted)} together, so the nearest sentences were looked for.`;
}
