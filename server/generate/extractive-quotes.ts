/** How a sentence found in the sources is quoted: prose as a block quote, code and tables as whole lines in a code block. */
import type { Passage, Span } from '../../core/types.ts';
import { paragraphAround, shapeOf } from './quote-shape.ts';

export interface Quote {
  readonly passage: Passage;
  /** Offsets in the document. */
  readonly span: Span;
  /** As Markdown; the citation's mark goes behind it. */
  readonly text: string;
}

// A definition or a function that fits on half a screen is quoted whole; of a longer one, some lines around the best.
const mostLines = 14;
const linesBefore = 2;
const linesAfter = 6;

export function quoteOf(passage: Passage, sentence: Span): Quote {
  const local = { start: sentence.start - passage.span.start, end: sentence.end - passage.span.start };
  switch (shapeOf(passage.text, local)) {
    case 'prose':
      return { passage, span: sentence, text: `> ${inOneLine(passage.text.slice(local.start, local.end))}` };
    case 'table':
      return fenced(passage, wholeLines(passage.text, local), headerOf(passage, local));
    case 'code':
      return fenced(passage, codeAround(passage.text, local), null);
  }
}

function wholeLines(text: string, { start, end }: Span): Span {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', Math.max(start, end - 1));
  return { start: from, end: to === -1 ? text.length : to };
}

function codeAround(text: string, local: Span): Span {
  const paragraph = paragraphAround(text, local);
  if (text.slice(paragraph.start, paragraph.end).split('\n').length <= mostLines)
    return trimmed(text, withoutImports(text, paragraph, local));
  let { start, end } = wholeLines(text, local);
  for (let line = 0; line < linesBefore && start > paragraph.start; line += 1) start = text.lastIndexOf('\n', start - 2) + 1;
  for (let line = 0; line < linesAfter && end < paragraph.end; line += 1) {
    const next = text.indexOf('\n', end + 1);
    end = next === -1 ? text.length : next;
  }
  const window = { start: Math.max(start, paragraph.start), end: Math.min(end, paragraph.end) };
  return trimmed(text, withoutImports(text, window, local));
}

const importLine =
  /^[^\S\n]*(?:import\b|from\s+\S+\s+import\b|use\s+[\w:{\\]|#include\b|using\s+[\w.]+;|package\s+[\w.]+;|(?:const|let|var)\b[^\n]*=\s*require\()[^\n]*$/gm;

/** The comment at the head of a file says what it is for; the imports below it say nothing, unless they are what was found. */
function withoutImports(text: string, window: Span, local: Span): Span {
  let { start, end } = window;
  for (const match of text.slice(start, end).matchAll(importLine)) {
    const at = window.start + match.index;
    const over = at + match[0].length;
    if (over <= local.start) start = over;
    else if (at >= local.end) {
      end = at;
      break;
    }
  }
  return { start, end };
}

/** Blank lines and Markdown fences at either end are no part of a quote, nor is the indentation of the first line. */
function trimmed(text: string, span: Span): Span {
  const slice = text.slice(span.start, span.end);
  const opening = /^\s*(?:```|~~~)[^\n]*\n/.exec(slice)?.[0].length ?? 0;
  const closing = /\n\s*(?:```|~~~)\s*$/.exec(slice)?.[0].length ?? 0;
  return opening + closing < slice.length ? withoutBlanks(text, { start: span.start + opening, end: span.end - closing }) : span;
}

function withoutBlanks(text: string, { start, end }: Span): Span {
  const slice = text.slice(start, end);
  return { start: start + (slice.length - slice.trimStart().length), end: end - (slice.length - slice.trimEnd().length) };
}

/** The first line of the table, when the row is another and that line is known to be the header. */
function headerOf(passage: Passage, local: Span): string | null {
  const header = headerLine(passage, local);
  return header === null || local.start < header.end ? null : passage.text.slice(header.start, header.end);
}

/** Names of columns answer nothing without a row below them. */
export function isTableHeader(passage: Passage, sentence: Span): boolean {
  const local = { start: sentence.start - passage.span.start, end: sentence.end - passage.span.start };
  const header = shapeOf(passage.text, local) === 'table' ? headerLine(passage, local) : null;
  return header !== null && local.start < header.end;
}

/** A passage may begin in the middle of a table: only a ruled line below it, or the beginning of the file, makes a header. */
function headerLine({ text, span }: Passage, local: Span): Span | null {
  const { start, end } = paragraphAround(text, local);
  const [first = '', second = ''] = text.slice(start, end).split('\n', 2);
  const isHeader = /^[\s|:+-]*-[\s|:+-]*$/.test(second) || span.start + start === 0;
  return isHeader && second !== '' ? { start, end: start + first.length } : null;
}

function fenced(passage: Passage, local: Span, header: string | null): Quote {
  const lines = passage.text.slice(local.start, local.end);
  // A fence is longer than any run of backticks inside.
  const fence = '`'.repeat(Math.max(3, ...[...lines.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const shown = header === null ? lines : `${header}\n${lines}`;
  return {
    passage,
    span: { start: local.start + passage.span.start, end: local.end + passage.span.start },
    text: `${fence}\n${shown}\n${fence}\n`,
  };
}

/** Line breaks of the file mean nothing in a quoted sentence; list signs would start a list, and `[7]` would be a mark. */
function inOneLine(sentence: string): string {
  return withoutCommentSigns(sentence)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:[-*+•>#]+|\d{1,3}[.)])\s+/, '')
    .replace(/^\[[ xX]\]\s+/, '')
    .replace(/\[(?=[\d\s,]+\])/g, '\\[');
}

/** A sentence of a comment without what marks its lines as comment. */
function withoutCommentSigns(sentence: string): string {
  const [first = '', ...others] = sentence.split('\n');
  const opened = first.replace(/^\s*(?:\/\*+|\/\/+!?|--)\s+/, '').replace(/\s*\*\/\s*$/, '');
  const sign = others.length > 0 ? /^\s*(\*|\/\/+|--|#)\s/.exec(others[0] ?? '')?.[1] : undefined;
  const isMarked = sign !== undefined && others.every((line) => line.trimStart().startsWith(sign));
  // Without signs in front, `*` and `#` are Markdown's own.
  const rest = isMarked
    ? others.map((line) =>
        line
          .trimStart()
          .slice(sign.length)
          .replace(/\s*\*\/\s*$/, ''),
      )
    : others;
  return [opened, ...rest].join('\n');
}
