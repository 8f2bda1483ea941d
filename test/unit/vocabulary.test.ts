import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { comparedCounter, estimateCounter, gemmaCounter } from '../../server/generate/token-counter.ts';
import { vocabularyCounter } from '../../server/generate/vocabulary/kept.ts';
import { counterOf, type ModelVocabulary, vocabularyIn } from '../../server/generate/vocabulary/model-vocabulary.ts';
import { splitText, splittersOf } from '../../server/generate/vocabulary/pre-tokenizers.ts';
import { byteLevel } from '../fake-model-server/byte-level.ts';

const pieces: ModelVocabulary = {
  kind: 'llama',
  splitting: 'default',
  tokens: ['<unk>', ...'abc▁'.split(''), 'ab', 'abc', '▁a', '▁ab', ...Array.from({ length: 256 }, (_, byte) => `<0x${byte}>`)],
  merges: [],
  scores: Array.from({ length: 9 + 256 }, (_, id) => -id),
};

describe('a vocabulary of merged bytes', () => {
  const count = counterOf(byteLevel(['Ġ t', 'h e', 'Ġt he']));

  test.each([
    ['', 0],
    ['the', 2],
    [' the', 1],
    ['the the', 3],
    ['é', 2],
    ['7', 1],
    ['half a pair \uD800', 15],
  ])('counts %j as %i', (text, tokens) => {
    expect(count?.(text)).toBe(tokens);
  });

  test('takes a word that is a token as it stands only where its family does', () => {
    const whole = byteLevel([], { splitting: 'llama-bpe', more: ['Ġlease'] });
    expect(counterOf(whole)?.(' lease')).toBe(1);
    expect(counterOf({ ...whole, splitting: 'qwen2' })?.(' lease')).toBe(6);
  });

  test('counts a long text without gaps in bounded time', () => {
    const counted = counterOf(byteLevel(['a a']))?.('a'.repeat(20_000)) ?? 0;
    expect(counted).toBeGreaterThanOrEqual(10_000);
    expect(counted).toBeLessThanOrEqual(10_020);
  });
});

describe('a vocabulary of pieces with scores', () => {
  const count = counterOf(pieces);

  test.each([
    ['abc', 1],
    ['a abc', 3],
    ['é', 2],
    ['cab', 2],
  ])('counts %j as %i', (text, tokens) => {
    expect(count?.(text)).toBe(tokens);
  });
});

test('the vocabulary of Gemma is counted as Gemma, under whatever name its model goes', () => {
  const tokens = Array.from({ length: 262_144 }, (_, id) => (id === 107 ? '\n' : id === 108 ? '\n\n' : `<${id}>`));
  expect(counterOf({ ...pieces, kind: 'gemma4', tokens })).toBe(gemmaCounter.count);
  expect(counterOf({ ...pieces, kind: 'gemma4', tokens: tokens.slice(1) })).toBeNull();
});

test.each([
  ['a kind of merging', { ...byteLevel([]), kind: 'bert' }],
  ['a way of cutting text', { ...byteLevel([]), splitting: 'newest' }],
  ['scores', { ...pieces, scores: [] }],
])('a vocabulary with unknown %s counts nothing instead of guessing', (_, vocabulary) => {
  expect(counterOf(vocabulary)).toBeNull();
});

test('a description without its lists holds no vocabulary: Ollama leaves them out unless asked', () => {
  expect(vocabularyIn({ 'tokenizer.ggml.model': 'gpt2', 'tokenizer.ggml.tokens': null })).toBeNull();
});

describe.each(['llama-bpe', 'dbrx', 'qwen2', 'qwen35', 'deepseek-v3', 'tekken', 'gpt-4o', 'smollm', 'gpt-2'])('cutting as %s', (name) => {
  test.each([
    "It's 12,345 things\r\n\r\n  at   the end.\t",
    'Größe Ωmega 合同于五月结束 ہوا',
    'camelCaseWord snake_case <b>HTML</b> {"json": [1, 22, 333]}',
    '',
  ])('loses and adds nothing: %j', (text) => {
    expect(splitText(text, splittersOf(name)?.patterns ?? []).join('')).toBe(text);
  });
});

