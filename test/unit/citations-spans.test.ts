import fc from 'fast-check';
import { expect, test } from 'vitest';
import { citableSpans } from '../../server/answer/proof/citable-spans.ts';

const cited = (text: string): readonly string[] => citableSpans(text).map(({ start, end }) => text.slice(start, end));

test('a sentence that is wrapped before a capital letter is one', () => {
  const text = 'It must be set to a value above zero so that the server is protected against\nDenial of service. Then restart.';
  expect(cited(text)).toEqual([text.slice(0, text.indexOf(' Then')), 'Then restart.']);
});

test('a heading, a list item and a short line are not joined to what follows', () => {
  expect(cited('Opening hours\nMonday to Friday')).toEqual(['Opening hours', 'Monday to Friday']);
  const item = '- A list item that is long enough to have been wrapped by somebody';
  expect(cited(`${item}\n- Another one`)).toEqual([item, '- Another one']);
  expect(cited(`${item}\n  Berlin and others`)).toEqual([`${item}\n  Berlin and others`]);
});

test('long code and tables are cited by line, long prose by sentence', () => {
  const code = Array.from({ length: 30 }, (_, index) => `const value${index} = call(${index});`).join('\n');
  expect(cited(code)).toHaveLength(30);
  const prose = `${'This sentence goes on and on about the rules of the house, '.repeat(9)}until it ends.`;
  expect(cited(prose)).toEqual([prose]);
});

test('spans are in order, do not overlap and are not blank, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aB .\n|{;-1۔。'), maxLength: 600 }), (text) => {
      const spans = citableSpans(text);
      for (const [index, { start, end }] of spans.entries()) {
        expect(start).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0);
        expect(text.slice(start, end).trim()).not.toBe('');
      }
    }),
  );
});
