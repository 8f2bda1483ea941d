/** How far a trial is, in tokens of the documents that it is about: the longer ones take longer. Pure. */
import type { Rung } from './reuse.ts';

export interface TrialProgress {
  readonly done: number;
  readonly total: number;
  /** Null until one length was tried. */
  readonly etaMs: number | null;
}

/** `left` are the lengths that are still to be tried. */
export function progressAfter(rungs: readonly Rung[], left: readonly number[]): TrialProgress {
  const done = rungs.reduce((sum, { lengthTokens }) => sum + lengthTokens, 0);
  const leftTokens = left.reduce((sum, tokens) => sum + tokens, 0);
  const last = rungs.at(-1);
  // By the pace of the last one: it is nearest in length.
  const etaMs = last === undefined ? null : Math.round((last.tookMs / last.lengthTokens) * leftTokens);
  return { done, total: done + leftTokens, etaMs };
}
