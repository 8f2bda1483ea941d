/** How much a model reads well: as measured here, else as its size says. Knows names and numbers, no servers. */
import type { ModelDescription } from '../../../core/types.ts';
import type { ReadingLength } from './reading-length.ts';

export interface ReadingStrength {
  /** Longest prompt that the model still reads well, in tokens; infinite when only its window bounds it. */
  readonly effectiveTokens: number;
  /** Tokens of passages that serve it best when it cannot read everything. */
  readonly retrieveTokens: number;
  /** The length was measured on this machine, not taken from the size. */
  readonly isMeasured: boolean;
}

type BySize = Omit<ReadingStrength, 'isMeasured'>;

// retrieval.md §4: effective lengths until measured E2B 6k, E4B 8k; passages 1.5-4k for models up to 4B effective, 8-16k for
// 12-31B. Gemma 4 from 12B on is given its whole window, which is what it was built for (MRCR at 128k: 43-66 %, E2B/E4B 19-25 %).
const edge: BySize = { effectiveTokens: 6_000, retrieveTokens: 3_000 };
const small: BySize = { effectiveTokens: 8_000, retrieveTokens: 4_000 };
const large: BySize = { effectiveTokens: Number.POSITIVE_INFINITY, retrieveTokens: 12_000 };

// Parameters as published, in billions: E2B 5.1, E4B 8, the next one 12.
const edgeBillions = 6;
const smallBillions = 10;
const edgeWindow = 131_072;

/**
 * A length at which facts were lost bounds what the size promises; one at which all were found raises it. A trial that
 * ended for want of time or window says nothing about what is longer.
 */
export function readingStrength(model: ModelDescription, measured: ReadingLength | null): ReadingStrength {
  const bySize = strengthBySize(model);
  if (measured === null) return { ...bySize, isMeasured: false };
  const { foundTokens, lostTokens } = measured;
  const isMeasured = lostTokens !== null || foundTokens > bySize.effectiveTokens;
  const effectiveTokens = isMeasured ? foundTokens : bySize.effectiveTokens;
  return { effectiveTokens, retrieveTokens: Math.min(bySize.retrieveTokens, effectiveTokens), isMeasured };
}

function strengthBySize(model: ModelDescription): BySize {
  const billions = billionsOf(model);
  if (billions !== null) return billions < edgeBillions ? edge : billions < smallBillions ? small : large;
  return model.contextTokens > edgeWindow ? large : small;
}

/** Billions of parameters, as the server says or as the name tells; null when neither does. */
function billionsOf({ id, parameters }: ModelDescription): number | null {
  for (const name of [parameters ?? '', id]) {
    // E2B and E4B count effective parameters; with their embeddings they have 5.1 and 8 billion.
    if (/(?:^|[^a-z0-9])e2b(?![a-z0-9])/i.test(name)) return 5.1;
    if (/(?:^|[^a-z0-9])e4b(?![a-z0-9])/i.test(name)) return 8;
    const match = /(?:^|[^a-z0-9.])(\d+(?:\.\d+)?)\s*([bm])(?![a-z0-9])/i.exec(name);
    if (match !== null) return Number(match[1]) / (match[2]?.toLowerCase() === 'm' ? 1000 : 1);
  }
  return null;
}
