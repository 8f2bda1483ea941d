/** What a line of source code is for its outline: indentation, comment, closing word. Knows no grammar. */
import type { Span } from '../../core/types.ts';
import { firstVisible, linesOf } from './text-lines.ts';

export interface CodeLine {
  readonly span: Span;
  /** Columns before the first visible character; a tab counts four, as most editors show it. */
  readonly indent: number;
  /**
   * `start` may begin a definition; `leading` belongs to what follows (comment, decorator, attribute);
   * `more` belongs to what is before (closing bracket, `end`, `else`, inside of a comment or long string).
   */
  readonly role: 'start' | 'leading' | 'more' | 'blank';
}

/** Long comments: the words that open and close them. */
const comments: readonly (readonly [string, string])[] = [
  ['/*', '*/'],
  ['<!--', '-->'],
  ['--[[', ']]'],
  ['{-', '-}'],
  ['=begin', '=end'],
];

const closing =
  /^(?:[)}\]]|<\/|\{\s*$|(?:end|else|elif|elsif|elseif|catch|finally|except|rescue|ensure|then|done|fi|esac|begin)\b|(?:public|private|protected|default)\s*:\s*$)/i;
const leading = /^(?:\/\/|#|--|;|%|'|REM\b|"""|'''|@\w|\[[A-Z]\w*|template\s*<)/;
/** Looked at in each line: enough for any signature, little enough for a file of one line. */
const lookedAt = 400;

/** All lines with their roles, in one pass. */
export function codeLines(text: string): readonly CodeLine[] {
  const lines: CodeLine[] = [];
  let inside: string | null = null;
  for (const span of linesOf(text)) {
    const visible = firstVisible(text, span);
    const head = text.slice(visible, Math.min(span.end, visible + lookedAt));
    const indent = indentation(text, span.start, visible);
    if (inside !== null) {
      const isEnd: boolean = head.includes(inside);
      // The lines of a comment belong to the comment; the whole of it is then leading or not by its first line.
      lines.push({ span, indent, role: head === '' ? 'blank' : inside === '"""' || inside === "'''" ? 'more' : 'leading' });
      if (isEnd) inside = null;
      continue;
    }
    inside = openedBy(head);
    lines.push({ span, indent, role: roleOf(head) });
  }
  return lines;
}

function roleOf(head: string): CodeLine['role'] {
  if (head === '') return 'blank';
  if (leading.test(head) || comments.some(([open]) => head.startsWith(open))) return 'leading';
  return closing.test(head) ? 'more' : 'start';
}

/** The word that ends the comment or string which a line leaves open. */
function openedBy(head: string): string | null {
  for (const [open, close] of comments) {
    if (head.startsWith(open)) return head.includes(close, open.length) ? null : close;
  }
  for (const quote of ['"""', "'''"]) {
    if (head.split(quote).length % 2 === 0) return quote;
  }
  return null;
}

function indentation(text: string, start: number, visible: number): number {
  let columns = 0;
  for (let at = start; at < visible; at += 1) columns += text[at] === '\t' ? 4 : 1;
  return columns;
}
