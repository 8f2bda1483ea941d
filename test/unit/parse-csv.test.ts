import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowValues, scanRows } from '../../core/tables/csv-rows.ts';
import type { ParsedDocument } from '../../core/types.ts';
import { columnName, csv } from '../../ingest/parse/csv.ts';

const sources = join(import.meta.dirname, '../fixtures/csv/sources');

async function parsed(source: string, bytes: Uint8Array): Promise<ParsedDocument> {
  const { document } = await csv.parse({ source, bytes });
  if (document === null) throw new Error('a text format always gives a document');
  return document;
}

const fixture = (name: string): Promise<ParsedDocument> => parsed(name, readFileSync(join(sources, name)));
const slices = (document: ParsedDocument): readonly string[] =>
  document.blocks.map(({ span }) => document.text.slice(span.start, span.end));

describe('CSV', () => {
  it('names the cells of each row, quoted line ends included', async () => {
    const document = await fixture('prices.csv');
    const rows = document.cells.map(({ cells, span }) => `${cells} ${document.text.slice(span.start, span.end)}`);
    expect(rows).toEqual([
      'A1:C1 item,quantity,price',
      'A2:C2 Rope,12,"1,250.00"',
      'A3:C3 "Anchor, small",1,300.00',
      'A4:C4 "Lamp\nwith two lines",2,45.50',
      'A5:C5 "The ""old"" bell",1,90.00',
    ]);
    expect(document.blocks.map(({ kind }) => kind)).toEqual(['heading', 'table']);
    expect(document.warnings).toEqual([]);
  });

  it('finds semicolons, tabs and the line by which Excel names its delimiter', async () => {
    expect(slices(await fixture('excel.csv'))[0]).toBe('name;town');
    expect((await fixture('excel.csv')).cells.map(({ cells }) => cells)).toEqual(['A1:B1', 'A2:B2', 'A3:B3']);
    expect(slices(await fixture('urdu.tsv'))[0]).toBe('نام\tشہر');
    expect((await fixture('windows-1252.csv')).text).toBe('Straße;Größe;Preis\r\nMühlenweg;12;3,50\r\nKönigsallee;7;14,00\r\n');
    expect((await fixture('windows-1252.csv')).cells[1]?.cells).toBe('A2:C2');
  });

  it('takes a first row of figures for data', async () => {
    const document = await parsed('a.csv', Buffer.from('1,2\n3,4\n'));
    expect(document.blocks.map(({ kind }) => kind)).toEqual(['table']);
  });

  it('reads ragged rows and a quote that never ends, and says which', async () => {
    expect((await fixture('ragged.csv')).warnings).toEqual(['2 of 4 rows have more or fewer cells than the header: 3, 4.']);
    const unclosed = await fixture('unclosed.csv');
    expect(unclosed.warnings).toEqual(['A quote in row 2 never ends: from there on, each line was read as one row.']);
    expect(unclosed.cells.map(({ cells }) => cells)).toEqual(['A1:B1', 'A2:B2', 'A3:B3']);
  });

  it('keeps the number of ranges bounded in a long file, without losing a row', async () => {
    const rows = 120_000;
    const document = await parsed('a.csv', Buffer.from(`name,qty\n${'rope,4\n'.repeat(rows)}`));
    expect(document.cells.length).toBeLessThanOrEqual(50_000);
    expect(document.cells.at(-1)?.cells).toMatch(new RegExp(`:B${rows + 1}$`));
    expect(document.cells.every((range, index) => index === 0 || range.span.start > (document.cells[index - 1]?.span.end ?? 0))).toBe(true);
  });

  it('cuts blocks between rows only', async () => {
    const document = await parsed('a.csv', Buffer.from(`name,qty\n${'rope,4\n'.repeat(1000)}`));
    expect(slices(document).every((block) => /^(?:name,qty|rope,4(?:\nrope,4)*)$/.test(block))).toBe(true);
    expect(document.blocks.length).toBeGreaterThan(5);
  });

  it('counts columns as a spreadsheet does', () => {
    expect([1, 26, 27, 52, 53, 702, 703].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });

  it('sees the rows and values that csv-parse sees', () => {
    const field = fc.stringMatching(/^[a-c ,"\n]{0,6}$/);
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
        const found = scanRows(text, 0, text.length, ',');
        const values = found.starts.map((start, index) => rowValues(text.slice(start, found.ends[index]), ','));
        expect(values).toEqual(parse(text, { relax_column_count: true }));
        expect(found.fields).toEqual(values.map((row) => row.length));
      }),
    );
  });
});
