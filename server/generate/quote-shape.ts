/** What the lines around a sentence are: prose, a table or code. A passage brings no blocks, but its lines tell. */
import type { Span } from '../../core/types.ts';

export type Shape = 'prose' | 'table' | 'code';

export function shapeOf(text: string, span: Span): Shape {
  const around = paragraphAround(text, span);
  const lines = text
    .slice(around.start, around.end)
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (isCode(lines)) return 'code';
  return lines.length > 1 && tableDelimiters.some((delimiter) => isTable(lines, delimiter)) ? 'table' : 'prose';
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

const fenceLine = /^\s*(?:```|~~~)/;

const codeEnd = /[{}();=>]\s*$/;
// `Kwame Osei <kwame@tidewater.example>` ends like a tag, and a sentence in brackets ends like a call.
const addressEnd = /<[^<>\s]+@[^<>\s]+>\s*$/;
const codeStart = /^\s*(?:\/\/|\/\*|#include|import |export |CREATE |SELECT )/;
/** A statement that stands alone: its first word is one of code, and signs follow that prose has not. */
const statement =
  /^\s*(?:(?:const|let|var|return|throw|await|export|import|public|private|protected|static|def|fn|func|function|class|ADD|ALTER|CREATE|INSERT|SELECT|UPDATE|DROP)\s.*[=({;]|(?:if|for|while|switch|catch) ?\()/;

/** Most of the lines begin or end as code does, or all of them stand between an opening and a closing bracket. */
function isCode(lines: readonly string[]): boolean {
  if (lines.length < 2) return statement.test(lines[0] ?? '');
  const isBracketed = /[({[]\s*$/.test(lines[0] ?? '') && /^\s*[)}\]]/.test(lines.at(-1) ?? '');
  return isBracketed || fenceLine.test(lines[0] ?? '') || lines.filter(isCodeLine).length > lines.length / 2;
}

function isCodeLine(line: string): boolean {
  return codeStart.test(line) || statement.test(line) || (codeEnd.test(line) && !addressEnd.test(line));
}

// In prose a comma has a blank behind it, in a table it has none.
const tableDelimiters: readonly RegExp[] = [/\|/g, /\t/g, /;(?! )/g, /,(?! )/g];

function isTable(lines: readonly string[], delimiter: RegExp): boolean {
  const counts = lines.map((line) => [...line.matchAll(delimiter)].length);
  return (counts[0] ?? 0) > 0 && counts.every((count) => count === counts[0]);
}
