import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MarkedText, markParser } from '../../server/answer/writing/marks.ts';
import { type StreamedClaim, sentenceStream } from '../../server/answer/writing/sentence-stream.ts';

function parse(pieces: readonly string[]): readonly MarkedText[] {
  const parser = markParser();
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

/** Marks as `<1,2>`, texts as they are. */
const shown = (pieces: readonly string[]): string =>
  parse(pieces)
    .map((piece) => (piece.kind === 'marks' ? `<${piece.ids.join(',')}>` : piece.text))
    .join('');

describe('marks', () => {
  test.each([
    ['One [1].', 'One <1>.'],
    ['One [1][2].', 'One <1,2>.'],
    ['One [1], [2] and more', 'One <1,2> and more'],
    ['One [1, 2; 7].', 'One <1,2,7>.'],
    ['One [3-5].', 'One <3,4,5>.'],
    ['One [12.3].', 'One <12.3>.'],
    ['One [#7].', 'One <7>.'],
    ['One【7】.', 'One<7>.'],
    ['ایک [۱۲]۔', 'ایک <12>۔'],
    ['एक [१२]।', 'एक <12>।'],
    ['[1] first', '<1> first'],
    ['not [a] nor [] nor [1', 'not [a] nor [] nor [1'],
    ['a list [1, 2', 'a list [1, 2'],
    ['a [link](x) and [1]', 'a [link](x) and <1>'],
    ['code `a[1]` and ``b[2] ` c`` then [3]', 'code `a[1]` and ``b[2] ` c`` then <3>'],
    ['```\nx[1]\n```\n[2]', '```\nx[1]\n```\n<2>'],
    ['```\nx[1] ```\n~~~\n```\n[2]', '```\nx[1] ```\n~~~\n```\n<2>'],
    ['~~~~ py\nx[1]\n~~~\n~~~~\n[2]', '~~~~ py\nx[1]\n~~~\n~~~~\n<2>'],
    ['- ```\n  x[1]\n  ```\n  [2]', '- ```\n  x[1]\n  ```\n  <2>'],
    ['a stray ` sign [1]\n\nand [2]', 'a stray ` sign [1]\n\nand <2>'],
    ['sum $x_{[1]}$ and \\(y[2]\\) and \\[z[3]\\] and $$w[4]$$ [5]', 'sum $x_{[1]}$ and \\(y[2]\\) and \\[z[3]\\] and $$w[4]$$ <5>'],
    ['$5 [1] and 10$ [2], $HOME [3] and $ [4]', '$5 <1> and 10$ <2>, $HOME <3> and $ <4>'],
    ['[5-2]', '<5,2>'],
    ['[1-9999]', '<1,9999>'],
    ['one [1]  two', 'one <1>  two'],
  ])('%s is read as %s', (text, expected) => {
    expect(shown([text])).toBe(expected);
  });

  test('are read alike however the text is cut', () => {
    const text =
      'One [1][2], `a[3]` then [4, 5]. Two 【6】 ``x``\n\n- ```js\n  a[1]\n  ```\n[2] [a link](b) $x_{[3]}$ \\(y[4]\\) $5 [6] [7';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.toSorted((one, other) => one - other), text.length];
        expect(shown(at.slice(1).map((end, index) => text.slice(at[index], end)))).toBe(shown([text]));
      }),
    );
  });

  test('lose no character of any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('[', ']', '1', ' ', ',', '`', 'a', '\n') }), { maxLength: 8 }), (pieces) => {
        const texts = parse(pieces)
          .filter((piece) => piece.kind !== 'marks')
          .map(({ text }) => text);
        const marks = parse(pieces).flatMap((piece) => (piece.kind === 'marks' ? piece.ids : []));
        if (marks.length === 0) expect(texts.join('')).toBe(pieces.join(''));
      }),
    );
  });

  test('hold back nothing but what may still become a mark', () => {
    const parser = markParser();
    expect(parser.push('Leave is 28 days')).toEqual([{ kind: 'text', text: 'Leave is 28 days' }]);
    expect(parser.push(' [1')).toEqual([{ kind: 'text', text: ' ' }]);
    expect(parser.push('x] more')).toEqual([
      { kind: 'text', text: '[' },
      { kind: 'text', text: '1x] more' },
    ]);
  });
});

describe('claims', () => {
  function claims(pieces: readonly MarkedText[]): readonly StreamedClaim[] {
    const stream = sentenceStream();
    return [...pieces.flatMap((piece) => stream.push(piece)), ...stream.end()];
  }
  const cited = (text: string) =>
    claims(parse([text])).flatMap((claim) => (claim.kind === 'text' ? [] : [[claim.kind, claim.claim.trim()]]));

  test('are the sentence before the mark, also when the mark follows the full stop', () => {
    expect(cited('Leave is long. It is 28 days [1]. More.')).toEqual([
      ['uncited', 'Leave is long.'],
      ['cited', 'It is 28 days'],
      ['uncited', '.'],
      ['uncited', 'More.'],
    ]);
    expect(cited('It is 28 days. [1] More follows.')).toEqual([
      ['cited', 'It is 28 days.'],
      ['uncited', 'More follows.'],
    ]);
  });

  test('are the parts of a sentence with several marks', () => {
    expect(cited('A is five [1] and B is six [2].').slice(0, 2)).toEqual([
      ['cited', 'A is five'],
      ['cited', 'and B is six'],
    ]);
  });

  test('follow a mark that comes before them, up to the end of the sentence', () => {
    const pieces = claims(parse(['According to [4], leave is 28 days. More.']));
    expect(pieces).toEqual([
      { kind: 'text', text: 'According to' },
      { kind: 'text', text: ', leave is 28 days.' },
      { kind: 'cited', claim: 'According to, leave is 28 days.', ids: ['4'] },
      { kind: 'text', text: ' More.' },
      { kind: 'uncited', claim: ' More.' },
    ]);
    expect(cited('25 [3].')).toEqual([['cited', '25.']]);
    expect(cited('Yes. [3]')).toEqual([['cited', 'Yes.']]);
    expect(cited('[3]')).toEqual([['cited', '']]);
  });

  test('are the items of a list', () => {
    expect(cited('- Tea [1]\n- Coffee [2]\n').filter(([kind]) => kind === 'cited')).toEqual([
      ['cited', '- Tea'],
      ['cited', '- Coffee'],
    ]);
  });

  test('leave the text as it was, but for blanks at its end', () => {
    const text = 'One. Two e.g. this.\n\nThree is 3.5 m.  Four';
    const passed = claims([...text].map((character) => ({ kind: 'text', text: character }))).filter((claim) => claim.kind === 'text');
    expect(passed.map((claim) => claim.text).join('')).toBe(text);
  });
});
