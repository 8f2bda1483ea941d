import type { GenerateUsage } from '../../../core/ports.ts';

/** What several prompts took together; a sum with something unknown is unknown. */
export function summedUsage(usages: readonly GenerateUsage[]): GenerateUsage {
  const sum = (figure: (usage: GenerateUsage) => number | null): number | null =>
    usages.reduce<number | null>((total, usage) => plus(total, figure(usage)), 0);
  return {
    promptTokens: sum(({ promptTokens }) => promptTokens),
    cachedTokens: sum(({ cachedTokens }) => cachedTokens),
    isCacheInferred: usages.some(({ isCacheInferred = false }) => isCacheInferred),
    outputTokens: usages.reduce((total, { outputTokens }) => total + outputTokens, 0),
    promptMs: sum(({ promptMs }) => promptMs),
    outputMs: sum(({ outputMs }) => outputMs),
  };
}

const plus = (total: number | null, figure: number | null): number | null => (total === null || figure === null ? null : total + figure);
