import type { Config } from '../../core/config.ts';
import type { LegWeights } from './fuse.ts';

/** Weights of the three legs: where vectors are learned on the collection, and where a trained model makes them. */
export interface FusionWeights {
  readonly learned: LegWeights;
  readonly trained: LegWeights;
}

/** A trained model takes its share first; words and trigrams part the rest as they do without one. */
export function fusionWeights({ weightWord: word, weightTrigram: trigram, weightVector: vector, weightModel }: Config): FusionWeights {
  const rest = word + trigram === 0 ? 0 : (1 - weightModel) / (word + trigram);
  return { learned: { word, trigram, vector }, trained: { word: word * rest, trigram: trigram * rest, vector: weightModel } };
}
