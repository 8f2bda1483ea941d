import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableHeadsOf } from '../../server/answer/passages/table-head.ts';
import { quotableSpans } from '../../server/answer/ranking/quotable-spans.ts';

const quotable = (text: string): readonly string[] => quotableSpans(text).map(({ start, end }) => text.slice(start, end));

test('a row is one, however many sentences its cells hold, and the rule below the head is none', () => {
  const row = '| DOCX | Works. Title style needs a map. | `a|b` |';
  expect(quotable(`| Need | Result | Note |\n|---|---|---|\n${row}\n`)).toEqual(['| Need | Result | Note |', row]);
});

test('a numbered heading is one, and each statement of code', () => {
  expect(quotable('## 2. The chosen set\nIt is small. It works.')).toEqual(['## 2. The chosen set', 'It is small.', 'It works.']);
  expect(quotable('const one = 1;\nconst two = 2;\nrun(one, two);')).toEqual(['const one = 1;', 'const two = 2;', 'run(one, two);']);
});

test('a comment in code is read by sentences', () => {
  expect(quotable('// Counts them. Then stops.\nconst count = tally();')).toEqual([
    '// Counts them.',
    'Then stops.',
    'const count = tally();',
  ]);
});

test('spans are in order, do not overlap and are not blank, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aB .\n|{;-1#/*'), maxLength: 400 }), (text) => {
      for (const [index, { start, end }] of quotableSpans(text).entries()) {
        expect(start).toBeGreaterThanOrEqual(quotableSpans(text)[index - 1]?.end ?? 0);
        expect(text.slice(start, end).trim()).not.toBe('');
      }
    }),
  );
});

test('the names of the columns are found for a passage that begins inside a table, and for no other', () => {
  const text = 'Before.\n\n| Item | Price |\n|---|---|\n| Lamp | 49 |\n| Chair | 320 |\n\nAfter it.\n';
  const headAt = tableHeadsOf(text);
  expect(headAt(text.indexOf('| Lamp'))).toBe('| Item | Price |');
  expect(headAt(text.indexOf('| Chair'))).toBe('| Item | Price |');
  expect(headAt(text.indexOf('| Item'))).toBeUndefined();
  expect(headAt(text.indexOf('After'))).toBeUndefined();
  const rows = 'code,price\nA0,54\nA2,19\n';
  expect(tableHeadsOf(rows)(rows.indexOf('A2'))).toBe('code,price');
});
