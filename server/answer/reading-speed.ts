/** How fast each model has read prompts in this process. Predictions come from here or are not made. */
import type { GenerateUsage } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';

// Shorter reads are dominated by fixed costs.
const fewestTokens = 200;
const tokensPerMs = new Map<string, number>();

const keyOf = ({ id, engine, digest }: ModelDescription): string => `${engine} ${id} ${digest ?? ''}`;

/** Learns from one answer, when the server says how much of the prompt was new and how long reading it took. */
export function learnReadingSpeed(model: ModelDescription, { promptTokens, cachedTokens, promptMs }: GenerateUsage): void {
  if (promptTokens === null || promptMs === null) return;
  // Reuse is unknown only for the first answer of a model; a rate that looked too good then is corrected by the next.
  const fresh = promptTokens - (cachedTokens ?? 0);
  if (fresh >= fewestTokens && promptMs > 0) tokensPerMs.set(keyOf(model), fresh / promptMs);
}

/** Time to read a prompt of which nothing is reused; null when no speed was measured. */
export function predictedReadingMs(model: ModelDescription, promptTokens: number): number | null {
  const speed = tokensPerMs.get(keyOf(model));
  return speed === undefined ? null : Math.round(promptTokens / speed);
}
