/** Finds words in a text however they are typeset: width, blanks, dashes, quotes and case are folded, offsets stay true. */
import type { Span } from '../../../core/types.ts';

interface Folded {
  readonly text: string;
  /** For each unit of the folded text, where the character it came from starts and ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const dash = /[\u2010-\u2015\u2212\u00ad\ufe58\ufe63\uff0d]/u;
const singleQuote = /[\u2018\u2019\u201a\u201b\u2032\u02bc`\u00b4]/u;
const doubleQuote = /[\u201c-\u201f\u2033\u00ab\u00bb\u300c-\u300f]/u;
// Zero-width characters, marks of direction, and the signs by which disarm.ts replaces a bracket.
const invisible = /[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]/u;

function foldedCharacter(character: string): string {
  if (character === '\u2039' || character === '\u2045') return character === '\u2039' ? '<' : '[';
  if (invisible.test(character)) return '';
  if (dash.test(character)) return '-';
  if (singleQuote.test(character)) return "'";
  if (doubleQuote.test(character)) return '"';
  // Markdown's emphasis and code signs vanish when a model copies a sentence.
  if (character === '*' || character === '_') return '';
  return character.normalize('NFKC').toLowerCase();
}

function fold(text: string): Folded {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const piece = /\s/u.test(character) ? (folded === '' || folded.endsWith(' ') ? '' : ' ') : foldedCharacter(character);
    for (let unit = 0; unit < piece.length; unit += 1) {
      starts.push(at);
      ends.push(at + character.length);
    }
    folded += piece;
    at += character.length;
  }
  return { text: folded, starts, ends };
}

/** Where the words stand in the text, as they are written there; null when they do not. */
export function findFolded(text: string, words: string): Span | null {
  const wanted = fold(words).text.trim();
  if (wanted === '') return null;
  const folded = fold(text);
  const at = folded.text.indexOf(wanted);
  const start = folded.starts[at];
  const end = folded.ends[at + wanted.length - 1];
  return at === -1 || start === undefined || end === undefined ? null : { start, end };
}

// Straight, typographic, German, French, CJK. Shorter pieces are scare quotes and titles, which names and words cover.
const quotation =
  /["\u201c\u201d\u201e\u201f\u00ab\u300c\u300e]([^"\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c-\u300f]{12,600})["\u201c\u201d\u00bb\u300d\u300f]/gu;

/** What a text claims to quote word for word. */
export function quotationsIn(text: string): readonly string[] {
  return [...text.matchAll(quotation)].map((match) => (match[1] ?? '').trim().replace(/[.,;:!?]+$/u, ''));
}
