/** Cells and rows that OpenDocument writes once with their number. */
import { expect, test } from 'vitest';
import { hiddenText } from '../../ingest/parse/hidden-text.ts';
import { contentHtml } from '../../ingest/parse/odf-content.ts';
import { xmlTree } from '../../ingest/parse/xml-tree.ts';

const read = (xml: string): string =>
  contentHtml(
    { hiddenStyles: new Set(), hidden: hiddenText(), unread: new Set() },
    xmlTree('table.odt', new TextEncoder().encode(`<office:text xmlns:office="o" xmlns:table="t" xmlns:text="x">${xml}</office:text>`)),
  );
const cell = (text: string, attributes = ''): string => `<table:table-cell${attributes}><text:p>${text}</text:p></table:table-cell>`;

test('equal cells stand under their own columns, and equal rows as often as they are', () => {
  const row = `<table:table-row table:number-rows-repeated="2">${cell('5', ' table:number-columns-repeated="3"')}${cell('9')}</table:table-row>`;
  const one = '<tr><td><p>5</p></td><td><p>5</p></td><td><p>5</p></td><td><p>9</p></td></tr>';
  expect(read(`<table:table>${row}</table:table>`)).toBe(`<table>${one}${one}</table>`);
});

test('a million equal rows are no million rows', () => {
  const rows = (text: string): string =>
    `<table:table><table:table-row table:number-rows-repeated="1048576">${cell(text)}</table:table-row></table:table>`;
  expect(read(rows('')).match(/<tr>/g)).toHaveLength(1);
  expect(read(rows('5')).match(/<tr>/g)).toHaveLength(64);
});
