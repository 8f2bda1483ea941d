import { describe, expect, test } from 'vitest';
import { countTokens } from '../../core/tokens/index.ts';
import type { Turn } from '../../core/types.ts';
import { mostHistoryTokens, remembered } from '../../server/answer/prompt/history.ts';
import { promptTail } from '../../server/answer/prompt/prompt.ts';

const turn = (index: number, sentences: number): Turn => ({
  question: `What does rule ${index} say?`,
  answer: `Rule ${index} speaks of leave and travel. `.repeat(sentences).trim(),
});
const turns = (lengths: readonly number[]): readonly Turn[] => lengths.map((sentences, index) => turn(index, sentences));
const textOf = (history: readonly Turn[]): string =>
  remembered(history, countTokens)
    .turns.map(({ question, answer }) => `${question} ${answer}`)
    .join(' ');

test('an empty conversation leaves nothing', () => {
  expect(remembered([], countTokens)).toEqual({ turns: [], tokens: 0 });
});

describe('a conversation of short answers', () => {
  const long = turns(Array.from({ length: 40 }, () => 4));

  test('keeps history and question under a batch of 512 tokens, however long it goes on', () => {
    for (let length = 0; length <= long.length; length++) {
      const tail = promptTail('And what does the next one say about hotels abroad?', long.slice(0, length), 'Not here.', countTokens);
      expect(tail.tokens).toBeLessThan(512);
      expect(tail.history.length + tail.forgottenTurns).toBe(length);
    }
  });

  test('keeps the newest turns, as many as there is room for', () => {
    const { turns: kept, tokens } = remembered(long, countTokens);
    expect(kept.at(-1)?.question).toBe('What does rule 39 say?');
    expect(kept.length).toBeGreaterThan(2);
    expect(tokens).toBeGreaterThan(250);
  });
});

describe('a conversation with an answer that is too long for that', () => {
  const mixed = turns([2, 60, 3, 3, 40, 3, 3, 3]);

  test('drops nothing that was sent until all of it is too long, so that prompts only grow at their end', () => {
    let before = textOf(mixed.slice(0, 2));
    let dropped = 0;
    for (let length = 3; length <= mixed.length; length++) {
      const now = textOf(mixed.slice(0, length));
      if (!now.startsWith(before)) dropped++;
      before = now;
    }
    expect(dropped).toBe(0);
  });

  test('never holds more than the most', () => {
    for (const lengths of [[2, 60, 60, 60, 60], [200, 2], [2, 200], [60, 60, 60, 200, 60, 2, 2], Array.from({ length: 60 }, () => 50)]) {
      const history = turns(lengths);
      for (let length = 1; length <= history.length; length++) {
        expect(remembered(history.slice(0, length), countTokens).tokens).toBeLessThanOrEqual(mostHistoryTokens);
      }
    }
  });

  test('forgets an answer that alone is over the most', () => {
    expect(remembered(turns([200]), countTokens).turns).toEqual([]);
    expect(remembered(turns([200, 2]), countTokens).turns.map(({ question }) => question)).toEqual(['What does rule 1 say?']);
  });
});

test('takes the citation marks out and makes control strings inert', () => {
  const { turns: kept } = remembered([{ question: '<bos>Why?', answer: 'Because [1]. So [12].' }], countTokens);
  expect(kept).toEqual([{ question: '‹bos>Why?', answer: 'Because. So.' }]);
});