describe('counting for a model of which nothing is known', () => {
  test('is higher than the count of Gemma, and much higher for letters that a small vocabulary lacks', () => {
    const english = 'The lease of the house ends in May. '.repeat(20);
    const urdu = 'معاہدہ مئی میں ختم ہوتا ہے۔ '.repeat(20);
    expect(estimateCounter.count(english)).toBe(Math.ceil(gemmaCounter.count(english) * 1.25));
    expect(estimateCounter.count(urdu)).toBeGreaterThan(3 * gemmaCounter.count(urdu));
  });
});

test('a large vocabulary that counts far less than the estimate is not taken for a cut prompt', () => {
  // Three digits to a token, and 0.55 tokens a letter of Chinese, as the vocabularies of Llama 3 and Qwen make them.
  const numbers = '123456 789012 345678\n'.repeat(50);
  const chinese = '租约于五月结束。'.repeat(50);
  expect(estimateCounter.count(numbers) * estimateCounter.leastShare).toBeLessThan(numbers.length / 3 / 1.2);
  expect(estimateCounter.count(chinese) * estimateCounter.leastShare).toBeLessThan(chinese.length * 0.55);
});

describe('counting by comparison with a server', () => {
  test('is never lower than the server for the samples it was compared on', () => {
    const samples = ['The lease ends in May.', 'int total = 12345 + 678;', 'Der Mietvertrag endet im Mai.'];
    const theirs = [9, 11, 12];
    const counter = comparedCounter(samples, theirs);
    expect(samples.map((text, index) => counter.count(text) >= (theirs[index] ?? 0))).toEqual([true, true, true]);
    expect(counter.countedBy).toBe('server');
    expect(samples.map((text, index) => (theirs[index] ?? 0) >= counter.count(text) * counter.leastShare - 1)).toEqual([true, true, true]);
  });

  test('is the estimate when there is nothing to compare', () => {
    expect(comparedCounter([], [])).toBe(estimateCounter);
    expect(comparedCounter([''], [0])).toBe(estimateCounter);
  });
});

describe('a vocabulary that was fetched', () => {
  let config: Config;
  let fetched = 0;
  const fetch = async (): Promise<ModelVocabulary> => {
    fetched++;
    return byteLevel(['h e']);
  };
  beforeEach(() => {
    fetched = 0;
    config = loadConfig({ flags: { data: mkdtempSync(join(tmpdir(), 'carrel-vocabulary-')) }, environment: {} });
  });
  afterEach(() => rmSync(config.data, { recursive: true, force: true }));
  const folder = () => join(config.data, 'vocabularies');

  test('is kept in the data folder by the digest of its model', async () => {
    const counter = await vocabularyCounter(config, 'one', fetch);
    expect([counter.countedBy, counter.margin, counter.count('the')]).toEqual(['vocabulary', 0, 2]);
    expect(readdirSync(folder())).toHaveLength(1);
    // Three others push it out of memory; the disk still knows it.
    for (const other of ['two', 'three', 'four']) await vocabularyCounter(config, other, fetch);
    expect((await vocabularyCounter(config, 'one', fetch)).count('the')).toBe(2);
    expect(fetched).toBe(4);
  });

  test('is fetched again when its file is damaged', async () => {
    await vocabularyCounter(config, 'damaged', fetch);
    for (const name of readdirSync(folder())) writeFileSync(join(folder(), name), 'not packed');
    for (const other of ['two', 'three', 'four']) await vocabularyCounter(config, other, fetch);
    expect((await vocabularyCounter(config, 'damaged', fetch)).count('the')).toBe(2);
    expect(fetched).toBe(5);
  });

  test('that no server tells, or that is of an unknown kind, comes to the estimate', async () => {
    expect(await vocabularyCounter(config, 'none', async () => null)).toBe(estimateCounter);
    expect(await vocabularyCounter(config, 'unknown', async () => ({ ...byteLevel([]), kind: 'rwkv' }))).toBe(estimateCounter);
  });

  test('that could not be fetched is asked for again', async () => {
    await expect(vocabularyCounter(config, 'later', () => Promise.reject(new Error('busy')))).rejects.toThrow('busy');
    expect((await vocabularyCounter(config, 'later', fetch)).countedBy).toBe('vocabulary');
  });
});
