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
const stringPrefix = /(?:[NEXB]|U&)'/iy;

/** The next token at or after an offset, or null at the end. Whatever never ends, ends with the text. */
export function nextToken(text: string, from: number, dialect: Dialect): Token | null {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at < text.length ? tokenAt(text, at, dialect) : null;
}

/** One look at the first character decides: a dump of 100 MB has thirty million tokens. */
function tokenAt(text: string, at: number, dialect: Dialect): Token {
  const first = text.charAt(at);
  switch (first) {
    case "'":
      return { kind: 'string', start: at, end: quoteEnd(text, at, first, dialect === 'mysql') };
    case '"':
      return { kind: 'name', start: at, end: quoteEnd(text, at, first, dialect === 'mysql') };
    case '`':
      return { kind: 'name', start: at, end: quoteEnd(text, at, first, false) };
    case ',':
    case '(':
    case ')':
    case ';':
      return { kind: 'symbol', start: at, end: at + 1 };
    case '[':
      return isBracketName(text, at) ? { kind: 'name', start: at, end: quoteEnd(text, at, ']', false) } : symbol(at);
    case '$':
      return dollarString(text, at, dialect) ?? wordAt(text, at, dialect);
    case '\\':
      return startsLine(text, at) ? { kind: 'command', start: at, end: lineEnd(text, at) } : symbol(at);
    case '-':
    case '/':
    case '*':
      return comment(text, at, dialect) ?? symbol(at);
    case '#':
      return dialect === 'mysql' ? { kind: 'comment', start: at, end: lineEnd(text, at) } : wordAt(text, at, dialect);
    default:
      return wordOrNumber(text, at, first, dialect);
  }
}

function wordOrNumber(text: string, at: number, first: string, dialect: Dialect): Token {
  if (first >= '0' && first <= '9') return { kind: 'number', start: at, end: matchEnd(number, text, at) };
  // N'…', E'…', X'…', B'…', U&'…': only E obeys backslashes in every dialect.
  const prefix = 'NEXBUnexbu'.includes(first) ? matchEnd(stringPrefix, text, at) : at;
  if (prefix > at) {
    const isEscaped = dialect === 'mysql' || first.toUpperCase() === 'E';
    return { kind: 'string', start: at, end: quoteEnd(text, prefix - 1, "'", isEscaped) };
  }
  return /[\p{L}_@]/u.test(first) ? wordAt(text, at, dialect) : symbol(at);
}

function wordAt(text: string, at: number, dialect: Dialect): Token {
  return { kind: 'word', start: at, end: Math.max(at + 1, matchEnd(dialect === 'mysql' ? mysqlWord : word, text, at)) };
}

const symbol = (at: number): Token => ({ kind: 'symbol', start: at, end: at + 1 });

function comment(text: string, at: number, dialect: Dialect): Token | null {
  const pair = text.slice(at, at + 2);
  if (pair === '--') {
    // MySQL reads `5--3` as a subtraction: its comment needs a blank.
    if (dialect === 'mysql' && /\S/.test(text.charAt(at + 2))) return null;
    return { kind: 'comment', start: at, end: lineEnd(text, at) };
  }
  if (pair === '*/') return { kind: 'comment', start: at, end: at + 2 };
  if (pair !== '/*') return null;
  const version = matchEnd(conditional, text, at);
  // MySQL runs what stands in `/*!40101 … */`: only its brackets are comment.
  if (version > at) return { kind: 'comment', start: at, end: version };
  return { kind: 'comment', start: at, end: blockCommentEnd(text, at, dialect === 'postgres' || dialect === 'tsql') };
}

function dollarString(text: string, at: number, dialect: Dialect): Token | null {
  const tagEnd = dialect === 'mysql' ? at : matchEnd(dollarTag, text, at);
  if (tagEnd === at) return null;
  const close = text.indexOf(text.slice(at, tagEnd), tagEnd);
  return { kind: 'string', start: at, end: close === -1 ? text.length : close + tagEnd - at };
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

/** `[name]` quotes in T-SQL and SQLite; `int[]`, `a[1]` and `ARRAY['x']` do not. */
function isBracketName(text: string, at: number): boolean {
  if (at > 0 && /[\p{L}\p{N}_\])]/u.test(text.charAt(at - 1))) return false;
  return /^\[[\p{L}_#@][^\]\n]{0,200}\]/u.test(text.slice(at, at + 203));
}

/** A doubled quote stands for itself. A quote that never ends takes the rest of the text. */
function quoteEnd(text: string, start: number, close: string, hasBackslashes: boolean): number {
  const closing = close.charCodeAt(0);
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x5c && hasBackslashes) at += 2;
    else if (code !== closing) at += 1;
    else if (text.charCodeAt(at + 1) === closing) at += 2;
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
