/** What a model takes of the memory, and which window to ask for: what it was trained for, as far as memory allows. Pure. */
import type { MemoryNeed } from '../../core/types.ts';

export interface ModelShape {
  readonly trainedTokens: number;
  readonly weightsBytes: number;
  /** Null when the server does not tell enough to know. */
  readonly cache: CacheShape | null;
}

/** What the prefix cache takes: layers that see everything, and layers that see a sliding window. */
export interface CacheShape {
  readonly bytesPerToken: number;
  readonly slidingBytesPerToken: number;
  readonly slidingTokens: number;
}

const kibi = 1024;
const gibi = kibi ** 3;

/** Gemma 4 by its number of layers, which tells the sizes apart (ollama-gemma.md §2.3, f16). */
const gemma4Caches: Readonly<Record<number, CacheShape>> = {
  35: { bytesPerToken: 6_144, slidingBytesPerToken: 12_288, slidingTokens: 512 },
  42: { bytesPerToken: 16_384, slidingBytesPerToken: 40_960, slidingTokens: 512 },
  48: { bytesPerToken: 16_384, slidingBytesPerToken: 327_680, slidingTokens: 1024 },
  30: { bytesPerToken: 20_480, slidingBytesPerToken: 204_800, slidingTokens: 1024 },
  60: { bytesPerToken: 81_920, slidingBytesPerToken: 819_200, slidingTokens: 1024 },
};

export function gemma4Cache(layers: number): CacheShape | null {
  return gemma4Caches[layers] ?? null;
}

/** Room for the system and other programs. */
const usableShare = 0.8;
/** Compute buffers and projector: 1 GiB with batches of 512, 2.5 with 2,048 (ollama-gemma.md §2.3); ours are 1,024 at most. */
const overheadBytes = 1.5 * gibi;
/** States kept to go back to, each as large as the sliding layers of one window (ollama-gemma.md §2.3). */
const checkpoints = 4;
/** The least worth asking for: passages for one question with room for the answer. Ollama spills to the processor if it must. */
const leastTokens = 16_384;
const step = 4_096;
/** Where the memory is unknown (another machine): what Ollama itself takes on a card of 24 GB. */
const unknownMemoryTokens = 32_768;

/** Tokens of window for `num_ctx`. `asked` is the user's own figure, 0 for none: he may know his memory better. */
export function windowFor(shape: ModelShape, asked: number, memoryBytes: number | null): number {
  const { trainedTokens, weightsBytes, cache } = shape;
  if (asked > 0) return Math.min(asked, trainedTokens);
  if (memoryBytes === null || cache === null) return Math.min(trainedTokens, unknownMemoryTokens);
  const left = memoryBytes * usableShare - weightsBytes - fixedBytes(cache, trainedTokens);
  const fitting = Math.floor(left / cache.bytesPerToken / step) * step;
  return Math.min(trainedTokens, Math.max(leastTokens, fitting));
}

/** Weights, prefix cache, checkpoints and buffers with this window; null where the memory or the model is unknown. */
export function memoryNeed({ weightsBytes, cache }: ModelShape, windowTokens: number, memoryBytes: number | null): MemoryNeed | null {
  if (memoryBytes === null || cache === null) return null;
  const neededBytes = weightsBytes + windowTokens * cache.bytesPerToken + fixedBytes(cache, windowTokens);
  return { neededBytes, availableBytes: Math.floor(memoryBytes * usableShare) };
}

/** What does not grow with the window. */
function fixedBytes({ slidingTokens, slidingBytesPerToken }: CacheShape, windowTokens: number): number {
  const cells = slidingTokens === 0 ? 0 : slidingTokens + batchFor(windowTokens) + checkpoints * slidingTokens;
  return overheadBytes + cells * slidingBytesPerToken;
}

/**
 * Tokens of one batch. It bounds how long question and history may be without the prefix being read again, so it is
 * larger where the prefix is long (ollama-gemma.md §1.4).
 */
export function batchFor(windowTokens: number): number {
  return windowTokens > unknownMemoryTokens ? 1024 : 512;
}
