/** How something found in the sources is quoted: prose as a block quote, code and tables as whole lines in a code block. */
import type { Passage, Span } from '../../core/types.ts';
import { codeQuoted, type Shown } from './quote-code.ts';
import { proseQuoted } from './quote-prose.ts';
import { type Shape, shapeOf, wholeLines } from './quote-shape.ts';
import { headAbove } from './quote-table.ts';

export interface Quote {
  readonly passage: Passage;
  /** Offsets in the document. */
  readonly span: Span;
  /** As Markdown; the citation's mark goes behind it. */
  readonly text: string;
  /** Code is looked for by file and line, so that both are said above it. */
  readonly shape: Shape;
}

export function quoteOf(passage: Passage, found: Span): Quote {
  const local = { start: found.start - passage.span.start, end: found.end - passage.span.start };
  switch (shapeOf(passage.text, local)) {
    case 'prose': {
      const { span, text } = proseQuoted(passage.text, local);
      return { passage, span: inDocument(span, passage), text, shape: 'prose' };
    }
    case 'table': {
      const head = headAbove(passage, local);
      return fenced(passage, { above: head === null ? [] : [head], span: wholeLines(passage.text, local) }, 'table');
    }
    case 'code':
      return fenced(passage, codeQuoted(passage.text, local), 'code');
  }
}

function inDocument({ start, end }: Span, { span }: Passage): Span {
  return { start: start + span.start, end: end + span.start };
}

function fenced(passage: Passage, { above, span }: Shown, shape: Shape): Quote {
  // The quote begins at its first sign; what is shown begins with the line, so that lines stand as they do in the file.
  const { start } = wholeLines(passage.text, { start: span.start, end: span.start });
  const shown = withoutMargin([...above, ...passage.text.slice(start, span.end).split('\n')]).join('\n');
  // A fence is longer than any run of backticks inside.
  const fence = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return { passage, span: inDocument(span, passage), text: `${fence}\n${shown}\n${fence}\n`, shape };
}

/** Blanks that all lines begin with. */
function withoutMargin(lines: readonly string[]): readonly string[] {
  const [first = '', ...others] = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  const margin = others.reduce((shared, own) => (own.startsWith(shared) ? shared : shared.startsWith(own) ? own : ''), first);
  return lines.map((line) => line.slice(line.startsWith(margin) ? margin.length : 0));
}
