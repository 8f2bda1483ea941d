/**
 * How much of a prompt Ollama must have had in its cache. It counts cached tokens like read ones, so only the time
 * tells: a prompt read faster than the model can read was partly known. The rates of each model are learned on the way.
 */

/** Tokens a millisecond, by model and then by the length of the prompt: long ones are read slower, token by token. */
const rates = new Map<string, Map<number, number>>();

/** Shorter prompts say more about overhead than about speed. */
const leastTokens = 200;
/** So many times faster than the known rate is a hit and not a better moment of the machine. */
const hitFactor = 2;
/** A rate falls at once and rises slowly: the first prompt of this process may itself have been a hit. */
const rise = 0.3;

/** Tokens inferred from the time of reading; null as long as nothing is known to compare it with. */
export function inferCachedTokens(key: string, promptTokens: number, milliseconds: number): number | null {
  if (promptTokens < leastTokens) return null;
  const known = rates.get(key) ?? new Map<number, number>();
  rates.set(key, known);
  const rate = rateFor(known, classOf(promptTokens));
  if (milliseconds > 0) learn(known, classOf(promptTokens), rate, promptTokens / milliseconds);
  if (rate === null) return null;
  const cached = Math.round(promptTokens - milliseconds * rate);
  // Between once and twice the rate it is the machine that varies.
  return promptTokens < milliseconds * rate * hitFactor ? 0 : Math.min(promptTokens, cached);
}

/** Prompts up to twice as long as one another are read about equally fast. */
const classOf = (promptTokens: number): number => Math.floor(Math.log2(promptTokens));

/** Of the same length, or else of the next shorter one: a longer prompt is never read faster. */
function rateFor(known: ReadonlyMap<number, number>, length: number): number | null {
  const shorter = [...known.keys()].filter((one) => one <= length);
  return known.get(Math.max(...shorter)) ?? null;
}

function learn(known: Map<number, number>, length: number, rate: number | null, sample: number): void {
  const own = known.get(length);
  if (rate === null || sample < rate) known.set(length, own === undefined ? sample : Math.min(own, sample));
  else if (sample < rate * hitFactor) known.set(length, rate + rise * (sample - rate));
}
