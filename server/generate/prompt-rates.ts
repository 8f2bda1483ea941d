/** How fast each model reads by its server's own clock, kept in the data folder: what the cache is inferred from after a restart too. */
import { z } from 'zod';
import type { Config } from '../../core/config.ts';
import type { GenerateUsage } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { keptByModel } from '../kept-by-model.ts';
import type { Measured } from '../measured.ts';
import { inferCache } from './cache-inference.ts';
import type { Shared } from './sent-prompts.ts';

const ratesSchema = z.array(z.object({ promptTokens: z.number().positive(), samples: z.array(z.number().min(0)).min(1) }));
const kept = keptByModel<readonly Measured[]>('prompt-rates.json', ratesSchema);

type CacheFigures = Pick<GenerateUsage, 'cachedTokens' | 'isCacheInferred' | 'mostCachedTokens'>;

/** What was held of a prompt that took so long to read, as far as it can be told; what it teaches of the speed is kept. */
export function inferredCache(
  config: Config,
  model: ModelDescription,
  read: { readonly promptTokens: number; readonly milliseconds: number },
  shared: Shared,
): CacheFigures {
  let figures: CacheFigures = { cachedTokens: null };
  kept.learn(config, model, (known) => {
    const [sharedTokens, lastTokens] = [shared.sharedTokens(read.promptTokens), shared.sharedWithLast(read.promptTokens)];
    const { isAllKnown } = shared;
    const { cachedTokens, mostCachedTokens, rates } = inferCache(known ?? [], { ...read, sharedTokens, lastTokens, isAllKnown });
    figures = { cachedTokens, isCacheInferred: true, ...(mostCachedTokens === null ? {} : { mostCachedTokens }) };
    return rates.length === 0 ? known : rates;
  });
  return figures;
}
