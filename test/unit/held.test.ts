import { expect, test } from 'vitest';
import type { GenerateUsage, Prompt } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { forget, remember, rememberPart, warmth } from '../../server/generate/line/held.ts';
import { scripted } from '../../server/generate/scripted.ts';

const model = (id: string): ModelDescription => ({ ...scripted(['x']).model, id });
const text = (letter: string): string => letter.repeat(8_000);

function prompt(prefix: string, tokens = 8_000): Prompt {
  return { system: '', prefix, history: [], question: '', tokens };
}

function usage(cachedTokens: number | null): GenerateUsage {
  return { promptTokens: 8_000, cachedTokens, outputTokens: 1, promptMs: null, outputMs: null };
}

test('nothing is believed of a model that was not asked', () => {
  expect(warmth(model('new'), text('a'))).toBe(0);
});

test('what was asked last is held, and its beginning for a prompt that goes on differently', () => {
  const asked = model('last');
  remember(asked, prompt(text('a')), usage(null));
  expect(warmth(asked, text('a'))).toBe(8_000);
  expect(warmth(asked, `${'a'.repeat(4_000)}b`)).toBe(4_000);
  expect(warmth(asked, text('b'))).toBe(0);
  expect(warmth({ ...asked, contextTokens: asked.contextTokens + 1 }, text('a'))).toBe(0);
});

test('another prompt takes its place, until a report shows that the server keeps more', () => {
  const asked = model('several');
  remember(asked, prompt(text('a')), usage(0));
  remember(asked, prompt(text('b')), usage(0));
  expect(warmth(asked, text('a'))).toBe(0);
  remember(asked, prompt(text('a')), usage(7_900));
  expect(warmth(asked, text('b'))).toBe(8_000);
  remember(asked, prompt(text('b')), usage(0));
  expect(warmth(asked, text('a'))).toBe(0);
});

test('a cache that was lost once is believed in again, for a server may have been started again', () => {
  const asked = model('restarted');
  for (const cached of [0, 7_900, 0]) remember(asked, prompt(text('a')), usage(cached));
  expect(warmth(asked, text('a'))).toBe(8_000);
});

test('a model that reuses nothing twice in a row is believed to be cold, until it does', () => {
  const asked = model('forgetful');
  for (let question = 0; question < 3; question++) remember(asked, prompt(text('a')), usage(0));
  expect(warmth(asked, text('a'))).toBe(0);
  remember(asked, prompt(text('a')), usage(7_900));
  expect(warmth(asked, text('a'))).toBe(8_000);
});

test('a model that forgets long prefixes is still believed to hold short ones', () => {
  const asked = model('collapses');
  for (let question = 0; question < 3; question++) remember(asked, prompt(text('a'), 30_000), usage(0));
  remember(asked, prompt(text('b'), 5_000), usage(0));
  expect(warmth(asked, text('b'))).toBe(5_000);
  remember(asked, prompt(text('a'), 30_000), usage(0));
  expect(warmth(asked, text('a'))).toBe(0);
});

test('a model that is loaded again holds nothing', () => {
  const asked = model('reloaded');
  remember(asked, prompt(text('a')), usage(null));
  forget(asked);
  expect(warmth(asked, text('a'))).toBe(0);
});

test('a model that was loaded with another window meanwhile holds nothing of before', () => {
  const asked = model('window');
  remember(asked, prompt(text('a')), usage(null));
  remember({ ...asked, contextTokens: 2_048 }, prompt('tried', 10), usage(null));
  expect(warmth(asked, text('a'))).toBe(0);
});

test('a reading that was stopped leaves what it had read, and what was known to be there before', () => {
  const asked = model('stopped');
  rememberPart(asked, prompt(text('a')), 3_000);
  expect(warmth(asked, text('a'))).toBe(3_000);
  remember(asked, prompt(text('a')), usage(null));
  rememberPart(asked, prompt(text('a')), 0);
  expect(warmth(asked, text('a'))).toBe(8_000);
});
