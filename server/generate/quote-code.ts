/** Which lines of code are shown around the one that was found: its whole definition, or the signature and what is near. */
import type { Span } from '../../core/types.ts';
import { isCommentOfCode, isDeclaration, paragraphAround, wholeLines } from './quote-shape.ts';

// A definition or a function that fits on half a screen is quoted whole; of a longer one, some lines around the best.
const mostLines = 14;
const linesBefore = 2;
const linesAfter = 6;
// A comment of more lines is a page of its own: the line that was found is enough of it.
const mostCommentLines = 4;

/** The lines that are the quote, and what only introduces it and stands above. */
export interface Shown {
  readonly above: readonly string[];
  readonly span: Span;
}

/** The lines that stand together with the one that was found; above them the signature they belong to. */
export function codeQuoted(text: string, local: Span): Shown {
  const code = codeLines(text, paragraphAround(text, local));
  const found = Math.max(
    0,
    code.lines.findIndex(({ end }) => local.start < end),
  );
  const [from, to] = isCommentOfCode(text, local) ? aroundComment(code, found) : aroundStatement(code, found);
  const span = { start: code.lines[from]?.start ?? local.start, end: Math.max(code.lines[to - 1]?.end ?? 0, local.end) };
  return { above: signatureAbove(code, from), span: trimmed(text, withoutImports(text, span, local)) };
}

interface Line extends Span {
  readonly written: string;
  readonly indent: number;
}

interface Code {
  readonly lines: readonly Line[];
  /** Deeper than anything for lines that are not there. */
  indentOf(index: number): number;
  written(index: number): string;
}

/** Half-open, in lines. */
type Range = readonly [from: number, to: number];

function codeLines(text: string, { start, end }: Span): Code {
  const lines: Line[] = [];
  for (let at = start; at < end; ) {
    const { end: lineEnd } = wholeLines(text, { start: at, end: at + 1 });
    const written = text.slice(at, Math.min(lineEnd, end));
    lines.push({ start: at, end: at + written.length, written, indent: indentation(written) });
    at = lineEnd + 1;
  }
  return { lines, indentOf: (index) => lines[index]?.indent ?? Number.POSITIVE_INFINITY, written: (index) => lines[index]?.written ?? '' };
}

const indentation = (line: string): number => /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0;
const closes = (line: string): boolean => /^\s*(?:[)}\]]|end\b|fi\b|done\b)/.test(line);
const opens = (line: string): boolean => /[{([:=]\s*$|=>\s*$|\bdo\s*$|\bthen\s*$/.test(line);
const isComment = (line: string): boolean => /^\s*(?:\/\/|\/?\*|#|--\s)/.test(line);

function aroundStatement(code: Code, found: number): Range {
  const { lines, indentOf, written } = code;
  const isLevel = lines.every((_, index) => indentOf(index) === indentOf(0) && !isDeclaration(written(index)));
  if (isLevel && lines.length <= mostLines) return [0, lines.length];
  // The widest definition around it that fits: from the inside outwards.
  let best: Range | null = null;
  for (let head: number | null = opens(written(found)) && !closes(written(found)) ? found : headAbove(code, found); head !== null; ) {
    const block: Range = [commentAbove(code, head), blockEnd(code, head)];
    if (block[1] - block[0] > mostLines) break;
    best = block;
    head = headAbove(code, head);
  }
  return best ?? (opens(written(found)) ? [commentAbove(code, found), found + 1 + linesAfter] : windowAround(code, found));
}

/** The nearest line above that opens what this one stands in. */
function headAbove({ indentOf, written }: Code, from: number): number | null {
  for (let index = from - 1; index >= 0; index -= 1) {
    if (written(index).trim() === '' || indentOf(index) >= indentOf(from)) continue;
    return opens(written(index)) && !closes(written(index)) && !isComment(written(index)) ? index : null;
  }
  return null;
}

function commentAbove({ written }: Code, head: number): number {
  let from = head;
  while (isComment(written(from - 1))) from -= 1;
  return head - from > mostCommentLines ? head : from;
}

/** Past the last line of what a line opens; `} else {` goes on with it. */
function blockEnd({ lines, indentOf, written }: Code, head: number): number {
  for (let index = head + 1; index < lines.length; index += 1) {
    if (indentOf(index) > indentOf(head)) continue;
    if (!closes(written(index))) return index;
    if (!opens(written(index))) return index + 1;
  }
  return lines.length;
}

/** Nothing of a neighbouring block: it ends where the indentation falls below that of the line found. */
function windowAround({ lines, indentOf, written }: Code, found: number): Range {
  const isBeside = (index: number): boolean => indentOf(index) >= indentOf(found) && index >= 0 && index < lines.length;
  let [from, to] = [found, found + 1];
  while (found - from < linesBefore && isBeside(from - 1)) from -= 1;
  while (from < found && (closes(written(from)) || indentOf(from) > indentOf(found))) from += 1;
  // A comment after it is about what comes next.
  while (to <= found + linesAfter && isBeside(to) && !isComment(written(to))) to += 1;
  return [from, to];
}

/** A short comment with what it stands above; of a long one the line alone. */
function aroundComment(code: Code, found: number): Range {
  let [from, to] = [found, found + 1];
  while (isComment(code.written(from - 1))) from -= 1;
  while (isComment(code.written(to))) to += 1;
  if (to - from > mostCommentLines || to === code.lines.length) return [found, found + 1];
  const end = opens(code.written(to)) ? blockEnd(code, to) : to + 1;
  return [from, Math.min(end, from + mostLines)];
}

/** The first line of what the shown ones stand in, and a mark for what is left out between. */
function signatureAbove(code: Code, from: number): readonly string[] {
  const head = code.indentOf(from) === 0 || isComment(code.written(from)) ? null : headAbove(code, from);
  if (head === null) return [];
  const indent = /^\s*/.exec(code.written(from))?.[0] ?? '';
  return head === from - 1 ? [code.written(head)] : [code.written(head), `${indent}…`];
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
