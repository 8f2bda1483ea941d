/** Reads names and lists from the tokens of one statement without its comments. */
import { type Token, unquoted } from './lexer.ts';

/** Offsets of tokens: from inclusive, to exclusive. */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** The token at an index as a keyword in capitals; empty when it is quoted, a number or past the end. */
export function keyword(text: string, tokens: readonly Token[], at: number): string {
  const token = tokens[at];
  if (token === undefined || (token.kind !== 'word' && token.kind !== 'symbol')) return '';
  return text.slice(token.start, token.end).toUpperCase();
}

/** Index after the words when they stand at an index one after another, else -1. */
export function after(text: string, tokens: readonly Token[], at: number, words: string): number {
  const wanted = words.split(' ');
  return wanted.every((word, index) => keyword(text, tokens, at + index) === word) ? at + wanted.length : -1;
}

export interface Named {
  readonly name: string;
  /** Index of the token after it. */
  readonly next: number;
}

/** Schemas that every database has by default: they say nothing about a table. */
const plainSchemas = new Set(['public', 'dbo', 'main']);

/** A name of one to three parts. The schema stays in it unless it is the default one or a placeholder. */
export function qualifiedName(text: string, tokens: readonly Token[], at: number): Named | null {
  const parts: string[] = [];
  let next = at;
  for (;;) {
    const token = tokens[next];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'name' && token.kind !== 'string')) break;
    parts.push(unquoted(text, token));
    next += 1;
    if (keyword(text, tokens, next) !== '.') break;
    next += 1;
    // T-SQL leaves the schema out: `database..table`.
    while (keyword(text, tokens, next) === '.') next += 1;
  }
  const name = parts.at(-1);
  if (name === undefined) return null;
  const schema = parts.at(-2);
  const isPlain = schema === undefined || plainSchemas.has(schema.toLowerCase()) || /^[@$]/.test(schema);
  return { name: isPlain ? name : `${schema}.${name}`, next };
}

/** Index of the parenthesis that closes the one at an index; the number of tokens when none does. */
export function closingParenthesis(text: string, tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const word = keyword(text, tokens, at);
    if (word === '(') depth += 1;
    if (word === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** The parts of a range between commas that stand in no parentheses. */
export function commaSeparated(text: string, tokens: readonly Token[], range: TokenRange): readonly TokenRange[] {
  const parts: TokenRange[] = [];
  let from = range.from;
  let depth = 0;
  for (let at = range.from; at < range.to; at += 1) {
    const word = keyword(text, tokens, at);
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    else if (word === ',' && depth === 0) {
      if (at > from) parts.push({ from, to: at });
      from = at + 1;
    }
  }
  if (range.to > from) parts.push({ from, to: range.to });
  return parts;
}

/** The first name of each part in the parentheses at an index: `(a, b(10) DESC)` gives a and b. */
export function nameList(
  text: string,
  tokens: readonly Token[],
  open: number,
): { readonly names: readonly string[]; readonly next: number } {
  if (keyword(text, tokens, open) !== '(') return { names: [], next: open };
  const close = closingParenthesis(text, tokens, open);
  const names = commaSeparated(text, tokens, { from: open + 1, to: close }).flatMap((part) => {
    const token = tokens[part.from];
    return token !== undefined && (token.kind === 'word' || token.kind === 'name') ? [unquoted(text, token)] : [];
  });
  return { names, next: close + 1 };
}

/** The text of a range of tokens, blanks and line ends as one blank each. */
export function sourceOf(text: string, tokens: readonly Token[], range: TokenRange): string {
  const start = tokens[range.from]?.start ?? 0;
  const end = range.to > range.from ? (tokens[range.to - 1]?.end ?? start) : start;
  return text.slice(start, end).replace(/\s+/g, ' ');
}
