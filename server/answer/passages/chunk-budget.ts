import type { StoredChunk } from '../../../core/types.ts';

/** Chunks taken one group after the other, as far as the tokens go. */
export interface ChunkBudget {
  /** Takes all of them or none; those that were taken before cost nothing. False when they do not fit. */
  take(wanted: readonly StoredChunk[]): boolean;
  readonly chosen: ReadonlySet<number>;
}

export function chunkBudget(tokens: number): ChunkBudget {
  const chosen = new Set<number>();
  let left = tokens;
  return {
    chosen,
    take(wanted) {
      const fresh = wanted.filter((chunk) => !chosen.has(chunk.id));
      const cost = fresh.reduce((sum, chunk) => sum + chunk.tokens, 0);
      if (cost > left) return false;
      left -= cost;
      for (const chunk of fresh) chosen.add(chunk.id);
      return true;
    },
  };
}
