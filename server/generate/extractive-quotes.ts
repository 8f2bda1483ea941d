/** How a sentence found in the sources is quoted: prose as a block quote, code and tables as whole lines in a code block. */
import type { Passage, Span } from '../../core/types.ts';

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

type Shape = 'prose' | 'table' | 'code';

export function quoteOf(passage: Passage, sentence: Span): Quote {
  const local = { start: sentence.start - passage.span.start, end: sentence.end - passage.span.start };
  switch (shapeOf(passage.text, local)) {
    case 'prose':
      return { passage, span: sentence, text: `> ${inOneLine(passage.text.slice(local.start, local.end))}` };
    case 'table':
      return fenced(passage, wholeLines(passage.text, local), headerOf(passage.text, local));
    case 'code':
      return fenced(passage, codeAround(passage.text, local), null);
  }
}

/** What the lines around the sentence look like. The parser's blocks are not part of a passage, but its lines tell. */
function shapeOf(text: string, { start, end }: Span): Shape {
  const around = paragraphAround(text, { start, end });
  const lines = text
    .slice(around.start, around.end)
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length < 2) return 'prose';
  if (isCode(lines)) return 'code';
  return tableDelimiters.some((delimiter) => isTable(lines, delimiter)) ? 'table' : 'prose';
}

const codeLine = /[{}();=>]\s*$|^\s*(?:\/\/|\/\*|#include|import |export |CREATE |SELECT )/;

/** Half of the lines end as code does, or all of them stand between an opening and a closing bracket. */
function isCode(lines: readonly string[]): boolean {
  const isBracketed = /[({[]\s*$/.test(lines[0] ?? '') && /^\s*[)}\]]/.test(lines.at(-1) ?? '');
  return isBracketed || fenceLine.test(lines[0] ?? '') || lines.filter((line) => codeLine.test(line)).length > lines.length / 2;
}

// In prose a comma has a blank behind it, in a table it has none.
const tableDelimiters: readonly RegExp[] = [/\|/g, /\t/g, /;(?! )/g, /,(?! )/g];

function isTable(lines: readonly string[], delimiter: RegExp): boolean {
  const counts = lines.map((line) => [...line.matchAll(delimiter)].length);
  return (counts[0] ?? 0) > 0 && counts.every((count) => count === counts[0]);
}

/** The lines without a blank line between them. */
function paragraphAround(text: string, { start, end }: Span): Span {
  const before = [...text.slice(0, start).matchAll(/\n[^\S\n]*\n/g)].at(-1);
  const after = /\n[^\S\n]*\n/.exec(text.slice(end));
  return {
    start: before === undefined ? 0 : before.index + before[0].length,
    end: after === null ? text.length : end + after.index,
  };
}

function wholeLines(text: string, { start, end }: Span): Span {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', Math.max(start, end - 1));
  return { start: from, end: to === -1 ? text.length : to };
}

function codeAround(text: string, local: Span): Span {
  const paragraph = paragraphAround(text, local);
  if (text.slice(paragraph.start, paragraph.end).split('\n').length <= mostLines) return trimmed(text, paragraph);
  let { start, end } = wholeLines(text, local);
  for (let line = 0; line < linesBefore && start > paragraph.start; line += 1) start = text.lastIndexOf('\n', start - 2) + 1;
  for (let line = 0; line < linesAfter && end < paragraph.end; line += 1) {
    const next = text.indexOf('\n', end + 1);
    end = next === -1 ? text.length : next;
  }
  return trimmed(text, { start: Math.max(start, paragraph.start), end: Math.min(end, paragraph.end) });
}

const fenceLine = /^\s*(?:```|~~~)/;

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

/** The first line of the same table, when the row is not that line itself. */
function headerOf(text: string, local: Span): string | null {
  const { start, end } = paragraphAround(text, local);
  const header = text.slice(start, end).split('\n', 1)[0] ?? '';
  return header === '' || local.start < start + header.length ? null : header;
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
  return sentence
    .replace(/\s+/g, ' ')
    .replace(/^(?:[-*+•>#]+|\d{1,3}[.)])\s+/, '')
    .replace(/\[(?=[\d\s,]+\])/g, '\\[');
}
