/** Up to which length each model finds what it has read, as the doctor measured it; kept in the data folder. */
import { z } from 'zod';
import type { Config } from '../../../core/config.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { keptByModel } from '../../kept-by-model.ts';

const lengthSchema = z.object({
  /** Longest prompt in which nearly all facts were found, in tokens. */
  foundTokens: z.number().positive(),
  /** Shortest one in which they were not; null when none was that long. */
  lostTokens: z.number().positive().nullable(),
});
export type ReadingLength = z.infer<typeof lengthSchema>;

const kept = keptByModel('reading-length.json', lengthSchema);

/** Null when the model has not been tried, or finds nothing at any length: then length is not what it fails at. */
export function knownReadingLength(config: Config, model: ModelDescription): ReadingLength | null {
  return kept.known(config, model);
}

export interface FoundAt {
  readonly promptTokens: number;
  readonly factsAsked: number;
  readonly factsFound: number;
}

// RULER (Hsieh et al. 2024) calls a length effective where a model gets 86 % of its tasks; of two to four questions, one in
// four may fail by chance.
const wellFound = 0.75;

/** What a trial at growing lengths comes to; null when not even the shortest was read well. */
export function readingLengthOf(trial: readonly FoundAt[]): ReadingLength | null {
  const shortestFirst = trial.toSorted((one, other) => one.promptTokens - other.promptTokens);
  const lostAt = shortestFirst.findIndex(({ factsAsked, factsFound }) => factsFound < factsAsked * wellFound);
  const found = shortestFirst.at(lostAt === -1 ? -1 : lostAt - 1);
  if (found === undefined || lostAt === 0) return null;
  return { foundTokens: found.promptTokens, lostTokens: shortestFirst[lostAt]?.promptTokens ?? null };
}

/** Takes the place of what an earlier trial of this model came to. */
export function learnReadingLength(config: Config, model: ModelDescription, trial: readonly FoundAt[]): void {
  kept.learn(config, model, () => readingLengthOf(trial));
}
