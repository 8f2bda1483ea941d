/** Cuts SQL text into statements: `;`, `DELIMITER`, `GO`, `/`, bodies between BEGIN and END, data after COPY. */
import type { Dialect } from './dialect.ts';
import { lineEnd, nextToken, startsLine, type Token } from './lexer.ts';
import { beginsAnew, begun, closed, isInBody, type OpenStatement, type Statement, take } from './open-statement.ts';

/** Yields the statements in order. The text between them is comments and client commands. */
export function* statements(text: string, dialect: Dialect): Generator<Statement> {
  let terminator = ';';
  let open: OpenStatement | null = null;
  let at = 0;
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

/** Enough for a COPY that names a thousand columns; longer ones are not data from pg_dump. */
const longestCopy = 65_536;

function isCopy(text: string, open: OpenStatement): boolean {
  return open.words[0] === 'COPY' && /\bFROM\s+STDIN\b/i.test(text.slice(open.start, Math.min(open.end, open.start + longestCopy)));
}

/** pg_dump writes rows after `COPY … FROM stdin;` up to a line `\.`. */
function afterCopyData(text: string, from: number): number {
  const end = text.indexOf('\n\\.', from);
  return end === -1 ? text.length : lineEnd(text, end + 1);
}
