import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadVocabulary, vocabulary } from '../../core/tokens/vocabulary.ts';

test('a vocabulary that was read in steps, by two at once, is the whole file in order', async () => {
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  }, 0);
  await Promise.all([loadVocabulary(), loadVocabulary()]);
  clearInterval(counting);
  const lines = brotliDecompressSync(readFileSync(new URL('../../core/tokens/gemma.vocabulary.br', import.meta.url)))
    .toString()
    .split('\n');
  const { tokens, ids } = vocabulary();
  expect(tokens).toEqual(lines);
  expect([...ids].every(([token, id]) => lines[id] === token)).toBe(true);
  expect(ids.size).toBe(lines.filter((line) => line !== '').length);
  // Others had their turn meanwhile.
  expect(turns).toBeGreaterThan(3);
});
