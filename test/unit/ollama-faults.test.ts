import { describe, expect, test } from 'vitest';
import { cloudFinding, faultsOfOllama } from '../../server/generate/ollama-faults.ts';

describe('a version of Ollama', () => {
  test.each([
    ['0.33.0', []],
    ['0.30.1', []],
    ['0.30.0', ['0.30.1']],
    ['0.24.0', ['0.30.0']],
    ['0.11.4', ['0.12.0', '0.30.0']],
    ['1.0.0', []],
    ['0.33.0-rc2', []],
    ['unknown', []],
  ])('%s is told to go to the one that is free of its faults', (version, mended) => {
    const faults = faultsOfOllama(version);
    expect(faults.map(({ remedy }) => remedy)).toEqual(mended.map((name) => `Update it to ${name} or later.`));
    expect(faults.every(({ message }) => message.startsWith(`Ollama ${version} `))).toBe(true);
  });
});

test('models of a cloud are named, and none means no finding', () => {
  expect(cloudFinding([])).toEqual([]);
  expect(cloudFinding(['a-cloud', 'b-cloud'])[0]?.message).toContain('a-cloud, b-cloud');
});
