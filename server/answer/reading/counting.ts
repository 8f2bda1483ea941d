/** Who counts the tokens of a question: the vocabulary of its model where that is known, Gemma's where it is Gemma. */
import { AppError } from '../../../core/errors.ts';
import type { CollectionAccess, Generator, TokenCounter } from '../../../core/ports.ts';
import { loadVocabulary } from '../../../core/tokens/index.ts';
import type { DocumentRecord, SearchOutcome } from '../../../core/types.ts';
import { estimateCounter, gemmaCounter } from '../../generate/token-counter.ts';

/** Enough to meet the languages and kinds of a collection; each sample is one request to a server that counts. */
const mostSamples = 8;
const sampleCharacters = 4_000;

/** By model and collection: what was compared once is not compared again while this process runs. */
const counters = new Map<string, TokenCounter>();
const mostCounters = 100;

/** The counter for this model over this collection. A server that cannot count just now costs the exactness, not the answer. */
export async function counterFor(generator: Generator, collection: CollectionAccess, signal: AbortSignal): Promise<TokenCounter> {
  const { engine, id, digest } = generator.model;
  // Gemma's vocabulary stands in for others too, until theirs is known.
  await loadVocabulary();
  if (generator.tokenCounter === undefined) return gemmaCounter;
  const key = [engine, id, digest ?? '', collection.name].join(' ');
  const known = counters.get(key);
  if (known !== undefined) return known;
  try {
    const counter = await generator.tokenCounter(() => samplesOf(collection), signal);
    if (counters.size >= mostCounters) counters.clear();
    counters.set(key, counter);
    return counter;
  } catch (fault) {
    if (!(fault instanceof AppError) || signal.aborted) throw fault;
    return estimateCounter;
  }
}

/** The beginnings of documents, from the first to the last. */
async function samplesOf(collection: CollectionAccess): Promise<readonly string[]> {
  const readable = (await collection.documents()).filter(({ status, characters }) => status === 'indexed' && characters > 0);
  const count = Math.min(mostSamples, readable.length);
  const chosen = Array.from({ length: count }, (_, index) => readable[Math.floor((index * readable.length) / count)]?.id ?? null);
  const documents = await Promise.all(chosen.map((id) => (id === null ? null : collection.document(id))));
  return documents.flatMap((document) => (document === null ? [] : [document.parsed.text.slice(0, sampleCharacters)]));
}

/** Tokens of the collection for this counter: the stored ones are Gemma's, and what was found tells how far off they are. */
export function tokensOfCollection(
  records: readonly DocumentRecord[],
  { hits }: SearchOutcome,
  counter: TokenCounter = gemmaCounter,
): number {
  const stored = records.reduce((sum, { tokens }) => sum + tokens, 0);
  if (counter.countedBy === gemmaCounter.countedBy) return stored;
  const compared = hits.reduce((sum, { tokens }) => sum + tokens, 0);
  const share = compared === 0 ? 1 + counter.margin : hits.reduce((sum, { text }) => sum + counter.count(text), 0) / compared;
  return Math.ceil(stored * share);
}

/** As the plan says it. */
export function countedBy({ countedBy: who, margin }: TokenCounter = gemmaCounter): string {
  return margin === 0 ? who : `${who}, taken ${Math.round(margin * 100)} % higher`;
}
