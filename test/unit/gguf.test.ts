import { describe, expect, test } from 'vitest';
import { NoGguf, parseGguf } from '../../server/generate/embedded/gguf.ts';
import { ggufBytes, tinyModel } from '../fake-llama/gguf.ts';

describe('the head of a GGUF file', () => {
  test('tells window, layers and the size of the cache', () => {
    // 10 layers of 2 heads of 64 numbers each, for keys and for values, of 2 bytes.
    expect(parseGguf(ggufBytes(tinyModel))).toEqual({
      architecture: 'llama',
      sizeLabel: '1M',
      trainedTokens: 8192,
      layers: 10,
      embeds: false,
      cacheBytesPerToken: 10 * 2 * (64 + 64) * 2,
    });
  });

  test('may give each layer its own number of heads, and keys and values their own length', () => {
    const keys = {
      ...tinyModel,
      'llama.block_count': 3,
      'llama.attention.head_count_kv': [1, 2, 4],
      'llama.attention.key_length': 256,
      'llama.attention.value_length': 128,
    };
    expect(parseGguf(ggufBytes(keys))?.cacheBytesPerToken).toBe(7 * (256 + 128) * 2);
  });

  test('is read over a long vocabulary', () => {
    const vocabulary = Array.from({ length: 5000 }, (_, number) => `word ${number}`);
    expect(parseGguf(ggufBytes({ 'tokenizer.ggml.tokens': vocabulary, ...tinyModel }))?.trainedTokens).toBe(8192);
  });

  test('of an embedding model says that it cannot answer', () => {
    expect(parseGguf(ggufBytes({ ...tinyModel, 'llama.pooling_type': 1 }))?.embeds).toBe(true);
  });

  test('that is cut anywhere asks for more bytes, and never ends in an accident', () => {
    const whole = ggufBytes(tinyModel);
    for (let end = 0; end < whole.length; end++) expect(parseGguf(whole.subarray(0, end))).toBeNull();
  });

  test('with turned bytes is read, refused or found too short', () => {
    const whole = ggufBytes(tinyModel);
    for (let place = 0; place < whole.length; place++) {
      const turned = Buffer.from(whole);
      turned[place] = (turned[place] ?? 0) ^ 0xff;
      try {
        parseGguf(turned);
      } catch (fault) {
        expect(fault).toBeInstanceOf(NoGguf);
      }
    }
  });

  test.each([
    ['another beginning', Buffer.from('%PDF-1.7 and more'), 'does not begin as one'],
    ['an unknown version', ggufBytes(tinyModel, 9), 'version is 9'],
    ['no architecture', ggufBytes({ 'general.name': 'x' }), 'does not say'],
    ['no language model', ggufBytes({ 'general.architecture': 'clip' }), 'no language model'],
  ])('with %s is refused', (_, bytes, text) => {
    expect(() => parseGguf(bytes)).toThrow(text);
  });
});
