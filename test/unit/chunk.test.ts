import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block, ParsedDocument, TableDefinition } from '../../core/types.ts';
import { chunkDocument } from '../../ingest/chunk/index.ts';

type Part = readonly [kind: Block['kind'] | 'gap', text: string];

function documentOf(parts: readonly Part[]): ParsedDocument {
  const blocks: Block[] = [];
  let text = '';
  for (const [kind, piece] of parts) {
    const span = { start: text.length, end: text.length + piece.length };
    text += `${piece}\n\n`;
    if (kind !== 'gap' && piece !== '') blocks.push(blockOf(kind, span, piece));
  }
  return { title: 'T', text, blocks, pageStarts: [], boxes: [], cells: [], warnings: [] };
}

function blockOf(kind: Block['kind'], span: Block['span'], piece: string): Block {
  if (kind === 'heading') return { kind, span, depth: /^#*/.exec(piece)?.[0].length || 1 };
  if (kind === 'code') return { kind, span, language: null };
  if (kind !== 'definition') return { kind, span };
  const name = /TABLE (\w+)/.exec(piece)?.[1] ?? 't';
  const definition: TableDefinition = { kind: 'table', name, comment: null, columns: [], primaryKey: [], foreignKeys: [] };
  return { kind, span, definition };
}

const prose = (words: number): string =>
  Array.from({ length: words }, (_, index) => (index % 12 === 11 ? 'end.' : index % 12 === 0 ? 'Word' : 'word')).join(' ');
const table = (name: string, columns: number): string =>
  `CREATE TABLE ${name} (\n${Array.from({ length: columns }, (_, index) => `  column_${index} text NOT NULL`).join(',\n')}\n);`;

test('chunks tile any text: no gap, no overlap, none empty', () => {
  const kind = fc.constantFrom<Part[0]>('heading', 'prose', 'list', 'table', 'code', 'definition', 'gap');
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.integer({ min: 0, max: 700 }).map(prose),
    fc.constant('a\n\n\nb\n'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, piece), { maxLength: 12 }), (parts) => {
      const parsed = documentOf(parts);
      let end = 0;
      for (const { span, section } of chunkDocument(parsed)) {
        expect(span.start).toBe(end);
        expect(span.end).toBeGreaterThan(span.start);
        expect(section.end).toBeGreaterThanOrEqual(section.start);
        end = span.end;
      }
      expect(end).toBe(parsed.text.length);
    }),
  );
});

test('an empty text has no chunk and a short one has one', () => {
  expect(chunkDocument(documentOf([]))).toEqual([]);
  expect(
    chunkDocument(
      documentOf([
        ['heading', '# A'],
        ['prose', prose(50)],
        ['heading', '# B'],
        ['prose', prose(20)],
      ]),
    ),
  ).toHaveLength(1);
});

describe('borders', () => {
  test('a section starts a chunk, and carries the headings above it', () => {
    const parsed = documentOf([
      ['heading', '# Handbook'],
      ['heading', '## Leave'],
      ['prose', prose(180)],
      ['heading', '## Pay'],
      ['prose', prose(180)],
    ]);
    const chunks = chunkDocument(parsed);
    const pay = chunks.find(({ span }) => parsed.text.startsWith('## Pay', span.start));
    expect(pay?.headings).toEqual(['Handbook', 'Pay']);
    expect(pay?.section).toEqual({ start: parsed.text.indexOf('## Pay'), end: parsed.text.length });
  });

  test('no chunk ends with a heading', () => {
    const parsed = documentOf(
      Array.from({ length: 40 }, (_, index) => [index % 2 === 0 ? 'heading' : 'prose', index % 2 === 0 ? '# H' : prose(90)]),
    );
    for (const { span } of chunkDocument(parsed)) expect(parsed.text.slice(span.start, span.end).trimEnd()).not.toMatch(/# H$/);
  });

  test('long prose is cut after sentences, at about 200 tokens', () => {
    const parsed = documentOf([['prose', prose(3000)]]);
    const chunks = chunkDocument(parsed);
    for (const { span, tokens } of chunks.slice(0, -1)) {
      expect(parsed.text.slice(span.start, span.end)).toMatch(/end\. $/);
      expect(tokens).toBeGreaterThan(120);
      expect(tokens).toBeLessThan(320);
    }
  });

  test('code is cut where a function starts', () => {
    const parsed = documentOf([
      ['code', Array.from({ length: 30 }, (_, index) => `function f${index}() {\n  const x = ${prose(30)}\n}\n`).join('\n')],
    ]);
    for (const { span } of chunkDocument(parsed)) expect(parsed.text.slice(span.start).trimStart()).toMatch(/^function/);
  });

  test('rows of a table are never cut in two', () => {
    const parsed = documentOf([['table', Array.from({ length: 400 }, (_, index) => `row ${index}, cell, cell`).join('\n')]]);
    for (const { span } of chunkDocument(parsed)) expect(parsed.text.slice(span.start)).toMatch(/^row/);
  });

  test('a surrogate pair is never cut in two', () => {
    const parsed = documentOf([['prose', '🦊'.repeat(3000)]]);
    for (const { span } of chunkDocument(parsed)) expect(parsed.text.slice(span.start, span.end).isWellFormed()).toBe(true);
  });
});

describe('definitions', () => {
  test('each has a chunk of its own with its comment, named after it', () => {
    const parsed = documentOf([
      ['definition', table('users', 3)],
      ['gap', '-- what they bought'],
      ['definition', table('orders', 3)],
      ['definition', table('items', 3)],
    ]);
    const chunks = chunkDocument(parsed);
    expect(chunks.map(({ headings }) => headings)).toEqual([['users'], ['orders'], ['items']]);
    expect(parsed.text.slice(chunks[1]?.span.start, chunks[1]?.span.end)).toContain('-- what they bought');
  });

  test('one of sixty columns stays whole, one of a thousand does not', () => {
    expect(chunkDocument(documentOf([['definition', table('wide', 60)]]))).toHaveLength(1);
    const huge = chunkDocument(documentOf([['definition', table('huge', 1000)]]));
    expect(huge.length).toBeGreaterThan(10);
    for (const { headings } of huge) expect(headings).toEqual(['huge']);
  });
});

test('a million rows take seconds, not minutes', () => {
  const started = performance.now();
  expect(chunkDocument(documentOf([['table', 'a,b,c,1\n'.repeat(1_000_000)]])).length).toBeGreaterThan(1000);
  // Linear: 1 s on an idle machine; quadratic time would be hours.
  expect(performance.now() - started).toBeLessThan(40_000);
});
