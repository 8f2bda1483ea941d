/**
 * Windows that Ollama made smaller than asked for, because memory was short. A belief with an age: it makes plans smaller
 * while it holds, and refuses nobody; what would refuse is asked of the server again.
 */
import type { RunningModel } from './ollama-models.ts';

interface Lowered {
  readonly windowTokens: number;
  readonly sinceMs: number;
}

const lowered = new Map<string, Lowered>();

/** Somebody closes another program, and the memory is free again. */
const believedMs = 10 * 60_000;
/** Smaller ones do not hold the rules, a question and an answer of usual length (1,024): planning for them would refuse instead of asking. */
const leastUsableTokens = 2_048;

/** The model was loaded on our word, and got this window. */
export function noteLowered(key: string, windowTokens: number, nowMs: number = Date.now()): void {
  lowered.set(key, { windowTokens, sinceMs: nowMs });
}

/** The window to plan for: the one that is asked for, unless it was lowered not long ago and is in force still. */
export function believedWindow(key: string, planned: number, running: RunningModel | null, nowMs: number = Date.now()): number {
  const belief = lowered.get(key);
  if (belief === undefined) return planned;
  const isInForce = running?.context_length === belief.windowTokens;
  if (isInForce && nowMs - belief.sinceMs < believedMs && belief.windowTokens >= leastUsableTokens) {
    return Math.min(planned, belief.windowTokens);
  }
  lowered.delete(key);
  return planned;
}
