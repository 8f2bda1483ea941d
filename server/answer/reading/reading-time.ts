/** How long a model takes to its first word, from what it took before. Pure: what is remembered, and where, is not known here. */
import { lengthOf, type Measured, middle, valueAt, withNewest, withoutLoneOutliers, withSample } from '../../measured.ts';

/** One prompt as it was read. */
export interface ReadingSample {
  /** Tokens that were worked, without those that were held already. */
  readonly freshTokens: number;
  readonly heldTokens: number;
  /** From sending the prompt to the first word. */
  readonly milliseconds: number;
  /** Of these, what the server spent before and after the reading; null where it does not tell its own time of reading. */
  readonly overheadMs: number | null;
  /** False when nobody knows how much was held: the speed may look better than it is. */
  readonly isCertain: boolean;
}

/** What the last samples of one model come to, by length of prompt, the shortest first. */
export interface ReadingSpeed {
  /** Milliseconds of each request that are no reading, as the server's own clock tells them apart. */
  readonly overheads: readonly Measured[];
  /** Milliseconds to the first word beyond the reading itself: long prompts take time also where all of it is held. */
  readonly lags: readonly Measured[];
  /** Milliseconds a token: a model reads slower the more it has read. */
  readonly rates: readonly Rate[];
  /** Milliseconds to load it, the newest last. */
  readonly loads: readonly number[];
}

interface Rate extends Measured {
  readonly isCertain: boolean;
}

const nothing: ReadingSpeed = { overheads: [], lags: [], rates: [], loads: [] };

/** Shorter reads say more about the lag than about the speed. */
const fewestTokens = 200;
/** A prompt of which most was held says so too; and where the server does not count, what was held is itself inferred. */
const leastShare = 0.25;
/** Fewer are over before a clock has moved. */
const fewestTimedTokens = 16;
/** So many times faster than known is a hit in the cache and not a better moment of the machine. */
const hitFactor = 2;

/** The speed with one sample more; null as long as nothing can be told. */
export function learned(known: ReadingSpeed | null, sample: ReadingSample): ReadingSpeed | null {
  const { freshTokens, heldTokens, milliseconds, overheadMs, isCertain } = sample;
  const tokens = freshTokens + heldTokens;
  if (!(milliseconds > 0) || freshTokens < 0 || tokens <= 0) return known;
  const before = known ?? nothing;
  const overheads = overheadMs === null ? before.overheads : withSample(before.overheads, tokens, overheadMs);
  const told = known === null ? null : { ...known, overheads };
  const readMs = milliseconds - (overheadMs ?? 0);
  const expected = rateAt(before, tokens);
  if (freshTokens < Math.max(fewestTokens, leastShare * tokens)) {
    if (expected === null) return told;
    const lags = withSample(before.lags, tokens, Math.max(0, readMs - freshTokens * expected));
    // Far faster than the rate allows: the rate is that of a machine that slept, and is corrected without another long read.
    const isFaster = isCertain && freshTokens >= fewestTimedTokens && readMs > 0 && readMs * hitFactor < freshTokens * expected;
    return { ...before, overheads, lags, rates: isFaster ? withRate(before.rates, tokens, readMs / freshTokens, isCertain) : before.rates };
  }
  // The lag is known from short reads only, and is never most of a long one.
  const rate = Math.max(readMs - (valueAt(before.lags, tokens) ?? 0), readMs / 2) / freshTokens;
  if (!isCertain && expected !== null && rate * hitFactor < expected) return told;
  return { ...before, overheads, rates: withRate(before.rates, tokens, rate, isCertain) };
}

/** The speed of a model that took so long to load. */
export function learnedLoad(known: ReadingSpeed | null, milliseconds: number): ReadingSpeed {
  return { ...(known ?? nothing), loads: withNewest(known?.loads ?? [], milliseconds) };
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

const rateAt = ({ rates }: ReadingSpeed, promptTokens: number): number | null => valueAt(withoutLoneOutliers(rates), promptTokens);

/** Time to the first word of a prompt of which `heldTokens` are held; null when nothing was measured. */
export function readingMs(speed: ReadingSpeed | null, promptTokens: number, heldTokens: number): number | null {
  const { overheads, lags } = speed ?? nothing;
  const rate = rateAt(speed ?? nothing, promptTokens);
  if (rate === null) return null;
  const lag = valueAt(lags, promptTokens);
  // Until a short read was timed: servers go back to their last checkpoint, and read what follows again.
  const freshTokens = Math.max(promptTokens - heldTokens, lag === null ? Math.min(fewestTokens, promptTokens) : 0);
  return Math.round((valueAt(overheads, promptTokens) ?? 0) + (lag ?? 0) + freshTokens * rate);
}

/** Time until the model is loaded; 0 when nobody has seen it load. */
export const loadingMs = (speed: ReadingSpeed | null): number => middle(speed?.loads ?? []) ?? 0;
