import type { Config } from '../../core/config.ts';

/** Weights of the three legs, from the config. */
export function fusionWeights(config: Config): { readonly word: number; readonly trigram: number; readonly vector: number } {
  return { word: config.weightWord, trigram: config.weightTrigram, vector: config.weightVector };
}
