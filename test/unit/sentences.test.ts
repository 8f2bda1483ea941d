import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentences } from '../../core/text/sentences.ts';

const cut = (text: string): readonly string[] => sentences(text, 0, text.length).map(({ start, end }) => text.slice(start, end));

test('the dot of an abbreviation, an initial or a number ends no sentence', () => {
  expect(cut('Dr. Smith came on Jan. 5 to see Fig. 2. It was good (see e.g. J. R. Tolkien). Version 10.4 is out.')).toEqual([
    'Dr. Smith came on Jan. 5 to see Fig. 2.',
    'It was good (see e.g. J. R. Tolkien).',
    'Version 10.4 is out.',
  ]);
});

test('speech goes on after its question mark', () => {
  expect(cut('"Really?" he asked. Yes!')).toEqual(['"Really?" he asked.', 'Yes!']);
});

test('a line break inside a sentence ends nothing, a blank line ends everything', () => {
  expect(cut('One sentence\nover two lines. Another\n\nNo dot here\n\nLast')).toEqual([
    'One sentence\nover two lines.',
    'Another',
    'No dot here',
    'Last',
  ]);
});

test('full stops of Urdu, Arabic, Hindi and Chinese end sentences, with or without a blank after them', () => {
  expect(cut('یہ پہلا جملہ ہے۔یہ دوسرا ہے۔ کیا یہ تیسرا ہے؟ ہاں')).toHaveLength(4);
  expect(cut('هذا أول. هل تعلم؟ نعم')).toHaveLength(3);
  expect(cut('यह पहला है। यह दूसरा है।')).toHaveLength(2);
  expect(cut('你好。我是“张三。”他说。走吧！')).toEqual(['你好。', '我是“张三。”', '他说。', '走吧！']);
});

test('offsets are those of the whole text', () => {
  const text = 'Left out. First one. Second one. Left out.';
  expect(sentences(text, 10, 32).map(({ start, end }) => text.slice(start, end))).toEqual(['First one.', 'Second one.']);
});

test('sentences are in order, do not overlap and lose no letter', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('Dr. ', 'A b. ', 'x\n', '\n\n', '。', '3.', ' "q?" ', '۔', 'no '), { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const found = sentences(text, 0, text.length);
      let end = 0;
      for (const span of found) {
        expect(span.start).toBeGreaterThanOrEqual(end);
        expect(text.slice(end, span.start).trim()).toBe('');
        end = span.end;
      }
      expect(text.slice(end).trim()).toBe('');
    }),
  );
});
