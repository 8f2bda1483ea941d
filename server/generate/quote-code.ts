/** Which lines of code are shown around the one that was found: the whole definition, or its signature and what is near. */
import type { Span } from '../../core/types.ts';
import { paragraphAround, wholeLines } from './quote-shape.ts';

// A definition or a function that fits on half a screen is quoted whole; of a longer one, some lines around the best.
const mostLines = 14;
const linesBefore = 2;
const linesAfter = 6;
// A comment of more lines above a signature is a page of its own.
const mostCommentLines = 4;

/** The lines that are the quote, and what only introduces it and stands above. */
export interface Shown {
  readonly above: readonly string[];
  readonly span: Span;
}

/** The lines that stand together with the one that was found; above them the signature they belong to. */
export function codeQuoted(text: string, local: Span): Shown {
  const lines = linesIn(text, paragraphAround(text, local));
  const found = lines.findIndex(({ end }) => local.start < end);
  const [from, to] = lines.length <= mostLines ? [0, lines.length] : windowAround(text, lines, found);
  const span = trimmed(
    text,
    withoutImports(text, { start: lines[from]?.start ?? local.start, end: lines[to - 1]?.end ?? local.end }, local),
  );
  return { above: signatureAbove(text, lines, from), span };
}

interface Line extends Span {
  readonly indent: number;
}

function linesIn(text: string, { start, end }: Span): readonly Line[] {
  const lines: Line[] = [];
  for (let at = start; at < end; ) {
    const { end: lineEnd } = wholeLines(text, { start: at, end: at + 1 });
    const line = text.slice(at, lineEnd);
    lines.push({ start: at, end: Math.min(lineEnd, end), indent: /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0 });
    at = lineEnd + 1;
  }
  return lines;
}

const closes = (line: string): boolean => /^\s*(?:[)}\]]|end\b|fi\b|done\b)/.test(line);
const isComment = (line: string): boolean => /^\s*(?:\/\/|\/?\*|#|--\s)/.test(line);
const opens = (line: string): boolean => /[{([:]\s*$|\bdo\s*$|\bthen\s*$/.test(line);

/** Half-open, in lines. Nothing of a neighbouring block: it ends where the indentation falls below that of the line found. */
function windowAround(text: string, lines: readonly Line[], found: number): readonly [number, number] {
  const written = (index: number): string => text.slice(lines[index]?.start ?? 0, lines[index]?.end ?? 0);
  const indentOf = (index: number): number => lines[index]?.indent ?? 0;
  const own = indentOf(found);
  let from = found;
  const isHead = opens(written(found)) && !closes(written(found));
  // Above a signature only its comment belongs to it; inside a body the lines of the same block do.
  const most = isHead ? mostCommentLines : linesBefore;
  while (from > 0 && found - from < most && (isHead ? isComment(written(from - 1)) : indentOf(from - 1) >= own)) from -= 1;
  while (from < found && closes(written(from))) from += 1;
  let to = found + 1;
  const last = found + (isHead ? mostLines - (found - from) - 1 : linesAfter);
  while (to < lines.length && to <= last && (indentOf(to) > own || (indentOf(to) === own && (!isHead || closes(written(to)))))) {
    to += 1;
    if (isHead && indentOf(to - 1) === own) break;
  }
  return [from, to];
}

/** The nearest lines above that open what the shown ones stand in: its first line, and a mark for what is left out. */
function signatureAbove(text: string, lines: readonly Line[], from: number): readonly string[] {
  const first = lines[from];
  if (first === undefined || first.indent === 0) return [];
  for (let index = from - 1; index >= 0; index -= 1) {
    const line = lines[index];
    const written = line === undefined ? '' : text.slice(line.start, line.end);
    if (line === undefined || written.trim() === '' || line.indent >= first.indent || closes(written)) continue;
    if (!opens(written) || isComment(written)) return [];
    return index === from - 1 ? [written] : [written, `${' '.repeat(first.indent)}…`];
  }
  return [];
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
