/** Makes one list of three. Knows scores and ids, nothing of texts. */
import type { LegScore, SearchLegs } from '../../core/ports.ts';
import type { ChunkId } from '../../core/types.ts';

export interface LegWeights {
  readonly word: number;
  readonly trigram: number;
  readonly vector: number;
}

export interface FusedHit {
  readonly id: ChunkId;
  /** 0 to 1 when the weights sum to 1. */
  readonly score: number;
  /** The leg's own score, scaled to 0 … 1 over its list; 0 when it did not find the chunk. */
  readonly legs: LegWeights;
}

/**
 * Weighted sum of the scaled scores, best first. An empty leg hands its weight to the others.
 * Never reciprocal ranks: one weak leg then costs 10 points of nDCG (retrieval.md §1.4).
 */
export function fuse(legs: Pick<SearchLegs, keyof LegWeights>, weights: LegWeights): readonly FusedHit[] {
  const shares = sharesOf(legs, weights);
  const scaled = { word: scale(legs.word), trigram: scale(legs.trigram), vector: scale(legs.vector) };
  const ids = new Set([...scaled.word.keys(), ...scaled.trigram.keys(), ...scaled.vector.keys()]);
  const hits = Array.from(ids, (id): FusedHit => {
    const own = { word: scaled.word.get(id) ?? 0, trigram: scaled.trigram.get(id) ?? 0, vector: scaled.vector.get(id) ?? 0 };
    return { id, score: shares.word * own.word + shares.trigram * own.trigram + shares.vector * own.vector, legs: own };
  });
  return hits.sort((one, other) => other.score - one.score || one.id - other.id);
}

function sharesOf(legs: Pick<SearchLegs, keyof LegWeights>, weights: LegWeights): LegWeights {
  const word = legs.word.length > 0 ? weights.word : 0;
  const trigram = legs.trigram.length > 0 ? weights.trigram : 0;
  const vector = legs.vector.length > 0 ? weights.vector : 0;
  const sum = word + trigram + vector || 1;
  return { word: word / sum, trigram: trigram / sum, vector: vector / sum };
}

/** Lowest of the list 0, highest 1. A list of one, or of equals, is all 1. */
function scale(list: readonly LegScore[]): ReadonlyMap<ChunkId, number> {
  const scores = list.map(({ score }) => score).filter(Number.isFinite);
  const highest = Math.max(...scores);
  const lowest = Math.min(...scores);
  const range = highest - lowest;
  return new Map(list.map(({ id, score }) => [id, Number.isFinite(score) ? (range > 0 ? (score - lowest) / range : 1) : 0]));
}
