import { describe, expect, test } from 'vitest';
import { shapeOf, shownReply } from '../../server/generate/ollama-models.ts';
import { batchFor, gemma4Cache, type ModelShape, memoryNeed, windowFor } from '../../server/generate/window.ts';

const gibi = 1024 ** 3;
const full = 262_144;

function gemma(layers: number, gigabytes: number, trainedTokens = full): ModelShape {
  return { trainedTokens, weightsBytes: gigabytes * 1e9, cache: gemma4Cache(layers) };
}

describe('the window asked of Ollama', () => {
  test.each([
    ['26B on 32 GiB', gemma(30, 18), 32, full],
    ['26B on 24 GiB', gemma(30, 18), 24, 16_384],
    ['31B on 64 GiB', gemma(60, 20), 64, full],
    ['31B on 32 GiB', gemma(60, 20), 32, 16_384],
    ['12B on 16 GiB', gemma(48, 7.6), 16, 151_552],
    ['E4B on 16 GiB', gemma(42, 9.6, 131_072), 16, 131_072],
    ['E2B on 16 GiB', gemma(35, 7.2, 131_072), 16, 131_072],
    ['E2B on 8 GiB', gemma(35, 7.2, 131_072), 8, 16_384],
  ] as const)('is what the memory allows: %s', (_, shape, memory, expected) => {
    expect(windowFor(shape, 0, memory * gibi)).toBe(expected);
  });

  test('is what the user says, but never more than the model was trained for', () => {
    expect(windowFor(gemma(30, 18), 100_000, 8 * gibi)).toBe(100_000);
    expect(windowFor(gemma(30, 18, 8_192), 100_000, 8 * gibi)).toBe(8_192);
  });

  test('is a careful one where memory or model are unknown', () => {
    expect(windowFor(gemma(30, 18), 0, null)).toBe(32_768);
    expect(windowFor({ trainedTokens: full, weightsBytes: 1, cache: null }, 0, 64 * gibi)).toBe(32_768);
    expect(windowFor({ trainedTokens: 2_048, weightsBytes: 1, cache: null }, 0, null)).toBe(2_048);
  });

  test('comes with larger batches where the prefix is long', () => {
    expect([batchFor(8_192), batchFor(full)]).toEqual([512, 1024]);
  });
});

describe('the memory a model needs', () => {
  // ollama-gemma.md §2.3: 26B at 256k is 18 GB, 5.0 GiB of cache, sliding layers, four checkpoints of 200 MiB, and buffers.
  test('is weights, prefix cache, sliding layers, checkpoints and buffers', () => {
    const need = memoryNeed(gemma(30, 18), full, 64 * gibi);
    const mebi = 1024 ** 2;
    expect(need?.neededBytes).toBe(18e9 + 5 * gibi + 400 * mebi + 4 * 200 * mebi + 1.5 * gibi);
    expect(need?.availableBytes).toBe(Math.floor(0.8 * 64 * gibi));
  });

  test('is never more than there is where the window was made to fit', () => {
    for (const [shape, memory] of [
      [gemma(30, 18), 32],
      [gemma(48, 7.6), 16],
      [gemma(60, 20), 64],
    ] as const) {
      const need = memoryNeed(shape, windowFor(shape, 0, memory * gibi), memory * gibi);
      expect(need?.neededBytes).toBeLessThanOrEqual(need?.availableBytes ?? 0);
    }
  });

  test('is unknown for another machine, and for a model that tells nothing', () => {
    expect(memoryNeed(gemma(30, 18), full, null)).toBeNull();
    expect(memoryNeed({ trainedTokens: full, weightsBytes: 1, cache: null }, full, 64 * gibi)).toBeNull();
  });
});

describe('the shape of a model', () => {
  const listed = { name: 'some:latest', size: 5e9, digest: 'd' };

  test('of an unknown family is computed from what the server tells', () => {
    const shown = shownReply.parse({
      model_info: {
        'general.architecture': 'llama',
        'llama.context_length': 131_072,
        'llama.block_count': 28,
        'llama.embedding_length': 3072,
        'llama.attention.head_count': 24,
        'llama.attention.head_count_kv': 8,
      },
    });
    // 28 layers x 8 heads x (128 + 128) values x 2 bytes.
    expect(shapeOf(listed, shown)).toEqual({
      trainedTokens: 131_072,
      weightsBytes: 5e9,
      cache: { bytesPerToken: 114_688, slidingBytesPerToken: 0, slidingTokens: 0 },
    });
  });

  test('stays unknown where the server tells nothing', () => {
    expect(shapeOf(listed, shownReply.parse({}))).toEqual({ trainedTokens: 2_048, weightsBytes: 5e9, cache: null });
  });
});
