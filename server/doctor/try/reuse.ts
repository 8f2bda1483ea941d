/**
 * The same document asked about several times, at growing lengths: what a second question costs, from where on it costs
 * all, and what the model finds in it.
 */
import type { Measurements } from '../measurements.ts';
import { type Asked, ask, type Trial, trialOverhead } from './ask.ts';
import { asked, type Fact, gives, madeUpText } from './made-up-text.ts';

type Point = Measurements['reuse'][number];

export interface Rung extends Point {
  /** Of the document, as it was planned. */
  readonly lengthTokens: number;
  /** All questions about it together. */
  readonly tookMs: number;
  readonly cold: Asked;
  readonly coldEqualsWarm: boolean;
  /** False when all that is known is the time to the first word, and that is too short to say anything. */
  readonly isTelling: boolean;
}

interface Answered extends Asked {
  readonly fact: Fact;
}

/** Half of the prompt is no reuse any more. */
export const heldShare = 0.5;
/** Two more questions are put only where they are answered from what is held, or are soon read again. */
const soonReadMs = 20_000;

/** Powers of two, as caches grow: from what a short letter takes to the longest window. */
const lengths = [1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072, 262_144];
/** A connection and a first word take half a second on a machine that does much else. */
const leastTellingMs = 2_000;
/** A rung is climbed only while its first reading is expected to take no longer. */
const longestReadingMs = 120_000;

/** Gives each rung as it is measured; ends where the window, or the patience, does. */
export async function* climb(trial: Trial): AsyncGenerator<Rung> {
  let [tokens] = lengthsAfter(trial, null);
  while (tokens !== undefined) {
    const rung = await measure(trial, tokens);
    yield rung;
    [tokens] = lengthsAfter(trial, rung);
  }
}

/** The lengths that are still to be climbed, as far as the last one tells how long they take. */
export function lengthsAfter({ generator, counter }: Trial, last: Rung | null): readonly number[] {
  const room = generator.model.contextTokens - trialOverhead;
  // Other vocabularies make more tokens of the same text; these must fit by their own count.
  const fitting = lengths.filter((tokens) => tokens * (1 + counter.margin) <= room);
  const all = fitting.length === 0 ? [Math.floor(room / 2)] : fitting;
  if (last === null) return all;
  return all.filter((tokens) => tokens > last.lengthTokens && (last.coldMs / last.promptTokens) * tokens <= longestReadingMs);
}

async function measure(trial: Trial, tokens: number): Promise<Rung> {
  const startedMs = performance.now();
  const document = madeUpText(tokens, trial.name);
  const put = async (fact: Fact): Promise<Answered> => ({ fact, ...(await ask(trial, document, fact.question)) });
  const cold = await put(asked.head);
  const warm = await put(asked.third);
  // Once more, when another question has come in between, as in real use.
  const again = await put(asked.head);
  const [coldMs, warmMs] = [readingOf(cold), readingOf(warm)];
  const { cachedTokens, promptTokens } = warm.usage;
  const isCounted = trial.capabilities.reportsCache === 'counted' && cachedTokens !== null && promptTokens !== null;
  const share = isCounted ? cachedTokens / promptTokens : coldMs === 0 ? 0 : 1 - warmMs / coldMs;
  const isSoonRead = share >= heldShare || coldMs <= soonReadMs;
  const answers = [cold, warm, ...(isSoonRead ? [await put(asked.twoThirds), await put(asked.end)] : [])];
  return {
    lengthTokens: tokens,
    tookMs: performance.now() - startedMs,
    promptTokens: cold.usage.promptTokens ?? tokens,
    coldMs,
    warmMs,
    reusedShare: Math.min(1, Math.max(0, share)),
    isCounted,
    factsAsked: answers.length,
    factsFound: answers.filter(({ text, fact }) => gives(text, fact)).length,
    isTelling: isCounted || cold.usage.promptMs !== null || coldMs >= leastTellingMs,
    cold,
    coldEqualsWarm: cold.text === again.text,
  };
}

/** Reading alone where the server tells it, else all until the first word. */
const readingOf = ({ usage, firstTokenMs }: Asked): number => usage.promptMs ?? firstTokenMs;
