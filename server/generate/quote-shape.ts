/** What the lines around a sentence are: prose, a table or code. A passage brings no blocks, but its lines tell. */
import type { Span } from '../../core/types.ts';

export type Shape = 'prose' | 'table' | 'code';

export function shapeOf(text: string, span: Span): Shape {
  const own = linesOf(text, span);
  if (own.every(isRow)) return 'table';
  if (own.every(isDeclaration) || isCommentOfCode(text, span)) return 'code';
  const lines = linesOf(text, paragraphAround(text, span)).filter((line) => line.trim() !== '');
  if (isCode(lines)) return 'code';
  return tableDelimiterOf(lines) === null ? 'prose' : 'table';
}

/** The lines that a span touches, in full. */
export function wholeLines(text: string, { start, end }: Span): Span {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', Math.max(start, end - 1));
  return { start: from, end: to === -1 ? text.length : to };
}

function linesOf(text: string, span: Span): readonly string[] {
  const { start, end } = wholeLines(text, span);
  return text.slice(start, end).split('\n');
}

/** The lines without a blank line between them. */
export function paragraphAround(text: string, { start, end }: Span): Span {
  const before = [...text.slice(0, start).matchAll(/\n[^\S\n]*\n/g)].at(-1);
  const after = /\n[^\S\n]*\n/.exec(text.slice(end));
  return {
    start: before === undefined ? 0 : before.index + before[0].length,
    end: after === null ? text.length : end + after.index,
  };
}

/** A line that no prose has: it gives a name to a value, a function or a type. */
export const isDeclaration = (line: string): boolean =>
  /^\s*(?:(?:export|default|async|pub|public|private|static)\s+)*(?:const|let|var|function\*?|class|interface|type|enum|def|fn|func)\s+[\w$]+\s*(?:[=(<{:]|extends\b|implements\b)/.test(
    line,
  );

/** `//` marks a line, `/*` all lines until it is closed; other signs of comments are lists and headings elsewhere. */
export function isCommentOfCode(text: string, span: Span): boolean {
  const { start } = wholeLines(text, span);
  const line = text.slice(start, span.end);
  if (/^\s*(?:\/\/|\/\*)/.test(line)) return true;
  return /^\s*\*/.test(line) && text.lastIndexOf('/*', start) > text.lastIndexOf('*/', start - 1);
}

const fenceLine = /^\s*(?:```|~~~)/;

const codeEnd = /[{}();=>]\s*$/;
// `Kwame Osei <kwame@tidewater.example>` ends like a tag, and a sentence in brackets ends like a call.
const addressEnd = /<[^<>\s]+@[^<>\s]+>\s*$/;
const codeStart = /^\s*(?:\/\/|\/\*|#include|import |export |CREATE |SELECT )/;
/** A statement that stands alone: its first word is one of code, and signs follow that prose has not. */
const statement =
  /^\s*(?:(?:const|let|var|return|throw|await|export|import|public|private|protected|static|def|fn|func|function|class|ADD|ALTER|CREATE|INSERT|SELECT|UPDATE|DROP)\s.*[=({;]|(?:if|for|while|switch|catch) ?\()/;

/** Most of the lines begin or end as code does, or all of them stand between an opening and a closing bracket. */
export function isCode(lines: readonly string[]): boolean {
  if (lines.length < 2) return statement.test(lines[0] ?? '');
  const isBracketed = /[({[]\s*$/.test(lines[0] ?? '') && /^\s*[)}\]]/.test(lines.at(-1) ?? '');
  return isBracketed || fenceLine.test(lines[0] ?? '') || lines.filter(isCodeLine).length > lines.length / 2;
}

function isCodeLine(line: string): boolean {
  return codeStart.test(line) || statement.test(line) || (codeEnd.test(line) && !addressEnd.test(line));
}

/** A row of a Markdown table, whatever stands in its cells: code in them may hold `|` as well. */
export const isRow = (line: string): boolean => /^\s*\|.+\|\s*$/.test(line);

/** The line below the names of the columns of a Markdown table. */
export const isRule = (line: string): boolean => /^[\s|:+-]*-[\s|:+-]*$/.test(line);

// In prose a comma has a blank behind it, in a table it has none.
const tableDelimiters: readonly RegExp[] = [/\|/g, /\t/g, /;(?! )/g, /,(?! )/g];

/** What parts the cells, when each line has as many of them; a cell in quotation marks may hold anything. Null is no table. */
export function tableDelimiterOf(lines: readonly string[]): RegExp | null {
  if (lines.length < 2) return null;
  const bare = lines.map((line) => line.replace(/(^|[,;\t])"(?:[^"]|"")*"/g, '$1'));
  return (
    tableDelimiters.find((delimiter) => {
      const counts = bare.map((line) => [...line.matchAll(delimiter)].length);
      return (counts[0] ?? 0) > 0 && counts.every((count) => count === counts[0]);
    }) ?? null
  );
}
