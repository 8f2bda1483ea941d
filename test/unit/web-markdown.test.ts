import { describe, expect, test } from 'vitest';
import { markdownTokens, splitMarks, withoutHalfMark } from '../../web/desk/markdown.ts';

const types = (text: string): readonly string[] =>
  markdownTokens(text).flatMap((token) => [token.type, ...('tokens' in token ? (token.tokens ?? []).map(({ type }) => type) : [])]);

describe('model text', () => {
  test('never yields HTML', () => {
    const text = '<img src=x onerror=alert(1)>\n\nA <script>alert(1)</script> and <b>bold</b>.\n\n<div>\n\nblock\n\n</div>';
    expect(types(text)).not.toContain('html');
    expect(types(text)).not.toContain('tag');
  });

  test('keeps what it does not understand', () => {
    const [token] = markdownTokens('A <b>word</b> &amp; more');
    expect(token?.raw).toBe('A <b>word</b> &amp; more');
  });

  test('cannot turn a mark into a link by defining it', () => {
    expect(types('The rent is 1,250. [1]\n\n[1]: /elsewhere "x"')).not.toContain('link');
  });

  test('has the blocks that models write', () => {
    expect(types('# T\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```sql\nSELECT 1;\n```\n')).toEqual(
      expect.arrayContaining(['heading', 'list', 'table', 'code']),
    );
  });
});

describe('marks', () => {
  test('stay with the word they follow, and the blank before them goes', () => {
    expect(splitMarks('It is 28 days. [1][2] Part-time less [3]')).toEqual([
      { kind: 'text', text: 'It is 28 ' },
      { kind: 'cited', word: 'days.', numbers: [1, 2] },
      { kind: 'text', text: ' Part-time ' },
      { kind: 'cited', word: 'less', numbers: [3] },
    ]);
  });

  test('let go of a word that is too long for a line', () => {
    const address = `https://${'a'.repeat(60)}`;
    expect(splitMarks(`${address} [1]`)).toEqual([
      { kind: 'text', text: address },
      { kind: 'cited', word: '', numbers: [1] },
    ]);
  });

  test('are only numbers in brackets', () => {
    expect(splitMarks('a [x] [12345] b')).toEqual([{ kind: 'text', text: 'a [x] [12345] b' }]);
    expect(splitMarks('')).toEqual([]);
  });

  test('that have come by half are held back', () => {
    expect(withoutHalfMark('28 days. [1')).toBe('28 days.');
    expect(withoutHalfMark('28 days. [')).toBe('28 days.');
    expect(withoutHalfMark('28 days. [1]')).toBe('28 days. [1]');
  });
});
