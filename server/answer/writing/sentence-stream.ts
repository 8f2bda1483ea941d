/** Follows an answer as it is written: which sentence a mark stands for, and which sentence ended without one. */
import { sentences } from '../../../core/text/sentences.ts';
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

// "According to [2], leave is …": what the mark stands for comes behind it.
const fewestWords = 3;

export function sentenceStream(): SentenceStream {
  // What has been written since the last mark or the last finished sentence; shown already, except trailing blanks.
  let open = '';
  // Blanks after a sentence wait, because a late mark belongs before them.
  let blanks = '';
  // Marks that came before their claim; they are set at the end of the sentence.
  let waiting: readonly string[] = [];

  function ended(claim: string): StreamedClaim {
    const ids = waiting;
    waiting = [];
    return ids.length === 0 ? { kind: 'uncited', claim } : { kind: 'cited', claim, ids };
  }

  /** Passes text on, and reports sentences that are over before the text behind them is passed on. */
  function text(piece: string): readonly StreamedClaim[] {
    const found: StreamedClaim[] = [];
    const shown = open.length;
    const whole = open + (waiting.length > 0 && /^[,.;:!?)]/.test(piece) ? '' : blanks) + piece;
    const trailing = /\s*$/.exec(whole)?.[0] ?? '';
    const solid = whole.slice(0, whole.length - trailing.length);
    let passed = shown;
    let from = 0;
    for (const { end } of sentences(solid, 0, solid.length).slice(0, -1)) {
      if (end < shown) continue;
      if (end > passed) found.push({ kind: 'text', text: solid.slice(passed, end) });
      found.push(ended(solid.slice(from, end)));
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
    if (isThin(claim) && !/\n/.test(blanks)) {
      waiting = [...waiting, ...ids];
      return [];
    }
    open = '';
    // A mark after a full stop stands where a mark before it would have stood: one blank, no line break.
    const gap = blanks === '' ? [] : [{ kind: 'text', text: ' ' } as const];
    blanks = '';
    const all = [...waiting, ...ids];
    waiting = [];
    return [...gap, { kind: 'cited', claim, ids: all }];
  }

  return {
    push: (piece) => (piece.kind === 'text' ? text(piece.text) : marks(piece.ids)),
    end: () => (open.trim() === '' && waiting.length === 0 ? [] : [ended(open)]),
  };
}

function isThin(fragment: string): boolean {
  return (
    (fragment.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).length < fewestWords &&
    !/[.!?。۔।…]['"”’)\]]*$/u.test(fragment) &&
    !unspaced.test(fragment)
  );
}

// Chinese, Japanese and Thai do not part words: a fragment of them may say much.
const unspaced = /[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]/;

function lastSentence(text: string): string {
  const last = sentences(text, 0, text.length).at(-1);
  return last === undefined ? text : text.slice(last.start, last.end);
}
