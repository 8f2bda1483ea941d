/** Follows an answer as it is written: which sentence a mark stands for, and which sentence ended without one. */
import { sentences } from '../../../core/text/sentences.ts';
import type { Span } from '../../../core/types.ts';
import { endsWithFence } from './kept-whole.ts';
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
  let open = nothingWritten;
  // Blanks after a sentence wait, because a late mark belongs before them.
  let blanks = '';
  // Marks that came before their claim; they are set at the end of the sentence.
  let waiting: readonly string[] = [];
  // A block of code is one claim, whatever stands in it.
  let isBlock = false;

  function ended(claim: string): StreamedClaim {
    const ids = waiting;
    waiting = [];
    return ids.length === 0 ? { kind: 'uncited', claim } : { kind: 'cited', claim, ids };
  }

  /** Passes text on, and reports sentences that are over before the text behind them is passed on. */
  function written(piece: Written): readonly StreamedClaim[] {
    const found: StreamedClaim[] = [];
    const shown = open.text.length;
    const gap = waiting.length > 0 && /^[,.;:!?)]/.test(piece.text) ? '' : blanks;
    const whole = joined(open, joined({ text: gap, mask: gap }, piece));
    const trailing = /\s*$/.exec(whole.mask)?.[0] ?? '';
    const solid = cut(whole, 0, whole.text.length - trailing.length);
    let passed = shown;
    let from = 0;
    for (const { end } of sentencesOf(solid).slice(0, -1)) {
      if (end < shown) continue;
      if (end > passed) found.push({ kind: 'text', text: solid.text.slice(passed, end) });
      found.push(ended(solid.text.slice(from, end)));
      passed = end;
      from = end;
    }
    if (solid.text.length > passed) found.push({ kind: 'text', text: solid.text.slice(passed) });
    open = solid.text.length - from > longestSentence ? nothingWritten : cut(solid, from, solid.text.length);
    blanks = trailing;
    return found;
  }

  function block(text: string): readonly StreamedClaim[] {
    const found = isBlock && blanks === '' ? [] : closed();
    // "According to [4]:" and the block below it are one claim.
    if (!isBlock && waiting.length === 0 && open.text.trim() !== '') {
      found.push(ended(open.text));
      open = nothingWritten;
    }
    isBlock = true;
    found.push({ kind: 'text', text: blanks + text });
    open = joined(open, masked(blanks + text));
    blanks = '';
    return found;
  }

  /** What is over when something else than blanks follows a block. */
  function closed(): StreamedClaim[] {
    if (!isBlock) return [];
    const claim = open.text;
    isBlock = false;
    open = nothingWritten;
    return claim.length > longestSentence && waiting.length === 0 ? [] : [ended(claim.slice(0, longestSentence))];
  }

  function text(piece: Written): readonly StreamedClaim[] {
    if (isBlock && piece.text.trim() === '') {
      blanks += piece.text;
      return [];
    }
    return [...closed(), ...written(piece)];
  }

  function marks(ids: readonly string[]): readonly StreamedClaim[] {
    const claim = isBlock ? open.text.slice(0, longestSentence) : lastSentence(open);
    if (!isBlock && isThin(claim) && !/\n/.test(blanks)) {
      waiting = [...waiting, ...ids];
      return [];
    }
    // A mark after a full stop stands where a mark before it would have stood: one blank, no line break. Below a block it
    // has a line of its own, which whoever writes it down sees to.
    const gap = blanks === '' || isBlock ? [] : [{ kind: 'text', text: ' ' } as const];
    open = nothingWritten;
    isBlock = false;
    blanks = '';
    const all = [...waiting, ...ids];
    waiting = [];
    return [...gap, { kind: 'cited', claim, ids: all }];
  }

  function pushed(piece: MarkedText): readonly StreamedClaim[] {
    switch (piece.kind) {
      case 'marks':
        return marks(piece.ids);
      case 'block':
        return block(piece.text);
      case 'whole':
        return text(masked(piece.text));
      case 'text':
        return text({ text: piece.text, mask: piece.text });
    }
  }

  return {
    push: pushed,
    // A block that was never closed has no place below it.
    end: () =>
      isBlock ? (endsWithFence(open.text) ? closed() : []) : open.text.trim() === '' && waiting.length === 0 ? [] : [ended(open.text)],
  };
}

/** Text, and the same with letters for what must stay whole: no sentence ends among them. */
interface Written {
  readonly text: string;
  readonly mask: string;
}

const nothingWritten: Written = { text: '', mask: '' };
const masked = (text: string): Written => ({ text, mask: 'X'.repeat(text.length) });
const joined = (one: Written, other: Written): Written => ({ text: one.text + other.text, mask: one.mask + other.mask });
const cut = ({ text, mask }: Written, start: number, end: number): Written => ({
  text: text.slice(start, end),
  mask: mask.slice(start, end),
});

/** `a != b` and `x.org/?q` are no two sentences: behind a sign of ours the next one begins after a blank. */
function sentencesOf({ mask }: Written): readonly Span[] {
  const found: Span[] = [];
  for (const span of sentences(mask, 0, mask.length)) {
    const before = found.at(-1);
    const isTorn = before !== undefined && before.end === span.start && /[!-~]/.test(mask[before.end - 1] ?? '');
    if (isTorn) found[found.length - 1] = { start: before.start, end: span.end };
    else found.push(span);
  }
  return found;
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

function lastSentence(open: Written): string {
  const last = sentencesOf(open).at(-1);
  return last === undefined ? open.text : open.text.slice(last.start, last.end);
}
