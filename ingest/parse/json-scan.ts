/**
 * Finds where the parts of JSON text stand, which JSON.parse does not tell. Iterative, so that a million brackets are
 * no deeper than one; lenient about comments and trailing commas, as in tsconfig.json.
 */
import type { Span } from '../../core/types.ts';
import { longestBlock, type OutlineNode } from './text-outline.ts';

const quote = 0x22;
const backslash = 0x5c;
const slash = 0x2f;

/** The values that stand one after another in a text: one in JSON, one a line in JSON Lines. */
export function jsonValues(text: string): readonly OutlineNode[] {
  return parts(text, { start: 0, end: text.length });
}

/** Members of an object or elements of an array; none when the span holds anything else. */
export function jsonParts(text: string, value: Span): readonly OutlineNode[] {
  const open = text[value.start];
  const isOne = (open === '{' || open === '[') && skipBrackets(text, value.start, value.end) === value.end;
  if (!isOne) return [];
  return parts(text, { start: value.start + 1, end: value.end - 1 });
}

function parts(text: string, span: Span): readonly OutlineNode[] {
  const nodes: OutlineNode[] = [];
  let at = skipBlank(text, span.start, span.end);
  while (at < span.end) {
    const start = at;
    let end = skipValue(text, at, span.end);
    at = skipBlank(text, end, span.end);
    if (text[at] === ':' && at < span.end) {
      const label = { start, end };
      at = skipBlank(text, at + 1, span.end);
      end = skipValue(text, at, span.end);
      nodes.push({ span: { start, end }, label, value: { start: at, end } });
      at = skipBlank(text, end, span.end);
    } else addElement(nodes, start, end);
    if (text[at] === ',' && at < span.end) at = skipBlank(text, at + 1, span.end);
  }
  return nodes;
}

/** Small elements without a name end in one block anyway; joined here, ten million of them need no ten million objects. */
function addElement(nodes: OutlineNode[], start: number, end: number): void {
  const last = nodes.at(-1);
  const isJoined = last !== undefined && last.label === null && end - last.span.start <= longestBlock;
  const span = { start: isJoined ? last.span.start : start, end };
  if (isJoined) nodes[nodes.length - 1] = { span, label: null, value: span };
  else nodes.push({ span, label: null, value: span });
}

/** The offset after the value that starts here; always further on, so that no text can make the caller stand still. */
function skipValue(text: string, from: number, to: number): number {
  const code = text.charCodeAt(from);
  if (code === quote) return skipString(text, from, to);
  if (isOpening(code)) return skipBrackets(text, from, to);
  let at = from + 1;
  while (at < to && !isSeparator(text.charCodeAt(at))) at += 1;
  return Math.min(at, to);
}

function skipBrackets(text: string, from: number, to: number): number {
  let depth = 0;
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = skipString(text, at, to);
      continue;
    }
    if (code === slash) {
      at = Math.max(at + 1, skipComment(text, at, to));
      continue;
    }
    if (isOpening(code)) depth += 1;
    else if (isClosing(code)) depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return to;
}

function skipString(text: string, from: number, to: number): number {
  let at = from + 1;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 2;
    else if (code === quote) return at + 1;
    else at += 1;
  }
  return to;
}

function skipBlank(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === slash) {
      const after = skipComment(text, at, to);
      if (after === at) return at;
      at = after;
    } else if (code <= 0x20 || code === 0xfeff) at += 1;
    else return at;
  }
  return to;
}

/** The offset after a comment that starts here, or the same offset when none does. */
function skipComment(text: string, at: number, to: number): number {
  const isLine = text[at + 1] === '/';
  if (!isLine && text[at + 1] !== '*') return at;
  const end = isLine ? text.indexOf('\n', at) : text.indexOf('*/', at + 2);
  return end === -1 ? to : Math.min(to, isLine ? end : end + 2);
}

/** What is wrong with the structure, as the end of a sentence; null when brackets and strings are whole. */
export function jsonFault(text: string): string | null {
  const open: number[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const after = skipString(text, at, text.length);
      if (after === text.length && (text[after - 1] !== '"' || after - at < 2))
        return `a string that starts on line ${lineOf(text, at)} never ends`;
      at = after;
      continue;
    }
    if (code === slash) {
      at = Math.max(at + 1, skipComment(text, at, text.length));
      continue;
    }
    if (isOpening(code)) open.push(at);
    else if (isClosing(code)) {
      const start = open.pop();
      if (start === undefined || text.charCodeAt(start) + 2 !== code) return `"${text[at]}" on line ${lineOf(text, at)} closes nothing`;
    }
    at += 1;
  }
  const last = open.at(-1);
  return last === undefined ? null : `"${text[last]}" on line ${lineOf(text, last)} is never closed`;
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

// ASCII puts `{` and `}`, `[` and `]` two apart.
const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b;
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;
const isSeparator = (code: number): boolean => code <= 0x20 || code === 0x2c || code === 0x3a || isOpening(code) || isClosing(code);
