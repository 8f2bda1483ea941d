/** Follows an answer as it is written: which sentence a mark stands for, and which sentence ended without one. */
import { sentences } from '../../core/text/sentences.ts';
import type { MarkedText } from './marks.ts';

export type StreamedClaim =
  | { readonly kind: 'text'; readonly text: string }
  /** The words before the marks, back to the sentence's beginning or to the mark before. */
  | { readonly kind: 'cited'; readonly claim: string; readonly ids: readonly string[] }
  /** A whole sentence, or the rest of one, that ended without a mark. */
  | { readonly kind: 'uncited'; readonly claim: string };

export interface SentenceStream {
  push(piece: MarkedText): readonly StreamedClaim[];
  end(): readonly StreamedClaim[];
}

// Beyond this a "sentence" is code or a table; looking for its end again with each piece would cost too much.
const longestSentence = 2_000;

export function sentenceStream(): SentenceStream {
  // What has been written since the last mark or the last finished sentence; shown already, except trailing blanks.
  let open = '';
  // Blanks after a sentence wait, because a late mark belongs before them.
  let blanks = '';

  /** Passes text on, and reports sentences that are over before the text behind them is passed on. */
  function text(piece: string): readonly StreamedClaim[] {
    const found: StreamedClaim[] = [];
    const shown = open.length;
    const whole = open + blanks + piece;
    const trailing = /\s*$/.exec(whole)?.[0] ?? '';
    const solid = whole.slice(0, whole.length - trailing.length);
    let passed = shown;
    let from = 0;
    for (const { end } of sentences(solid, 0, solid.length).slice(0, -1)) {
      if (end < shown) continue;
      if (end > passed) found.push({ kind: 'text', text: solid.slice(passed, end) });
      found.push({ kind: 'uncited', claim: solid.slice(from, end) });
      passed = end;
      from = end;
    }
    if (solid.length > passed) found.push({ kind: 'text', text: solid.slice(passed) });
    open = solid.length - from > longestSentence ? '' : solid.slice(from);
    blanks = trailing;
    return found;
  }

  function marks(ids: readonly string[]): readonly StreamedClaim[] {
    const claim = lastSentence(open);
    open = '';
    // A mark after a full stop stands where a mark before it would have stood: one blank, no line break.
    const gap = blanks === '' ? '' : ' ';
    blanks = '';
    return [...(gap === '' ? [] : [{ kind: 'text', text: gap } as const]), { kind: 'cited', claim, ids }];
  }

  return {
    push: (piece) => (piece.kind === 'text' ? text(piece.text) : marks(piece.ids)),
    end: () => (open.trim() === '' ? [] : [{ kind: 'uncited', claim: open }]),
  };
}

function lastSentence(text: string): string {
  const last = sentences(text, 0, text.length).at(-1);
  return last === undefined ? text : text.slice(last.start, last.end);
}
