import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { lineStarts, linesBefore, segmentAt } from '../../web/source/runs.ts';
import { rowEdges, tableRows } from '../../web/source/table-rows.ts';

const prices = readFileSync(new URL('../../data/sample/price-list-2026.csv', import.meta.url), 'utf8');

const values = (text: string): readonly (readonly string[])[] =>
  (tableRows(text) ?? []).map(({ cells }) => cells.map(({ start, end }) => text.slice(start, end)));

describe('a table in the source panel', () => {
  test('has the cells that a CSV reader finds, as spans of the text', () => {
    expect(values(prices)).toEqual(parse(prices, { relax_column_count: true }));
  });

  test('knows commas from semicolons, tabs and bars', () => {
    for (const sign of [',', ';', '\t', '|'])
      expect(values(`a${sign}b\n1${sign}2\n`)).toEqual([
        ['a', 'b'],
        ['1', '2'],
      ]);
  });

  test('keeps quoted delimiters, line breaks and doubled quotes in their cell, and skips empty lines', () => {
    expect(values('name,note\r\n\r\nOak,"tall, ""very""\nold"\r\n')).toEqual([
      ['name', 'note'],
      ['Oak', 'tall, ""very""\nold'],
    ]);
  });

  test('is none where lines have no columns, or a cell is a page of prose', () => {
    expect(tableRows('')).toBeNull();
    expect(tableRows('one line\nanother line\n')).toBeNull();
    expect(tableRows(`a,b\n1,${'word '.repeat(400)}\n`)).toBeNull();
  });

  test('shows damage as it stands: a quote that never ends hides nothing', () => {
    expect(values('a,b\n"1,2\n3,4\n')).toEqual([
      ['a', 'b'],
      ['"1', '2'],
      ['3', '4'],
    ]);
  });

  test('comes in segments that hold every row once', () => {
    const rows = tableRows(prices) ?? [];
    const edges = rowEdges(rows, 200);
    expect(edges.length).toBeGreaterThan(3);
    for (const row of rows) {
      const segment = segmentAt(edges, row.start);
      expect(row.end).toBeLessThanOrEqual(edges[segment + 1] ?? 0);
    }
  });
});

describe('numbered lines', () => {
  test('begin after each line end, and count on from the lines before', () => {
    const text = 'one\ntwo\n\nfour';
    expect(lineStarts(text, 0, text.length)).toEqual([0, 4, 8, 9]);
    expect(lineStarts(text, 4, 9)).toEqual([4, 8]);
    expect([0, 4, 8, 9].map((offset) => linesBefore(text, offset))).toEqual([0, 1, 2, 3]);
  });
});
