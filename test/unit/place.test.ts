import { describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import type { ParsedDocument, StoredDocument } from '../../core/types.ts';
import { placeOf } from '../../server/answer/proof/place.ts';

function stored(parsed: Partial<ParsedDocument> & { readonly text: string }): StoredDocument {
  const record = {
    id: documentIdOf('a.md'),
    source: 'a.md',
    title: 'A',
    format: 'markdown',
    status: 'indexed',
    reason: '',
    warnings: [],
    pages: 0,
    characters: parsed.text.length,
    tokens: 0,
    chunks: 1,
    sizeBytes: 0,
    hash: '',
    language: 'en',
    ingestedAt: '2026-11-24T08:00:00Z',
  } as const;
  return { record, parsed: { title: 'A', blocks: [], pageStarts: [], boxes: [], cells: [], warnings: [], ...parsed } };
}

const spanOf = (text: string, words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });

describe('lines', () => {
  const text = 'One\nTwo\n\nFour and more\n';

  test.each([
    ['One', 1, 1],
    ['One\n', 1, 1],
    ['Two', 2, 2],
    ['Two\n\nFour', 2, 4],
    ['more\n', 4, 4],
  ] as const)('of %j are %d to %d', (words, lineStart, lineEnd) => {
    expect(placeOf(stored({ text }), spanOf(text, words))).toMatchObject({ lineStart, lineEnd });
  });

  test('of an empty document are 1 to 1', () => {
    expect(placeOf(stored({ text: '' }), { start: 0, end: 0 })).toMatchObject({ lineStart: 1, lineEnd: 1, page: null });
  });
});

test('the page is the one the span begins on, counted from 1', () => {
  const document = stored({ text: 'aaaa bbbb cccc', pageStarts: [0, 5, 10] });
  expect([0, 4, 5, 9, 10, 13].map((start) => placeOf(document, { start, end: start + 1 }).page)).toEqual([1, 1, 2, 2, 3, 3]);
});

test('the heading is the nearest one above, without its signs', () => {
  const text = 'Before\n\n# Leave #\n\nWords\n\nHotels\n------\n\nMore';
  const heading = (words: string) => ({ kind: 'heading', depth: 1, span: spanOf(text, words) }) as const;
  const document = stored({ text, blocks: [heading('# Leave #'), heading('Hotels\n------')] });
  expect(['Before', 'Words', 'More'].map((words) => placeOf(document, spanOf(text, words)).heading)).toEqual([null, 'Leave', 'Hotels']);
});

test('cells of neighbouring spans become one range of their sheet', () => {
  const cell = (start: number, cells: string, sheet = 'Prices') => ({ span: { start, end: start + 4 }, sheet, cells });
  const document = stored({
    text: 'a1  b1  a2  b2  z9  ',
    cells: [cell(0, 'A1'), cell(4, 'B1:AA1'), cell(8, 'A2'), cell(12, 'B10'), cell(16, 'Z9', 'Other')],
  });
  expect(placeOf(document, { start: 1, end: 15 })).toMatchObject({ sheet: 'Prices', cells: 'A1:AA10' });
  expect(placeOf(document, { start: 8, end: 10 })).toMatchObject({ cells: 'A2' });
  expect(placeOf(document, { start: 16, end: 17 })).toMatchObject({ sheet: 'Other', cells: 'Z9' });
});

test('a definition gives the name of its table', () => {
  const definition = { kind: 'table', name: 'orders', comment: null, columns: [], primaryKey: [], foreignKeys: [] } as const;
  const document = stored({
    text: 'CREATE TABLE orders (id int);',
    blocks: [{ kind: 'definition', span: { start: 0, end: 29 }, definition }],
  });
  expect(placeOf(document, { start: 20, end: 25 }).table).toBe('orders');
});

test('boxes are those that touch the span, without their own spans', () => {
  const box = (start: number, x: number) => ({ span: { start, end: start + 5 }, page: 1, x, y: 2, width: 3, height: 4 });
  const document = stored({ text: 'aaaaabbbbbccccc', pageStarts: [0], boxes: [box(0, 0), box(5, 50), box(10, 100)] });
  expect(placeOf(document, { start: 4, end: 10 }).boxes).toEqual([
    { page: 1, x: 0, y: 2, width: 3, height: 4 },
    { page: 1, x: 50, y: 2, width: 3, height: 4 },
  ]);
});
