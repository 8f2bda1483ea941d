import { describe, expect, test } from 'vitest';
import { pdf } from '../../ingest/parse/pdf.ts';
import { joinBrokenWord } from '../../ingest/parse/pdf-hyphens.ts';
import type { PlacedText } from '../../ingest/parse/pdf-items.ts';
import { linesOf } from '../../ingest/parse/pdf-lines.ts';
import { containRejections } from '../../ingest/parse/pdf-rejections.ts';
import { fixturesOf } from '../fixtures/describe.ts';

const item = (text: string, along: number, width: number, across = 100): PlacedText => ({
  text,
  along,
  across,
  width,
  size: 10,
  font: 'f',
  angle: 0,
});
const textOf = (items: readonly PlacedText[]): readonly string[] => linesOf(items).map((line) => line.text);

describe('lines', () => {
  test('ligature fragments join, words part, and columns of a table stand apart by a tab', () => {
    expect(textOf([item('in the ', 0, 30), item('fi', 30, 6), item('scal', 36, 20), item('year', 60, 18), item('2026', 110, 20)])).toEqual([
      'in the fiscal year\t2026',
    ]);
  });

  test('glyphs in visual order become a right-to-left sentence, with numbers and Latin words as they are', () => {
    // "دفتر 23 مارچ ABC" as a printer places it, from the left.
    const glyphs = ['A', 'B', 'C', ' ', 'چ', 'ر', 'ا', 'م', ' ', '2', '3', ' ', 'ر', 'ت', 'ف', 'د'];
    expect(textOf(glyphs.map((glyph, index) => item(glyph, index * 6, 6)))).toEqual(['دفتر 23 مارچ ABC']);
  });

  test('the same sentence in logical order gives the same line', () => {
    const words = [item('دفتر', 72, 24), item('23', 54, 12), item('مارچ', 24, 24), item('ABC', 0, 18)];
    expect(textOf(words)).toEqual(['دفتر 23 مارچ ABC']);
  });

  test('a raised note mark stays on its line, and the next line is another', () => {
    const mark = { ...item('1', 21, 4, 96), size: 6 };
    expect(textOf([item('note', 0, 20), mark, item('next', 0, 20, 112)])).toEqual(['note1', 'next']);
  });
});

describe('words broken at a line end', () => {
  const words = new Set(['well-known', 'agreement']);
  const join = (before: string, after: string): string | null => {
    const joined = joinBrokenWord(before, after, (word) => words.has(word));
    return joined === null ? null : joined + after;
  };

  test.each([
    ['the agree-', 'ment was', 'the agreement was'],
    ['a well-', 'known case', 'a well-known case'],
    ['an un-', 'heard case', 'an unheard case'],
    ['by Jean-', 'Luc Picard', 'by Jean-Luc Picard'],
    ['soft\u00ad', 'ware', 'software'],
  ])('"%s" and "%s" are "%s"', (before, after, expected) => {
    expect(join(before, after)).toBe(expected);
  });

  test('a range of numbers or a dash is no broken word', () => {
    expect(join('pages 10-', '12 say')).toBeNull();
    expect(join('he said -', 'and left')).toBeNull();
  });
});

describe('faults', () => {
  const sample = fixturesOf('pdf').find(({ name }) => name === 'two-columns.pdf');
  const bytes = sample?.bytes ?? new Uint8Array();

  test('what is no PDF is told apart from a damaged one', async () => {
    await expect(pdf.parse({ source: 'a.pdf', bytes: Buffer.from('hello') })).rejects.toMatchObject({
      code: 'file-damaged',
      message: expect.stringContaining('is not a PDF'),
    });
    await expect(pdf.parse({ source: 'a.pdf', bytes: Buffer.from('%PDF-1.7\nhello') })).rejects.toMatchObject({
      code: 'file-damaged',
      message: 'a.pdf is a damaged PDF',
    });
  });

  test('a PDF that needs a password says so', async () => {
    await expect(pdf.parse({ source: 'a.pdf', bytes: encryptedPdf() })).rejects.toMatchObject({ code: 'file-encrypted' });
  });

  test('a PDF without text and pictures says that it is blank', async () => {
    const blank = fixturesOf('pdf').find(({ name }) => name === 'blank.pdf');
    await expect(pdf.parse({ source: 'a.pdf', bytes: blank?.bytes ?? bytes })).rejects.toMatchObject({
      code: 'file-empty',
      message: expect.stringContaining('blank, or drawn in lines'),
    });
  });

  test('the caller keeps its bytes', async () => {
    const before = bytes.length;
    await pdf.parse({ source: 'a.pdf', bytes });
    expect(bytes).toHaveLength(before);
  });

  test('rejections that nobody awaits are counted and go no further, and listeners are put back', async () => {
    const listeners = process.listeners('unhandledRejection');
    const { result, contained } = await containRejections(async () => {
      void Promise.reject(new Error('left behind'));
      return 'done';
    });
    expect({ result, contained }).toEqual({ result: 'done', contained: 1 });
    expect(process.listeners('unhandledRejection')).toEqual(listeners);
  });

  test('two files at once leave the listeners as they were, in whatever order they end', async () => {
    const listeners = process.listeners('unhandledRejection');
    const gate = Promise.withResolvers<void>();
    const first = containRejections(() => gate.promise);
    await containRejections(async () => 'second');
    gate.resolve();
    await first;
    expect(process.listeners('unhandledRejection')).toEqual(listeners);
  });
});

/** The smallest file with a standard security handler whose empty password does not fit. */
function encryptedPdf(): Uint8Array {
  const key = 'A'.repeat(64);
  return Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
3 0 obj<</Filter/Standard/V 1/R 2/O<${key}>/U<${key}>/P -4>>endobj
trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>
%%EOF
`);
}
