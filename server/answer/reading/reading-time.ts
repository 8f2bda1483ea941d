/** How long a model takes to its first word, from what it took before. Pure: what is remembered, and where, is not known here. */

/** One prompt as it was read. */
export interface ReadingSample {
  /** Tokens that were worked, without those that were held already. */
  readonly freshTokens: number;
  readonly heldTokens: number;
  /** From sending the prompt to the first word. */
  readonly milliseconds: number;
  /** False when nobody knows how much was held: the speed may look better than it is. */
  readonly isCertain: boolean;
}

/** What the last samples of one model come to, by length of prompt, the shortest first. */
export interface ReadingSpeed {
  /** Milliseconds to the first word beyond the reading itself: long prompts take time also where all of it is held. */
  readonly lags: readonly Measured[];
  /** Milliseconds a token: a model reads slower the more it has read. */
  readonly rates: readonly Rate[];
}

interface Measured {
  /** Tokens of the prompts, rounded to a power of two. */
  readonly promptTokens: number;
  /** The newest last; never empty. */
  readonly samples: readonly number[];
}

interface Rate extends Measured {
  readonly isCertain: boolean;
}

/** Shorter reads say more about the lag than about the speed. */
const fewestTokens = 200;
/** A prompt of which most was held says so too; and where the server does not count, what was held is itself inferred. */
const leastShare = 0.25;
/** Their middle one counts: a machine that is busy for a moment spoils one sample, one that has changed spoils all. */
const mostSamples = 5;
/** So many times faster than known is a hit in the cache and not a better moment of the machine (cache-inference.ts). */
const hitFactor = 2;

/** The speed with one sample more; null as long as nothing can be told. */
export function learned(known: ReadingSpeed | null, sample: ReadingSample): ReadingSpeed | null {
  const { freshTokens, heldTokens, milliseconds, isCertain } = sample;
  if (!(milliseconds > 0) || freshTokens <= 0) return known;
  const tokens = freshTokens + heldTokens;
  const { lags, rates } = known ?? { lags: [], rates: [] };
  const expected = valueAt(rates, tokens);
  if (freshTokens < Math.max(fewestTokens, leastShare * tokens)) {
    if (expected === null) return known;
    return { lags: withSample(lags, tokens, Math.max(0, milliseconds - freshTokens * expected)), rates };
  }
  // The lag is known from short reads only, and is never most of a long one.
  const rate = Math.max(milliseconds - (valueAt(lags, tokens) ?? 0), milliseconds / 2) / freshTokens;
  if (!isCertain && expected !== null && rate * hitFactor < expected) return known;
  return { lags, rates: withRate(rates, tokens, rate, isCertain) };
}

/** A certain sample drives the doubtful ones out, those of other lengths too; a doubtful one changes no certain rate. */
function withRate(rates: readonly Rate[], tokens: number, rate: number, isCertain: boolean): readonly Rate[] {
  if (!isCertain && rates.some((one) => one.isCertain && one.promptTokens === lengthOf(tokens))) return rates;
  const kept = rates.filter((one) => one.isCertain || !isCertain);
  const certain = new Set(kept.filter((one) => one.isCertain).map(({ promptTokens }) => promptTokens));
  return withSample(kept, tokens, rate).map((one) => ({
    ...one,
    isCertain: one.promptTokens === lengthOf(tokens) ? isCertain : certain.has(one.promptTokens),
  }));
}

function withSample(known: readonly Measured[], tokens: number, sample: number): readonly Measured[] {
  const promptTokens = lengthOf(tokens);
  const before = known.find((one) => one.promptTokens === promptTokens);
  const samples = [...(before?.samples ?? []), sample].slice(-mostSamples);
  return [...known.filter((one) => one !== before), { promptTokens, samples }].sort((one, other) => one.promptTokens - other.promptTokens);
}

const lengthOf = (tokens: number): number => 2 ** Math.round(Math.log2(tokens));

/** Time to the first word of a prompt of which `heldTokens` are held; null when nothing was measured. */
export function readingMs(speed: ReadingSpeed | null, promptTokens: number, heldTokens: number): number | null {
  const rate = valueAt(speed?.rates ?? [], promptTokens);
  if (rate === null) return null;
  const lag = valueAt(speed?.lags ?? [], promptTokens);
  // Until a short read was timed: servers go back to their last checkpoint, and read what follows again.
  const freshTokens = Math.max(promptTokens - heldTokens, lag === null ? Math.min(fewestTokens, promptTokens) : 0);
  return Math.round((lag ?? 0) + freshTokens * rate);
}

/** Between two measured lengths on the line between them, outside as at the nearest; null when there is none. */
function valueAt(known: readonly Measured[], promptTokens: number): number | null {
  const longer = known.find((one) => one.promptTokens >= promptTokens) ?? known.at(-1);
  const shorter = known.findLast((one) => one.promptTokens < promptTokens) ?? longer;
  if (longer === undefined || shorter === undefined) return null;
  if (longer === shorter) return middle(longer.samples);
  const share = (promptTokens - shorter.promptTokens) / (longer.promptTokens - shorter.promptTokens);
  return middle(shorter.samples) + share * (middle(longer.samples) - middle(shorter.samples));
}

/** The median; 0 of nothing. */
function middle(samples: readonly number[]): number {
  const sorted = samples.toSorted((one, other) => one - other);
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return (lower + upper) / 2;
}
