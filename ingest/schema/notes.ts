/** Comments that people write beside columns, the only documentation in most schema files. */
import type { Token } from './lexer.ts';

interface Element {
  readonly name: string | null;
  readonly start: number;
  readonly end: number;
}

/** Text by column name: a comment on the same line belongs to the column before it, one on its own line to the next. */
export function columnNotes(text: string, comments: readonly Token[], elements: readonly Element[]): ReadonlyMap<string, string> {
  const notes = new Map<string, string>();
  let next = 0;
  for (const comment of comments) {
    while (next < elements.length && (elements[next]?.start ?? 0) < comment.start) next += 1;
    const before = elements[next - 1];
    const isBeside = before !== undefined && !/[\r\n]/.test(text.slice(before.end, Math.max(before.end, comment.start)));
    const owner = isBeside ? before : elements[next];
    const note = noteText(text.slice(comment.start, comment.end));
    if (owner === undefined || owner.name === null || note === '') continue;
    const earlier = notes.get(owner.name);
    notes.set(owner.name, earlier === undefined ? note : `${earlier} ${note}`);
  }
  return notes;
}

/** Without marks and frames; empty when it says nothing (a placeholder, a ruler) or speaks to MySQL only. */
function noteText(comment: string): string {
  if (comment === '*/' || /^\/\*M?!/.test(comment)) return '';
  const inner = comment
    .replace(/^(?:--|#|\/\*)+/, '')
    .replace(/\*\/$/, '')
    .replace(/\n[ \t]*\*/g, '\n')
    .replace(/\s+/g, ' ')
    .trim();
  return /\p{L}{2}/u.test(inner) && !/^\$?\w+$/.test(inner) ? inner : '';
}
