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

export type TextPiece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'mark'; readonly number: number };

/** Splits `…[1]…` into words and marks. */
export function splitMarks(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(/\[(\d{1,4})\]/g)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push({ kind: 'mark', number: Number(match[1]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** What can be shown of a text that is still coming: half a mark at its end would appear and vanish. */
export function withoutHalfMark(text: string): string {
  return text.replace(/\[\d*$/, '');
}
