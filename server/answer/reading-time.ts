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

/** What the samples of one model come to. */
export interface ReadingSpeed {
  /** Time to the first word when there is next to nothing to read. */
  readonly lagMs: number;
  /** By length of prompt: a model reads slower the more it has read. Shortest first. */
  readonly rates: readonly Rate[];
}

interface Rate {
  /** Tokens of the prompt that taught it, rounded to a power of two. */
  readonly promptTokens: number;
  readonly msPerToken: number;
  readonly isCertain: boolean;
}

/** Shorter reads say more about the lag than about the speed. */
const fewestTokens = 200;
/** A new sample counts as much as all before it: a machine that is busy now is busy for the next question too. */
const newShare = 0.5;
/** So many times faster than known is a hit in the cache and not a better moment of the machine (cache-inference.ts). */
const hitFactor = 2;

/** The speed with one sample more. */
export function learned(known: ReadingSpeed | null, sample: ReadingSample): ReadingSpeed | null {
  const { freshTokens, heldTokens, milliseconds, isCertain } = sample;
  if (!(milliseconds > 0) || freshTokens <= 0) return known;
  if (freshTokens < fewestTokens) return known === null ? null : withLag(known, sample);
  const msPerToken = Math.max(milliseconds - (known?.lagMs ?? 0), 0.5 * milliseconds) / freshTokens;
  const expected = known === null ? null : rateAt(known.rates, freshTokens + heldTokens);
  if (!isCertain && expected !== null && msPerToken * hitFactor < expected) return known;
  const promptTokens = 2 ** Math.round(Math.log2(freshTokens + heldTokens));
  const before = known?.rates.find((rate) => rate.promptTokens === promptTokens);
  const isFirst = before === undefined || (isCertain && !before.isCertain);
  const rate = {
    promptTokens,
    msPerToken: isFirst ? msPerToken : mixed(before.msPerToken, msPerToken),
    isCertain: isCertain || (before?.isCertain ?? false),
  };
  // A doubtful rate is no company for certain ones.
  const others = (known?.rates ?? []).filter((one) => one.promptTokens !== promptTokens && (one.isCertain || !rate.isCertain));
  return { lagMs: known?.lagMs ?? 0, rates: [...others, rate].sort((one, other) => one.promptTokens - other.promptTokens) };
}

function withLag(known: ReadingSpeed, { freshTokens, heldTokens, milliseconds }: ReadingSample): ReadingSpeed {
  const lag = Math.max(0, milliseconds - freshTokens * (rateAt(known.rates, freshTokens + heldTokens) ?? 0));
  return { ...known, lagMs: known.lagMs === 0 ? lag : mixed(known.lagMs, lag) };
}

/** Time to the first word of a prompt of which `heldTokens` are held; null when nothing was measured. */
export function readingMs(speed: ReadingSpeed | null, promptTokens: number, heldTokens: number): number | null {
  const rate = speed === null ? null : rateAt(speed.rates, promptTokens);
  if (speed === null || rate === null) return null;
  return Math.round(speed.lagMs + Math.max(0, promptTokens - heldTokens) * rate);
}

/** Milliseconds a token: between two measured lengths on the line between them, outside as at the nearest. */
function rateAt(rates: readonly Rate[], promptTokens: number): number | null {
  const above = rates.findIndex((rate) => rate.promptTokens >= promptTokens);
  const longer = above === -1 ? rates.at(-1) : rates[above];
  const shorter = above > 0 ? rates[above - 1] : longer;
  if (longer === undefined || shorter === undefined) return null;
  if (longer === shorter) return longer.msPerToken;
  const share = (promptTokens - shorter.promptTokens) / (longer.promptTokens - shorter.promptTokens);
  return shorter.msPerToken + share * (longer.msPerToken - shorter.msPerToken);
}

const mixed = (before: number, now: number): number => before + newShare * (now - before);
