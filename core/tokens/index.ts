/** Tokens exactly as Gemma 3 and 4 make them, in plain code: no model, no server, no native library. */
import { controlPattern, controlTokens } from './control.ts';
import { mergePiece } from './merge.ts';
import { blankRunToken, longestRun, newlineRunToken, tabRunToken, vocabulary } from './vocabulary.ts';

export { loadVocabulary } from './vocabulary.ts';

/**
 * Pieces that no token crosses: runs of newlines, tabs and blanks, digits (each is a token of its own) and words
 * with the blank before them. `> </` is the only token with a blank inside. Runs are cut at 31 from the left, as
 * merging does: the rest joins what follows.
 */
const pieces = new RegExp(
  [
    `\\n{1,${longestRun}}`,
    `\\t{1,${longestRun}}`,
    `\\u2581{2,${longestRun}}`,
    '[0-9]+',
    '\\u2581?(?:[^\\n\\t\\u25810-9]|(?<=>)\\u2581(?=<\\/))+',
    '\\u2581',
  ].join('|'),
  'g',
);

/**
 * How many tokens Gemma makes of the text, taken as plain text. Counts of neighbouring texts add up when the cut
 * lies between a newline and a character that is none.
 */
export function countTokens(text: string): number {
  let count = 0;
  for (const [piece] of prepared(text).matchAll(pieces)) count += isDigit(piece) ? piece.length : tokensOf(piece).length;
  return count;
}

/** The token ids. With `controls`, control strings become their tokens, as in a rendered prompt. */
export function encodeTokens(text: string, { controls }: { readonly controls: boolean }): number[] {
  if (!controls) return encodePlain(text);
  const ids: number[] = [];
  let end = 0;
  for (const match of text.matchAll(controlPattern)) {
    for (const id of encodePlain(text.slice(end, match.index))) ids.push(id);
    ids.push(controlTokens.get(match[0]) ?? 0);
    end = match.index + match[0].length;
  }
  for (const id of encodePlain(text.slice(end))) ids.push(id);
  return ids;
}

function encodePlain(text: string): number[] {
  const ids: number[] = [];
  for (const [piece] of prepared(text).matchAll(pieces)) {
    const parts = isDigit(piece) ? piece : [piece];
    // One by one: spreading a token list of a whole minified file overflows the stack.
    for (const part of parts) for (const id of tokensOf(part)) ids.push(id);
  }
  return ids;
}

/** Half a surrogate pair has no UTF-8 form; servers see U+FFFD in its place. */
const prepared = (text: string): string => text.toWellFormed().replaceAll(' ', '\u2581');

const isDigit = (piece: string): boolean => piece >= '0' && piece < ':';

// V8 copies slices of up to 12 characters; a longer one would keep its whole document alive in the memo.
const longestRemembered = 12;
const mostRemembered = 50_000;
const memo = new Map<string, readonly number[]>();

function tokensOf(piece: string): readonly number[] {
  const known = memo.get(piece);
  if (known !== undefined) return known;
  const tokens = runTokens(piece) ?? mergePiece(piece, vocabulary());
  if (piece.length <= longestRemembered) {
    if (memo.size >= mostRemembered) memo.clear();
    memo.set(piece, tokens);
  }
  return tokens;
}

function runTokens(piece: string): readonly number[] | null {
  if (piece.startsWith('\n')) return [newlineRunToken(piece.length)];
  if (piece.startsWith('\t')) return [tabRunToken(piece.length)];
  return piece.startsWith('\u2581\u2581') ? [blankRunToken(piece.length)] : null;
}
