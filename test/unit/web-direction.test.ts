import { expect, test } from 'vitest';
import { directionOf } from '../../web/desk/direction.ts';

test.each([
  ['Everyone has 26 days.', 'ltr'],
  ['**26** دن کی چھٹی', 'rtl'],
  ['“שלום”', 'rtl'],
  ['1. Curlew کشتی', 'ltr'],
  ['28 — 3', 'ltr'],
  ['', 'ltr'],
] as const)('the first letter of %j makes it %s', (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});
