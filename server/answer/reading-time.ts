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

/** What the last samples of one model come to. */
export interface ReadingSpeed {
  /** Times to the first word beyond the reading itself, the newest last. */
  readonly lagsMs: readonly number[];
  /** By length of prompt: a model reads slower the more it has read. Shortest first. */
  readonly rates: readonly Rate[];
}

interface Rate {
  /** Tokens of the prompts that taught it, rounded to a power of two. */
  readonly promptTokens: number;
  /** The newest last; never empty. */
  readonly msPerToken: readonly number[];
  readonly isCertain: boolean;
}

/** Shorter reads say more about the lag than about the speed. */
const fewestTokens = 200;
/** Their middle one counts: a machine that is busy for a moment spoils one sample, one that has changed spoils all. */
const mostSamples = 5;
/** So many times faster than known is a hit in the cache and not a better moment of the machine (cache-inference.ts). */
const hitFactor = 2;

/** The speed with one sample more; null as long as nothing can be told. */
export function learned(known: ReadingSpeed | null, sample: ReadingSample): ReadingSpeed | null {
  const { freshTokens, heldTokens, milliseconds, isCertain } = sample;
  if (!(milliseconds > 0) || freshTokens <= 0) return known;
  const expected = known === null ? null : rateAt(known.rates, freshTokens + heldTokens);
  if (freshTokens < fewestTokens) {
    if (known === null || expected === null) return known;
    return { ...known, lagsMs: newest(known.lagsMs, Math.max(0, milliseconds - freshTokens * expected)) };
  }
  // The lag is known from short reads only, and is never most of a long one.
  const msPerToken = Math.max(milliseconds - middle(known?.lagsMs ?? []), milliseconds / 2) / freshTokens;
  if (!isCertain && expected !== null && msPerToken * hitFactor < expected) return known;
  return { lagsMs: known?.lagsMs ?? [], rates: withRate(known?.rates ?? [], freshTokens + heldTokens, msPerToken, isCertain) };
}

function withRate(rates: readonly Rate[], tokens: number, msPerToken: number, isCertain: boolean): readonly Rate[] {
  const promptTokens = 2 ** Math.round(Math.log2(tokens));
  const before = rates.find((rate) => rate.promptTokens === promptTokens);
  // A certain sample drives the doubtful ones out, those of other lengths too; a doubtful one changes no certain rate.
  if (!isCertain && before?.isCertain === true) return rates;
  const samples = before === undefined || before.isCertain !== isCertain ? [msPerToken] : newest(before.msPerToken, msPerToken);
  const others = rates.filter((rate) => rate !== before && (rate.isCertain || !isCertain));
  return [...others, { promptTokens, msPerToken: samples, isCertain }].sort((one, other) => one.promptTokens - other.promptTokens);
}

/** Time to the first word of a prompt of which `heldTokens` are held; null when nothing was measured. */
export function readingMs(speed: ReadingSpeed | null, promptTokens: number, heldTokens: number): number | null {
  const rate = speed === null ? null : rateAt(speed.rates, promptTokens);
  if (speed === null || rate === null) return null;
  return Math.round(middle(speed.lagsMs) + Math.max(0, promptTokens - heldTokens) * rate);
}

/** Milliseconds a token: between two measured lengths on the line between them, outside as at the nearest. */
function rateAt(rates: readonly Rate[], promptTokens: number): number | null {
  const longer = rates.find((rate) => rate.promptTokens >= promptTokens) ?? rates.at(-1);
  const shorter = rates.findLast((rate) => rate.promptTokens < promptTokens) ?? longer;
  if (longer === undefined || shorter === undefined) return null;
  if (longer === shorter) return middle(longer.msPerToken);
  const share = (promptTokens - shorter.promptTokens) / (longer.promptTokens - shorter.promptTokens);
  return middle(shorter.msPerToken) + share * (middle(longer.msPerToken) - middle(shorter.msPerToken));
}

const newest = (samples: readonly number[], sample: number): readonly number[] => [...samples, sample].slice(-mostSamples);

/** The median, the lower of two; 0 of nothing. */
function middle(samples: readonly number[]): number {
  return samples.toSorted((one, other) => one - other)[Math.floor((samples.length - 1) / 2)] ?? 0;
}
