import { expect, test } from 'vitest';
import { wantedWords } from '../../server/answer/question/wanted-words.ts';

const shown = (question: string): readonly string[] => wantedWords(question, ['en', 'ur', 'fa', 'de']).map((word) => word.shown);

test.each([
  ['how many invoices mention Zürich?', ['invoices', 'Zürich']],
  ['کتنی گاڑیاں ہسپتال کی', ['گاڑیاں', 'ہسپتال']],
  ['آمدنی ۱۶', ['آمدنی', '۱۶']],
  ['کتاب\u200cخانه', ['کتاب', 'خانه']],
  ['ﬁle', ['ﬁle']],
])('the words of %j are shown as they were typed', (question, expected) => {
  expect(shown(question)).toEqual(expected);
});

test('a word that is typed in two spellings is one word', () => {
  expect(shown('گاڑی گاڑي')).toHaveLength(1);
});
