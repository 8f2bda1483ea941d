import { expect, test } from 'vitest';
import { directionOf } from '../../web/desk/direction.ts';

test.each([
  ['Everyone has 26 days.', 'ltr'],
  ['**26** دن کی چھٹی', 'rtl'],
  ['“שלום”', 'rtl'],
  ['1. Curlew کشتی', 'ltr'],
  ['Curlew کشتی کی لمبائی', 'rtl'],
  ['items.csv کی 12 میں سے 3 سطریں', 'rtl'],
  ['LG-100 مہنگا ہے', 'rtl'],
  ['“سلام” is a greeting', 'ltr'],
  ['data/old/items.csv', 'ltr'],
  ['28 — 3', 'ltr'],
  ['', 'ltr'],
] as const)('most words of %j make it %s', (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});

test('what has no word runs as its question does', () => {
  expect(directionOf('**42** [1]', directionOf('کتنے دن؟'))).toBe('rtl');
});
