/** The names of the columns for a passage that begins below them: a long table is cut, and a row says little without them. */
import { isRow, isRule, tableDelimiterOf } from '../../generate/quote-shape.ts';

/** For one text: the first line of the table that goes on at `start`; undefined when none does, or when it begins there. */
export function tableHeadsOf(text: string): (start: number) => string | undefined {
  const gap = text.search(/\n[^\S\n]*\n/);
  const rowsEnd = gap === -1 ? text.length : gap;
  // Passages of a long table come in order: each looks back only as far as the one before.
  const known = new Map<number, string | undefined>();
  return (start) => {
    const first = lineAt(text, start);
    const head = isRow(first) ? markdownHead(text, start, known) : start > 0 && start < rowsEnd ? delimitedHead(text, first) : undefined;
    known.set(start, head);
    return head;
  };
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end);
}

function markdownHead(text: string, start: number, known: ReadonlyMap<number, string | undefined>): string | undefined {
  let head = lineAt(text, start);
  let below = '';
  for (let at = start; at > 0; ) {
    const from = text.lastIndexOf('\n', at - 2) + 1;
    const line = text.slice(from, at - 1);
    if (!isRow(line)) break;
    const found = known.get(from);
    if (found !== undefined) return found;
    below = head;
    head = line;
    at = from;
  }
  return isRule(below) ? head.trim() : undefined;
}

/** A file of rows from its first line on. */
function delimitedHead(text: string, first: string): string | undefined {
  const head = lineAt(text, 0);
  return tableDelimiterOf([head, first]) === null ? undefined : head;
}
