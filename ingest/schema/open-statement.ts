/** One statement while it is read: whether it may define something, and whether a `;` inside it ends it. */
import type { Span } from '../../core/types.ts';
import { startsLine, type Token } from './lexer.ts';

export interface Statement {
  /** From the first word to the end, with its terminator, and the rows that follow a COPY. */
  readonly span: Span;
  /** All tokens, comments included, when it may define something; none for the rest, which may be megabytes of data. */
  readonly tokens: readonly Token[];
}

/** First words of statements that a schema reader looks into. */
const defining = new Set(['CREATE', 'ALTER', 'COMMENT', 'EXEC', 'EXECUTE']);
/** Kinds of objects that have statements inside them, and kinds that have not. */
const withBody = new Set(['TRIGGER', 'PROCEDURE', 'PROC', 'FUNCTION', 'PACKAGE', 'EVENT', 'BODY']);
const withoutBody = new Set(['TABLE', 'VIEW', 'INDEX', 'DOMAIN', 'SEQUENCE', 'SCHEMA', 'DATABASE', 'EXTENSION', 'POLICY', 'RULE']);

/** Mutable state of one statement while it is read. */
export interface OpenStatement {
  readonly start: number;
  end: number;
  readonly tokens: Token[];
  /** Its first words in capitals: enough to tell `CREATE OR REPLACE DEFINER = x TRIGGER` and `COPY … FROM stdin`. */
  readonly words: string[];
  isDefining: boolean;
  parentheses: number;
  blocks: number;
  lastWord: string;
}

/** Twelve words reach past OR REPLACE, DEFINER, EDITIONABLE and the like to the kind of object. */
const keptWords = 12;

/** A statement that starts with a token, not yet holding it. */
export function begun(token: Token): OpenStatement {
  return {
    start: token.start,
    end: token.end,
    tokens: [],
    words: [],
    isDefining: false,
    parentheses: 0,
    blocks: 0,
    lastWord: '',
  };
}

/** The statement as far as it has been read. */
export function closed(open: OpenStatement): Statement {
  return { span: { start: open.start, end: open.end }, tokens: open.isDefining ? open.tokens : [] };
}

/** Adds the next token. */
export function take(text: string, token: Token, open: OpenStatement): void {
  if (token.kind !== 'comment') open.end = token.end;
  if (token.kind === 'word') {
    const word = text.slice(token.start, Math.min(token.end, token.start + 40)).toUpperCase();
    if (open.words.length === 0) open.isDefining = defining.has(word);
    if (open.words.length < keptWords) open.words.push(word);
    countBlocks(word, open);
    open.lastWord = word;
  } else if (token.kind === 'symbol') {
    const character = text[token.start];
    if (character === '(') open.parentheses += 1;
    if (character === ')') open.parentheses -= 1;
    open.lastWord = '';
  }
  if (open.isDefining) open.tokens.push(token);
}

/** BEGIN and CASE open, END closes; `END IF`, `END LOOP` and their like close what was not counted. */
function countBlocks(word: string, open: OpenStatement): void {
  if (!hasBody(open)) return;
  if (open.lastWord === 'END' && ['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR'].includes(word)) open.blocks += 1;
  else if (word === 'BEGIN' || (word === 'CASE' && open.lastWord !== 'END')) open.blocks += 1;
  else if (word === 'END') open.blocks -= 1;
}

function hasBody(open: OpenStatement): boolean {
  if (open.words[0] !== 'CREATE') return false;
  const kind = open.words.find((word) => withBody.has(word) || withoutBody.has(word));
  return kind !== undefined && withBody.has(kind);
}

/** Inside a body a `;` ends an inner statement. Oracle declares variables between IS or AS and BEGIN. */
export function isInBody(open: OpenStatement): boolean {
  return hasBody(open) && open.blocks > 0;
}

/** T-SQL needs no `;`, and people forget it: after a whole table a CREATE at the start of a line is a new statement. */
export function beginsAnew(text: string, token: Token, open: OpenStatement): boolean {
  if (token.kind !== 'word' || open.parentheses > 0 || !open.isDefining) return false;
  if (!startsLine(text, token.start)) return false;
  if (hasBody(open))
    return open.tokens.length > 0 && isAtColumnOne(text, token) && /^CREATE\s+TABLE\b/i.test(text.slice(token.start, token.start + 40));
  if (/^(?:CREATE|EXEC)\b/i.test(text.slice(token.start, token.start + 7))) return open.words.length > 1;
  return /^ALTER\s+TABLE\b/i.test(text.slice(token.start, token.start + 40));
}

function isAtColumnOne(text: string, token: Token): boolean {
  return token.start === 0 || text[token.start - 1] === '\n';
}
