/** SQL text to words. It knows every dialect's quotes and comments, and no grammar. */
import type { Dialect } from './dialect.ts';

export interface Token {
  /** `name` is a quoted identifier; `string` any quoted text; `command` a line for the client, such as `\connect`. */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'comment' | 'command';
  readonly start: number;
  readonly end: number;
}

const word = /[\p{L}\p{N}_$#@]*/uy;
/** MySQL scripts end statements with `$$` right after a word. */
const mysqlWord = /(?:[\p{L}\p{N}_#@]|\$(?!\$))*/uy;
const number = /\d[\d.]*(?:[eE][+-]?\d+)?\w*/y;
const dollarTag = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const conditional = /\/\*M?!\d*/y;

/** The next token at or after an offset, or null at the end. Whatever never ends, ends with the text. */
export function nextToken(text: string, from: number, dialect: Dialect): Token | null {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  if (at >= text.length) return null;
  const special = comment(text, at, dialect) ?? quoted(text, at, dialect);
  if (special !== null) return special;
  const character = text.charAt(at);
  if (character === '\\' && startsLine(text, at)) return { kind: 'command', start: at, end: lineEnd(text, at) };
  if (/\d/.test(character)) return { kind: 'number', start: at, end: matchEnd(number, text, at) };
  if (/[\p{L}_@#$]/u.test(character))
    return { kind: 'word', start: at, end: Math.max(at + 1, matchEnd(dialect === 'mysql' ? mysqlWord : word, text, at)) };
  return { kind: 'symbol', start: at, end: at + 1 };
}

function comment(text: string, at: number, dialect: Dialect): Token | null {
  const pair = text.slice(at, at + 2);
  if (pair === '--') {
    // MySQL reads `5--3` as a subtraction: its comment needs a blank.
    if (dialect === 'mysql' && /\S/.test(text.charAt(at + 2))) return null;
    return { kind: 'comment', start: at, end: lineEnd(text, at) };
  }
  if (text[at] === '#' && dialect === 'mysql') return { kind: 'comment', start: at, end: lineEnd(text, at) };
  if (pair === '*/') return { kind: 'comment', start: at, end: at + 2 };
  if (pair !== '/*') return null;
  const version = matchEnd(conditional, text, at);
  // MySQL runs what stands in `/*!40101 … */`: only its brackets are comment.
  if (version > at) return { kind: 'comment', start: at, end: version };
  return { kind: 'comment', start: at, end: blockCommentEnd(text, at, dialect === 'postgres' || dialect === 'tsql') };
}

function blockCommentEnd(text: string, start: number, nests: boolean): number {
  let depth = 1;
  let at = start + 2;
  while (depth > 0) {
    const close = text.indexOf('*/', at);
    if (close === -1) return text.length;
    if (nests) depth += occurrences(text, '/*', at, close);
    depth -= 1;
    at = close + 2;
  }
  return at;
}

function occurrences(text: string, what: string, from: number, to: number): number {
  // Cut out first: searching the whole text would read on to its end for each comment without an inner one.
  return text.slice(from, to).split(what).length - 1;
}

function quoted(text: string, at: number, dialect: Dialect): Token | null {
  const character = text.charAt(at);
  if (character === "'") return { kind: 'string', start: at, end: quoteEnd(text, at, "'", dialect === 'mysql') };
  if (character === '"') return { kind: 'name', start: at, end: quoteEnd(text, at, '"', dialect === 'mysql') };
  if (character === '`') return { kind: 'name', start: at, end: quoteEnd(text, at, '`', false) };
  // N'…', E'…', X'…', B'…', U&'…': only E obeys backslashes everywhere.
  const prefix = /^(?:[NEXB]|U&)'/i.exec(text.slice(at, at + 3));
  if (prefix !== null) {
    const isEscaped = dialect === 'mysql' || character.toUpperCase() === 'E';
    return { kind: 'string', start: at, end: quoteEnd(text, at + prefix[0].length - 1, "'", isEscaped) };
  }
  if (character === '[' && isBracketName(text, at)) return { kind: 'name', start: at, end: quoteEnd(text, at, ']', false) };
  if (character !== '$' || dialect === 'mysql') return null;
  const tagEnd = matchEnd(dollarTag, text, at);
  if (tagEnd === at) return null;
  const close = text.indexOf(text.slice(at, tagEnd), tagEnd);
  return { kind: 'string', start: at, end: close === -1 ? text.length : close + tagEnd - at };
}

/** `[name]` quotes in T-SQL and SQLite; `int[]`, `a[1]` and `ARRAY['x']` do not. */
function isBracketName(text: string, at: number): boolean {
  if (at > 0 && /[\p{L}\p{N}_\])]/u.test(text.charAt(at - 1))) return false;
  return /^\[[\p{L}_#@][^\]\n]{0,200}\]/u.test(text.slice(at, at + 203));
}

/** A doubled quote stands for itself. A quote that never ends takes the rest of the text. */
function quoteEnd(text: string, start: number, close: string, hasBackslashes: boolean): number {
  let at = start + 1;
  while (at < text.length) {
    const character = text[at];
    if (character === '\\' && hasBackslashes) at += 2;
    else if (character !== close) at += 1;
    else if (text[at + 1] === close) at += 2;
    else return at + 1;
  }
  return text.length;
}

/** Whether nothing but blanks stands before an offset on its line. */
export function startsLine(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (text[before] === ' ' || text[before] === '\t')) before -= 1;
  return before < 0 || text[before] === '\n' || text[before] === '\r';
}

/** Offset of the end of the line that an offset is on. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** A token without its quotes: `[a b]`, `"a"`, `` `a` ``, `N'it''s'` give what they stand for. */
export function unquoted(text: string, token: Token): string {
  const raw = text.slice(token.start, token.end);
  if (token.kind === 'name') {
    const close = raw.startsWith('[') ? ']' : raw.charAt(0);
    return raw.slice(1, -1).replaceAll(close + close, close);
  }
  if (token.kind !== 'string') return raw;
  const tag = /^\$\w*\$/.exec(raw)?.[0];
  if (tag !== undefined) return raw.slice(tag.length, -tag.length);
  return raw
    .slice(raw.indexOf("'") + 1, -1)
    .replaceAll("''", "'")
    .replaceAll("\\'", "'");
}
