/** Measures of a ranking against judgements. Pure; the same definitions as ../shared/eval/score.mjs, to which a test holds them. */

export interface RankingScore {
  readonly ndcg10: number;
  readonly recall5: number;
  readonly recall10: number;
  readonly recall100: number;
  readonly mrr10: number;
}

/** `grades` by document, above 0 is relevant; `ranked` best first. Null when nothing is relevant: such a question is left out. */
export function scoreRanking(grades: ReadonlyMap<string, number>, ranked: readonly string[]): RankingScore | null {
  const relevant = [...grades.values()].filter((grade) => grade > 0);
  if (relevant.length === 0) return null;
  const gainAt = (grade: number, index: number): number => grade / Math.log2(index + 2);
  const ideal = relevant
    .sort((one, other) => other - one)
    .slice(0, 10)
    .reduce((sum, grade, index) => sum + gainAt(grade, index), 0);
  const gained = ranked.slice(0, 10).reduce((sum, id, index) => sum + gainAt(Math.max(0, grades.get(id) ?? 0), index), 0);
  const isRelevant = (id: string): boolean => (grades.get(id) ?? 0) > 0;
  const recallAt = (depth: number): number => ranked.slice(0, depth).filter(isRelevant).length / relevant.length;
  const first = ranked.slice(0, 10).findIndex(isRelevant);
  return {
    ndcg10: gained / ideal,
    recall5: recallAt(5),
    recall10: recallAt(10),
    recall100: recallAt(100),
    mrr10: first < 0 ? 0 : 1 / (first + 1),
  };
}

/** The mean of each measure over the questions that count. */
export function meanScore(scores: readonly (RankingScore | null)[]): RankingScore {
  const counted = scores.filter((score) => score !== null);
  const mean = (pick: (score: RankingScore) => number): number =>
    counted.reduce((sum, score) => sum + pick(score), 0) / Math.max(1, counted.length);
  return {
    ndcg10: mean((score) => score.ndcg10),
    recall5: mean((score) => score.recall5),
    recall10: mean((score) => score.recall10),
    recall100: mean((score) => score.recall100),
    mrr10: mean((score) => score.mrr10),
  };
}

/** The value below which a share of the sorted values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
