import type { Answer } from '../api/wire.ts';
import { quoting } from '../state/server.ts';

/** What an answer comes from: a model's own words, quotes without one, or rows that were counted and copied whatever model there is. */
export function whoAnswered({ model, receipt }: Answer): 'model' | 'quotes' | 'rows' {
  if (receipt.sql !== null && receipt.outputTokens === 0) return 'rows';
  return model === quoting ? 'quotes' : 'model';
}
