/** Model text as Markdown tokens. HTML, images and links to elsewhere have no token of their own: nothing can be loaded. */
import { Marked, type Token } from 'marked';

export type { Token, Tokens } from 'marked';

const reader = new Marked({
  gfm: true,
  tokenizer: {
    // `[1]: …` would turn every mark [1] into a link, and HTML is text here. Undefined means "not this".
    def: () => undefined,
    html: () => undefined,
    tag: () => undefined,
  },
});

export function markdownTokens(text: string): readonly Token[] {
  return reader.lexer(text);
}

export type TextPiece =
  | { readonly kind: 'text'; readonly text: string }
  /** The marks with the word they follow: a mark alone at the start of a line would belong to nothing. */
  | { readonly kind: 'cited'; readonly word: string; readonly numbers: readonly number[] };

/** Longer words (addresses, mostly) must be able to break, and do not stay with their mark. */
const longestHeldWord = 24;

/** Splits `…word [1][2]…` into text and cited words. Blanks before a mark are dropped. */
export function splitMarks(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?:\s*\[\d{1,4}\])+/g)) {
    const before = text.slice(from, match.index);
    const word = /\S+$/.exec(before)?.[0] ?? '';
    const held = word.length > longestHeldWord ? '' : word;
    const plain = before.slice(0, before.length - held.length);
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    pieces.push({ kind: 'cited', word: held, numbers: [...match[0].matchAll(/\d+/g)].map(([number]) => Number(number)) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** What can be shown of a text that is still coming: half a mark at its end would appear and vanish. */
export function withoutHalfMark(text: string): string {
  return text.replace(/\s*\[\d*$/, '');
}
