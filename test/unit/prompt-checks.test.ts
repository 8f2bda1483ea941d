import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countTokens } from '../../core/tokens/index.ts';
import type { Turn } from '../../core/types.ts';
import { buildPrompt, promptTail } from '../../server/answer/prompt/prompt.ts';
import { extractiveModel } from '../../server/generate/extractive.ts';
import { chatMessages } from '../../server/generate/messages.ts';
import { isGemma, refuseCut, refuseTooLong } from '../../server/generate/prompt-checks.ts';
import { renderChat } from '../fake-model-server/model.ts';

function promptOf(texts: readonly string[], question: string, history: readonly Turn[]) {
  const documents = texts.map((text) => ({ text, tokens: countTokens(text) }));
  return buildPrompt(documents, promptTail(question, history, 'It is not in there.', countTokens), countTokens);
}

describe('our count of a prompt', () => {
  test('is never below what a Gemma server counts, and never so far above that a whole prompt looks cut', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    const turn = fc.record({ question: text, answer: text });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), text, fc.array(turn, { maxLength: 4 }), (texts, question, history) => {
        const documents = texts.map((part) => `<document "a">\n${part}\n</document>`);
        const prompt = promptOf(documents, question, history);
        const server = renderChat(chatMessages(prompt)).length;
        expect(prompt.tokens).toBeGreaterThanOrEqual(server);
        refuseCut('gemma4:26b', prompt, server, true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a prompt', () => {
  const prompt = { system: '', prefix: '', history: [], question: '', tokens: 10_000 };

  test('of which less was read than was sent is refused with both numbers', () => {
    expect(() => refuseCut('gemma4:26b', prompt, 5_000, true)).toThrow(/sent 10000 tokens and read 5000/);
    expect(() => refuseCut('gemma4:26b', prompt, 9_975, true)).toThrow(expect.objectContaining({ code: 'prompt-cut' }));
    expect(() => refuseCut('gemma3:27b', prompt, 8_000, true)).toThrow(expect.objectContaining({ code: 'prompt-cut' }));
    expect(() => refuseCut('qwen3:8b', { ...prompt, leastShare: 0.9 }, 8_900, false)).toThrow(
      expect.objectContaining({ code: 'prompt-cut' }),
    );
    expect(() => refuseCut('qwen3:8b', prompt, 2_000, false)).toThrow(expect.objectContaining({ code: 'prompt-cut' }));
  });

  test('whose system text was left out by a template is not told to be cut', () => {
    const system = 'Answer from the documents and from nothing else. '.repeat(20);
    const tokens = 2_000;
    const without = tokens - countTokens(system);
    const left = { ...prompt, system, tokens };
    expect(() => refuseCut('gemma4:26b', left, without, true)).toThrow(/its chat template leaves them out/);
    expect(() => refuseCut('gemma4:26b', left, without - 500, true)).toThrow(/its server cut the prompt/);
  });

  test('that another vocabulary counts otherwise is not taken for cut', () => {
    refuseCut('gemma4:26b', prompt, 9_976, true);
    refuseCut('gemma3:27b', prompt, 9_500, true);
    refuseCut('qwen3:8b', prompt, 6_000, false);
    refuseCut('qwen3:8b', prompt, 14_000, false);
    refuseCut('qwen3:8b', { ...prompt, leastShare: 0.15 }, 2_000, false);
    // What was counted as Gemma counts is judged by what is known of Gemma.
    refuseCut('gemma3:27b', { ...prompt, leastShare: 1 }, 9_500, true);
    refuseCut('gemma4:26b', prompt, null, true);
  });

  test('is refused before it is sent when the answer would not fit', () => {
    const request = { question: '', passages: [], outcome: null, prompt, maxOutputTokens: 1_000 };
    const model = { ...extractiveModel, id: 'gemma4:26b', contextTokens: 11_000 };
    refuseTooLong(model, request);
    expect(() => refuseTooLong({ ...model, contextTokens: 10_999 }, request)).toThrow(
      /11,000 tokens; the window of gemma4:26b holds 10,999/,
    );
  });
});

test.each([
  ['gemma4:26b', true],
  ['google/gemma-4-E4B-it-GGUF', true],
  ['gemma3:270m', true],
  ['embeddinggemma', false],
  ['gemma2:9b', false],
  ['codegemma', false],
  ['qwen3:8b', false],
])('%s counts as we do: %s', (name, expected) => {
  expect(isGemma(name)).toBe(expected);
});
