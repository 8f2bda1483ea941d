/**
 * Figures learned from samples of a machine that does other things too. Pure. One rule everywhere: the newest five are
 * kept and the lower of their middle ones counts, so that one outlier moves nothing, and three that agree do.
 */

/** Of two the lower one counts: a machine that sleeps or is busy makes things slower, nothing makes them faster than they are. */
const mostSamples = 5;

/** The newest last. */
export const withNewest = (samples: readonly number[], sample: number): readonly number[] => [...samples, sample].slice(-mostSamples);

/** Null of nothing. */
export function middle(samples: readonly number[]): number | null {
  return samples.toSorted((one, other) => one - other)[Math.floor((samples.length - 1) / 2)] ?? null;
}

/** Samples of one length of prompt. */
export interface Measured {
  /** Tokens of the prompts, rounded to a power of two. */
  readonly promptTokens: number;
  /** The newest last; never empty. */
  readonly samples: readonly number[];
}

export const lengthOf = (tokens: number): number => 2 ** Math.round(Math.log2(tokens));

/** The shortest first. */
export function withSample(known: readonly Measured[], tokens: number, sample: number): readonly Measured[] {
  const promptTokens = lengthOf(tokens);
  const before = known.find((one) => one.promptTokens === promptTokens);
  const samples = withNewest(before?.samples ?? [], sample);
  return [...known.filter((one) => one !== before), { promptTokens, samples }].sort((one, other) => one.promptTokens - other.promptTokens);
}

/** Between two measured lengths on the line between them, outside as at the nearest; null when there is none. */
export function valueAt(known: readonly Measured[], promptTokens: number): number | null {
  const longer = known.find((one) => one.promptTokens >= promptTokens) ?? known.at(-1);
  const shorter = known.findLast((one) => one.promptTokens < promptTokens) ?? longer;
  if (longer === undefined || shorter === undefined) return null;
  const [low, high] = [middle(shorter.samples) ?? 0, middle(longer.samples) ?? 0];
  if (longer === shorter) return high;
  return low + ((promptTokens - shorter.promptTokens) / (longer.promptTokens - shorter.promptTokens)) * (high - low);
}

/** E2B reads a token 1.3 times slower at 4,096 tokens than at none (ollama-gemma.md §2.4): this is no matter of length. */
const outlierFactor = 3;

/** Without a length of which a single sample is far slower than what several samples say of the length next to it. */
export function withoutLoneOutliers<One extends Measured>(known: readonly One[]): readonly One[] {
  const sure = known.filter(({ samples }) => samples.length > 1);
  return known.filter(({ promptTokens, samples }) => {
    if (samples.length > 1) return true;
    const near = sure.toSorted((one, other) => farFrom(promptTokens, one) - farFrom(promptTokens, other))[0];
    return near === undefined || (middle(samples) ?? 0) <= outlierFactor * (middle(near.samples) ?? 0);
  });
}

const farFrom = (promptTokens: number, other: Measured): number => Math.abs(Math.log2(promptTokens) - Math.log2(other.promptTokens));
