/** The word vectors that come with the program. */
import { describe, expect, test } from 'vitest';
import { nearTerms } from '../../core/meaning/near-terms.ts';
import { packTable, wordTable } from '../../core/meaning/word-table.ts';
import { termsOfText } from '../../core/text/analyze.ts';

const term = (word: string): string => termsOfText(word, 'en')[0] ?? '';

describe('words that lie near', () => {
  test.each([
    ['sick', 'illness'],
    ['salary', 'wage'],
    ['quit', 'resign'],
    ['doctor', 'physician'],
    ['colour', 'green'],
    ['bought', 'purchase'],
  ])('%s leads to %s', (word, other) => {
    expect(nearTerms(term(word), 'en').map((near) => near.term)).toContain(term(other));
  });

  test('come nearest first, never with the word itself', () => {
    const near = nearTerms(term('salary'), 'en');
    expect(near.map(({ likeness }) => likeness)).toEqual(near.map(({ likeness }) => likeness).toSorted((one, two) => two - one));
    expect(near.map((other) => other.term)).not.toContain(term('salary'));
  });

  test('are none for an unknown word, and none in a language without a table', () => {
    expect(nearTerms('qxzzw', 'en')).toEqual([]);
    expect(nearTerms(term('salary'), 'xx')).toEqual([]);
  });
});

test('the table holds terms as the analyser makes them, each once', () => {
  const table = wordTable('en');
  expect(table?.rows.size).toBe(table?.terms.length);
  expect(table?.terms.filter((known) => known === '' || /\s/.test(known))).toEqual([]);
  expect(packTable(['a'], 2, Int8Array.from([1, 2])).length).toBe(11);
});
