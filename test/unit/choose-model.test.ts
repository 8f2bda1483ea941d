import { describe, expect, test } from 'vitest';
import type { ModelDescription } from '../../core/types.ts';
import { bestModel, namedModel, unknownModel } from '../../server/generate/choose.ts';

function model(id: string, gigabytes: number, known: Partial<ModelDescription> = {}): ModelDescription {
  const rest = { engine: 'ollama', contextTokens: 32_768, embeds: false, loaded: false, digest: null, parameters: null, memory: null };
  return { id, sizeBytes: gigabytes * 1e9, ...rest, ...known };
}

const extractive = model('extractive', 0, { engine: 'extractive', contextTokens: 0 });
const gemmas = [
  model('gemma4:e2b', 7),
  model('gemma4:12b', 7.6),
  model('gemma4:31b', 20),
  model('gemma4:26b', 18),
  model('gemma4:e4b', 9.6),
];
const everythingFits = (): boolean => true;

describe('the best model', () => {
  test('is the largest Gemma 4, by the order of quality and not of size on disk', () => {
    const order: string[] = [];
    let left: readonly ModelDescription[] = gemmas;
    while (left.length > 0) {
      const best = bestModel(left, everythingFits);
      order.push(best?.id ?? '');
      left = left.filter((one) => one !== best);
    }
    expect(order).toEqual(['gemma4:31b', 'gemma4:26b', 'gemma4:12b', 'gemma4:e4b', 'gemma4:e2b']);
  });

  test('fits into memory', () => {
    expect(bestModel(gemmas, ({ sizeBytes }) => (sizeBytes ?? 0) < 10e9)?.id).toBe('gemma4:12b');
  });

  test('is the smallest when none fits', () => {
    expect(bestModel(gemmas, () => false)?.id).toBe('gemma4:e2b');
  });

  test('is a Gemma 4 of any server before a larger model of another family', () => {
    const models = [model('qwen3:72b', 45), model('google/gemma-4-e4b', 6, { engine: 'openai' })];
    expect(bestModel(models, everythingFits)?.id).toBe('google/gemma-4-e4b');
  });

  test('of other families is the largest', () => {
    expect(bestModel([model('llama3.2:3b', 2), model('qwen3:8b', 5)], everythingFits)?.id).toBe('qwen3:8b');
  });

  test('is none where there are only embedders and extractive', () => {
    expect(bestModel([model('bge-m3:latest', 1, { embeds: true }), extractive], everythingFits)).toBeNull();
  });
});

describe('a model by name', () => {
  const models = [model('gemma4:latest', 9), model('same', 1), model('same', 2, { engine: 'openai' }), extractive];

  test('is found without its tag, and by its server where two have the same', () => {
    expect(namedModel(models, 'gemma4')?.id).toBe('gemma4:latest');
    expect(namedModel(models, 'same')?.engine).toBe('ollama');
    expect(namedModel(models, 'openai/same')?.engine).toBe('openai');
    expect(namedModel(models, 'Gemma4')).toBeNull();
  });

  test('that is not there is answered with those that are, and where was looked', () => {
    const fault = unknownModel('gemma5', models, ['http://127.0.0.1:11434'], true);
    expect(fault.code).toBe('model-unknown');
    expect(fault.hint).toContain('gemma4:latest, same, same, extractive');
    expect(fault.hint).toContain('http://127.0.0.1:11434');
  });
});
