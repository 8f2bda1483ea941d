/**
 * How much of a prompt Ollama must have had in its cache. It counts cached tokens like read ones, so only the time
 * tells: a prompt read faster than the model can read was partly known. The rate of each model is learned on the way.
 */
const tokensPerMs = new Map<string, number>();

/** Shorter prompts say more about overhead than about speed. */
const leastTokens = 200;
/** So many times faster than the known rate is a hit and not a better moment of the machine. */
const hitFactor = 2;
/** A rate falls at once and rises slowly: the first prompt of this process may itself have been a hit. */
const rise = 0.3;

/** Tokens inferred from the time of reading; null for the first prompt of a model, which only teaches its rate. */
export function inferCachedTokens(key: string, promptTokens: number, milliseconds: number): number | null {
  const rate = tokensPerMs.get(key);
  if (promptTokens >= leastTokens && milliseconds > 0) learn(key, rate, promptTokens / milliseconds);
  if (rate === undefined || promptTokens < leastTokens) return null;
  const cached = Math.round(promptTokens - milliseconds * rate);
  // Between once and twice the rate it is the machine that varies.
  return promptTokens < milliseconds * rate * hitFactor ? 0 : Math.min(promptTokens, cached);
}

function learn(key: string, known: number | undefined, sample: number): void {
  if (known === undefined || sample < known) tokensPerMs.set(key, sample);
  else if (sample < known * hitFactor) tokensPerMs.set(key, known + rise * (sample - known));
}
