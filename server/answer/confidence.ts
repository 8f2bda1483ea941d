/** How sure we are that the documents hold the answer, as a probability. Knows numbers only. */
import type { SearchOutcome } from '../../core/types.ts';
import type { RankedSentence } from './sentence-ranking.ts';

export interface ConfidenceFeatures {
  readonly top: number;
  readonly coverage: number;
  readonly gap: number;
  readonly vector: number;
  /** Share of the question's rarity in the best single sentence. */
  readonly sentence: number;
  /** The same in the three best together. */
  readonly sentences: number;
  /** 1 when one of the best sentences holds the kind of thing asked for, 0 when none does, 1/2 when no kind is asked for. */
  readonly type: number;
}

export const featureNames = ['top', 'coverage', 'gap', 'vector', 'sentence', 'sentences', 'type'] as const;

// Placeholder weights before the first calibration run.
const weights: Readonly<Record<(typeof featureNames)[number], number>> = {
  top: 1,
  coverage: 3,
  gap: 1,
  vector: 1,
  sentence: 3,
  sentences: 1,
  type: 0.5,
};
const intercept = -5;

export function featuresOf({ confidence }: SearchOutcome, ranked: readonly RankedSentence[]): ConfidenceFeatures {
  const best = ranked.slice(0, 3);
  const typed = best.map(({ holdsType }) => (holdsType === null ? 0.5 : Number(holdsType)));
  return {
    ...confidence,
    sentence: Math.max(0, ...best.map(({ coverage }) => coverage)),
    sentences: best.reduce((sum, { coverage }) => sum + coverage, 0) / 3,
    type: Math.max(0, ...typed),
  };
}

/** Probability that the documents hold the answer, from 0 to 1. */
export function confidenceOf(features: ConfidenceFeatures): number {
  return logistic(featureNames.reduce((sum, name) => sum + weights[name] * features[name], intercept));
}

/**
 * The same after a model has answered. Proven citations speak for it, a model that finds nothing speaks against it.
 * The two shifts are judgement, not calibration: no model of the size we serve ran where this was written.
 */
export function confidenceAfter(before: number, answered: { readonly abstained: boolean; readonly provenShare: number }): number {
  const bounded = Math.min(0.999, Math.max(0.001, before));
  const logit = Math.log(bounded / (1 - bounded));
  return logistic(answered.abstained ? logit - 2 : logit + 2 * answered.provenShare - 0.5);
}

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
