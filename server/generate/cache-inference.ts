/**
 * How much of a prompt a server must have had in its cache that counts cached tokens like read ones, as Ollama does. Two
 * things tell: what the prompt shares with prompts that were really sent bounds it from above, and a prompt read faster
 * than the model reads was partly known. Where they leave it open it is unknown. Pure.
 */
import { type Measured, valueAt, withoutLoneOutliers, withSample } from '../measured.ts';

/** One reading, as the server timed it. */
export interface ReadPrompt {
  readonly promptTokens: number;
  readonly milliseconds: number;
  /** Leading tokens shared with what was sent since the model was loaded. */
  readonly sharedTokens: number;
  /** Leading tokens shared with the prompt just before it. */
  readonly lastTokens: number;
  /** False when prompts may have been sent that nobody here knows of: before this process, or by somebody else. */
  readonly isAllKnown: boolean;
}

export interface Inference {
  /** Null when it cannot be told. */
  readonly cachedTokens: number | null;
  /** Null when nothing bounds it. */
  readonly mostCachedTokens: number | null;
  /** Milliseconds a token that were really read, by length of prompt; the same as before when nothing was learned. */
  readonly rates: readonly Measured[];
}

/** A template's own tokens are always shared. */
const templateTokens = 16;
/** So little is too little for the time to tell, and makes little difference to the speed. */
export const negligibleShare = 0.25;
/** Shorter prompts say more about overhead than about speed. */
const leastTokens = 200;
/** A machine reads up to so many times faster or slower from one moment to the next, under no load of its own. */
const wavering = 1.5;
/** Slower than this is a machine that slept or did something else, and says nothing about the cache. */
const stalled = 3;
/** What is told may be off by this share of itself. */
const tolerance = 0.1;

/** `rates` are those of earlier cold readings of this model; nothing is inferred from the time before there is one. */
export function inferCache(rates: readonly Measured[], read: ReadPrompt): Inference {
  const { promptTokens, milliseconds, sharedTokens, lastTokens, isAllKnown } = read;
  const mostCachedTokens = isAllKnown ? Math.min(sharedTokens, promptTokens) : null;
  const told = (cachedTokens: number | null, learned = rates): Inference => ({ cachedTokens, mostCachedTokens, rates: learned });
  if (mostCachedTokens !== null && mostCachedTokens <= Math.max(templateTokens, negligibleShare * promptTokens)) {
    const cold = promptTokens < leastTokens ? rates : withCold(rates, promptTokens, promptTokens - mostCachedTokens, milliseconds);
    return told(mostCachedTokens <= templateTokens ? 0 : null, cold);
  }
  const rate = valueAt(withoutLoneOutliers(rates), promptTokens);
  if (rate === null || promptTokens < leastTokens) return told(null);
  const coldMs = promptTokens * rate;
  const most = mostCachedTokens ?? promptTokens;
  const estimate = promptTokens - milliseconds / rate;
  const isCold = milliseconds * wavering >= coldMs;
  // Of a prompt of which nobody knows how much could be held, nearly all.
  const isHeld = milliseconds <= (promptTokens - most) * rate * wavering + tolerance * coldMs;
  if (milliseconds > coldMs * stalled || (isCold && isHeld)) return told(null);
  // The rules before the documents may still have been there, which is too little to be seen in the time.
  const isNone = isAllKnown && (lastTokens <= templateTokens || lastTokens > negligibleShare * promptTokens);
  if (isCold) return told(isNone ? 0 : null, withCold(rates, promptTokens, promptTokens, milliseconds));
  if (isHeld) return told(Math.round(isAllKnown ? most : estimate), isAllKnown ? withBound(rates, promptTokens - most, rate, read) : rates);
  const spread = (promptTokens - estimate) * (wavering - 1);
  return told(estimate > 0 && spread <= tolerance * estimate ? Math.round(estimate) : null);
}

function withCold(rates: readonly Measured[], promptTokens: number, freshTokens: number, milliseconds: number): readonly Measured[] {
  return milliseconds > 0 ? withSample(rates, promptTokens, milliseconds / freshTokens) : rates;
}

/** Fewer are over before a clock has moved. */
const fewestTimedTokens = 16;

/** What was new was read far faster than the rate allows: an outlier is corrected without another cold reading. */
function withBound(rates: readonly Measured[], freshTokens: number, rate: number, { promptTokens, milliseconds }: ReadPrompt) {
  const isFaster = freshTokens >= fewestTimedTokens && milliseconds * 2 < freshTokens * rate;
  return isFaster ? withCold(rates, promptTokens, freshTokens, milliseconds) : rates;
}
