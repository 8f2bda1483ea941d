import { expect, test } from 'vitest';
import type { Prompt } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import { noteLoaded, noteSent } from '../../server/generate/sent-prompts.ts';

const rules = 'Answer from the documents and from nothing else.';
const about = (prefix: string, question: string): Prompt => ({ system: rules, prefix, history: [], question, tokens: 0 });
const corpus = (name: string): string => `${name}: ${'the hall opens at nine and is closed at noon. '.repeat(40)}`;

test('nothing is known of what a model was sent that was loaded before it was first met', () => {
  const { isAllKnown, sharedTokens } = noteSent('met', about(corpus('north'), 'When?'));
  expect([isAllKnown, sharedTokens(600)]).toEqual([false, 0]);
  noteLoaded('met');
  expect(noteSent('met', about(corpus('north'), 'When?')).isAllKnown).toBe(true);
});

test('a prompt shares with those before it what stands at their beginning', () => {
  noteLoaded('shares');
  expect(noteSent('shares', about(corpus('north'), 'When?')).sharedTokens(500)).toBe(0);
  const second = noteSent('shares', about(corpus('north'), 'Who?'));
  expect(second.sharedTokens(500)).toBe(500 - countTokens('Who?'));
  const other = noteSent('shares', about(corpus('south'), 'Who?'));
  expect(other.sharedTokens(500)).toBe(countTokens(rules));
  const back = noteSent('shares', about(corpus('north'), 'Why?'));
  expect([back.sharedTokens(500), back.sharedWithLast(500)]).toEqual([500 - countTokens('y?'), countTokens(rules)]);
});

test('of a prompt that begins like one of long ago nobody knows what it shares', () => {
  noteLoaded('old');
  for (let number = 0; number < 20; number++) noteSent('old', about(corpus(`hall ${number}`), 'When?'));
  expect(noteSent('old', about(corpus('hall 19'), 'Who?')).isAllKnown).toBe(true);
  expect(noteSent('old', about(corpus('hall 0'), 'Who?')).isAllKnown).toBe(false);
  expect(noteSent('old', about(corpus('hall 20'), 'Who?')).isAllKnown).toBe(true);
});
