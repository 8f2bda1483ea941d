/** Says where a span of a document is, in a person's words. Everything is derived; nothing is stored twice. */
import type { CellRange, ParsedDocument, Place, Span, StoredDocument } from '../../../core/types.ts';

// A citation longer than this marks whole pages; the boxes of its beginning are enough to find it.
const mostBoxes = 500;

/** Page, lines, heading, cells, table and boxes of a span; fields that do not apply are null or empty. */
export function placeOf(document: StoredDocument, span: Span): Place {
  const { parsed } = document;
  const starts = lineStarts(parsed);
  const cells = parsed.cells.filter((range) => overlaps(range.span, span));
  return {
    page: parsed.pageStarts.length === 0 ? null : Math.max(1, lastAtOrBefore(parsed.pageStarts, span.start) + 1),
    lineStart: lastAtOrBefore(starts, span.start) + 1,
    lineEnd: lastAtOrBefore(starts, Math.max(span.start, span.end - 1)) + 1,
    heading: headingAbove(parsed, span),
    sheet: cells[0]?.sheet ?? null,
    cells: hull(cells),
    table: tableOf(parsed, span),
    boxes: boxesOf(parsed, span),
  };
}

const overlaps = (one: Span, other: Span): boolean => one.start < other.end && other.start < one.end;

// A document is asked for many places at once, and its lines never change.
const knownLineStarts = new WeakMap<ParsedDocument, readonly number[]>();

function lineStarts(parsed: ParsedDocument): readonly number[] {
  const known = knownLineStarts.get(parsed);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = parsed.text.indexOf('\n'); at !== -1; at = parsed.text.indexOf('\n', at + 1)) starts.push(at + 1);
  knownLineStarts.set(parsed, starts);
  return starts;
}

/** Index of the last value that is not above the offset, -1 when all are; the values ascend. */
function lastAtOrBefore(ascending: readonly number[], offset: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Number.POSITIVE_INFINITY) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function headingAbove({ blocks, text }: ParsedDocument, span: Span): string | null {
  const heading = blocks.findLast((block) => block.kind === 'heading' && block.span.start <= span.start);
  if (heading === undefined) return null;
  const words = text
    .slice(heading.span.start, heading.span.end)
    // Markdown's own signs: `## Title ##`, and the underline of a setext heading.
    .replace(/^#{1,6}\s+|\s+#+\s*$|\n[=-]+\s*$/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return words === '' ? null : words;
}

function tableOf({ blocks }: ParsedDocument, span: Span): string | null {
  const block = blocks.find((candidate) => candidate.kind === 'definition' && overlaps(candidate.span, span));
  return block?.kind === 'definition' ? block.definition.name : null;
}

function boxesOf({ boxes }: ParsedDocument, span: Span): Place['boxes'] {
  return boxes
    .filter((box) => overlaps(box.span, span))
    .slice(0, mostBoxes)
    .map(({ page, x, y, width, height }) => ({ page, x, y, width, height }));
}

const cellName = /^([A-Z]+)(\d+)$/;

/** The smallest A1 range that holds all ranges of the first sheet. */
function hull(ranges: readonly CellRange[]): string | null {
  const first = ranges[0];
  if (first === undefined) return null;
  const corners = ranges
    .filter((range) => range.sheet === first.sheet)
    .flatMap((range) => range.cells.split(':'))
    .map((name) => cellName.exec(name))
    .filter((match) => match !== null)
    .map(([, letters = '', digits = '']) => ({ column: columnNumber(letters), row: Number(digits) }));
  if (corners.length === 0) return first.cells;
  const columns = corners.map(({ column }) => column);
  const rows = corners.map(({ row }) => row);
  const from = `${columnLetters(least(columns))}${least(rows)}`;
  const to = `${columnLetters(most(columns))}${most(rows)}`;
  return from === to ? from : `${from}:${to}`;
}

// Spreading a large sheet's cells into Math.min overflows the stack.
const least = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other));
const most = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other));

const columnNumber = (letters: string): number => [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);

function columnLetters(number: number): string {
  const rest = (number - 1) % 26;
  const letter = String.fromCharCode(65 + rest);
  return number > 26 ? `${columnLetters((number - 1 - rest) / 26)}${letter}` : letter;
}
