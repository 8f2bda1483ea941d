/** Cuts SQL text into statements: `;`, `DELIMITER`, `GO`, `/`, bodies between BEGIN and END, data after COPY. */
import type { Span } from '../../core/types.ts';
import type { Dialect } from './dialect.ts';
import { lineEnd, nextToken, startsLine, type Token } from './lexer.ts';

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
interface Open {
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

/** Yields the statements in order. The text between them is comments and client commands. */
export function* statements(text: string, dialect: Dialect): Generator<Statement> {
  let terminator = ';';
  let open: Open | null = null;
  let at = 0;
  const begun = (token: Token): Open => ({
    start: token.start,
    end: token.end,
    tokens: [],
    words: [],
    isDefining: false,
    parentheses: 0,
    blocks: 0,
    lastWord: '',
  });
  for (let token = nextToken(text, at, dialect); token !== null; token = nextToken(text, at, dialect)) {
    at = token.end;
    const line = lineCommand(text, token);
    if (line !== null) {
      if (open !== null) yield closed(open);
      open = null;
      terminator = line.terminator ?? terminator;
      at = line.end;
      continue;
    }
    if (open === null && (token.kind === 'comment' || token.kind === 'command' || isTerminator(text, token, ';'))) continue;
    if (open !== null && beginsAnew(text, token, open)) {
      yield closed(open);
      open = null;
    }
    if (terminator !== ';' && text.startsWith(terminator, token.start)) {
      if (open !== null) yield { ...closed(open), span: { start: open.start, end: token.start } };
      open = null;
      at = token.start + terminator.length;
      continue;
    }
    open ??= begun(token);
    take(text, token, open);
    if (terminator !== ';' || !isTerminator(text, token, ';') || isInBody(open)) continue;
    if (isCopy(text, open)) open.end = afterCopyData(text, at);
    yield closed(open);
    at = open.end;
    open = null;
  }
  if (open !== null) yield closed(open);
}

function closed(open: Open): Statement {
  return { span: { start: open.start, end: open.end }, tokens: open.isDefining ? open.tokens : [] };
}

function take(text: string, token: Token, open: Open): void {
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
function countBlocks(word: string, open: Open): void {
  if (!hasBody(open)) return;
  if (open.lastWord === 'END' && ['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR'].includes(word)) open.blocks += 1;
  else if (word === 'BEGIN' || (word === 'CASE' && open.lastWord !== 'END')) open.blocks += 1;
  else if (word === 'END') open.blocks -= 1;
}

function hasBody(open: Open): boolean {
  if (open.words[0] !== 'CREATE') return false;
  const kind = open.words.find((word) => withBody.has(word) || withoutBody.has(word));
  return kind !== undefined && withBody.has(kind);
}

/** Inside a body a `;` ends an inner statement. Oracle declares variables between IS or AS and BEGIN. */
function isInBody(open: Open): boolean {
  return hasBody(open) && open.blocks > 0;
}

function isTerminator(text: string, token: Token, terminator: string): boolean {
  return token.kind === 'symbol' && text[token.start] === terminator;
}

interface LineCommand {
  readonly end: number;
  readonly terminator: string | null;
}

/** Lines that speak to the client and end whatever is open: `GO`, `/` and `DELIMITER //`. */
function lineCommand(text: string, token: Token): LineCommand | null {
  const first = text[token.start];
  if (first !== 'G' && first !== 'g' && first !== '/' && first !== 'D' && first !== 'd') return null;
  if (!startsLine(text, token.start)) return null;
  const end = lineEnd(text, token.start);
  const line = text.slice(token.start, Math.min(end, token.start + 100)).trim();
  if (/^(?:GO(?:\s+\d+)?;?|\/)$/i.test(line)) return { end, terminator: null };
  const delimiter = /^DELIMITER\s+(\S+)$/i.exec(line)?.[1];
  return delimiter === undefined ? null : { end, terminator: delimiter };
}

/** T-SQL needs no `;`, and people forget it: after a whole table a CREATE at the start of a line is a new statement. */
function beginsAnew(text: string, token: Token, open: Open): boolean {
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

/** Enough for a COPY that names a thousand columns; longer ones are not data from pg_dump. */
const longestCopy = 65_536;

function isCopy(text: string, open: Open): boolean {
  return open.words[0] === 'COPY' && /\bFROM\s+STDIN\b/i.test(text.slice(open.start, Math.min(open.end, open.start + longestCopy)));
}

/** pg_dump writes rows after `COPY … FROM stdin;` up to a line `\.`. */
function afterCopyData(text: string, from: number): number {
  const end = text.indexOf('\n\\.', from);
  return end === -1 ? text.length : lineEnd(text, end + 1);
}
