/** The names of the columns above a row. */
import type { Passage, Span } from '../../core/types.ts';
import { isRow, isRule, paragraphAround, shapeOf } from './quote-shape.ts';

/** The line with the names of the columns, when the row is another line and that one is known to be the head. */
export function headAbove(passage: Passage, local: Span): string | null {
  const head = headLine(passage.text, passage.span.start, local);
  if (head === null) return passage.tableHead ?? null;
  return local.start < head.end ? null : passage.text.slice(head.start, head.end);
}

/** Names of columns answer nothing without a row below them. */
export function isTableHead(passage: Passage, found: Span): boolean {
  const local = { start: found.start - passage.span.start, end: found.end - passage.span.start };
  const head = shapeOf(passage.text, local) === 'table' ? headLine(passage.text, passage.span.start, local) : null;
  return head !== null && local.start < head.end;
}

/** A passage may begin in the middle of a table: only a rule below it, or the beginning of the file, makes a head. */
function headLine(text: string, startsAt: number, local: Span): Span | null {
  const { start, end } = tableAround(text, local);
  const [first = '', second = ''] = text.slice(start, end).split('\n', 2);
  const isHead = isRule(second) || (startsAt + start === 0 && !isRow(first));
  return isHead && second !== '' ? { start, end: start + first.length } : null;
}

/** In Markdown a table may follow its sentence without a blank line. */
function tableAround(text: string, local: Span): Span {
  const paragraph = paragraphAround(text, local);
  let start = paragraph.start;
  for (const line of text.slice(paragraph.start, local.start).matchAll(/[^\n]*\n/g)) {
    const next = paragraph.start + line.index + line[0].length;
    if (!isRow(line[0]) && isRow(text.slice(next, paragraph.end).split('\n', 1)[0] ?? '')) start = next;
  }
  return { start, end: paragraph.end };
}
