/** Finds citation marks in text that arrives in pieces. It holds back nothing but an unfinished mark. */
import { asciiDigits } from '../proof/digits.ts';
import { type Beginning, codeAt, fenceAt, type OpenCode, wholeAt, wholeOpeners } from './kept-whole.ts';

export type MarkedText =
  | { readonly kind: 'text'; readonly text: string }
  /** Part of code, a link or a formula: nothing may be written into it. A block is code in lines of its own. */
  | { readonly kind: 'whole' | 'block'; readonly text: string }
  | { readonly kind: 'marks'; readonly ids: readonly string[] };

export interface MarkParser {
  push(piece: string): readonly MarkedText[];
  /** What was held back, when nothing more comes. */
  end(): readonly MarkedText[];
}

// `[1]`, `[1, 2]`, `[3-5]`, `[12.3]`, `[#7]`, and the brackets and digits of other models and scripts: `【7】`, `［۷］`.
const mark = /^[[【［]\s*#?\p{Nd}+(?:\s*[-–,;.،、]\s*#?\p{Nd}+)*\s*[\]】］]/u;
const beginning = /^[[【［][\s#\p{Nd}\-–,;.،、]*$/u;
const opener = new RegExp(`[[【［\n${wholeOpeners}]`, 'u');
// Longer than any list of passages that an honest sentence names.
const longestMark = 60;
const longestRange = 20;

/** What is known at a place of the text. */
interface Place {
  /** Inside it a bracket is a bracket. */
  readonly open: OpenCode | null;
  readonly isLineStart: boolean;
}

interface Piece {
  readonly kind: 'text' | 'whole' | 'block' | 'mark';
  readonly text: string;
  /** The code that is open behind it. */
  readonly open: OpenCode | null;
}

export function markParser(): MarkParser {
  let held = '';
  let place: Place = { open: null, isLineStart: true };
  const groups = markGroups();

  function take(piece: string, isLast: boolean): readonly MarkedText[] {
    const found: MarkedText[] = [];
    held += piece;
    for (let next = nextPiece(held, place, isLast); next !== null; next = nextPiece(held, place, isLast)) {
      held = held.slice(next.text.length);
      place = { open: next.open, isLineStart: next.text.endsWith('\n') };
      found.push(...(next.kind === 'mark' ? groups.mark(next.text) : groups.text(next.kind, next.text)));
    }
    if (isLast) found.push(...groups.end());
    return found;
  }

  return { push: (piece) => take(piece, false), end: () => take('', true) };
}

/** The next stretch of one kind; null when more text is needed to tell, or nothing is left. */
function nextPiece(rest: string, { open, isLineStart }: Place, isLast: boolean): Piece | null {
  if (rest === '') return null;
  if (open !== null) {
    const code = codeAt(rest, open, isLineStart, isLast);
    return code === null ? null : { kind: open.kind === 'fence' ? 'block' : 'whole', text: code.text, open: code.ends ? null : open };
  }
  if (isLineStart) {
    const block = fenceAt(rest, isLast);
    if (block.kind === 'unfinished') return null;
    if (block.kind === 'code') return { kind: 'block', text: block.text, open: block.open };
  }
  const at = rest.search(opener);
  if (at !== 0) return plain(at === -1 ? rest : rest.slice(0, at));
  const matched = mark.exec(rest);
  if (matched !== null) return { kind: 'mark', text: matched[0], open: null };
  if (!isLast && rest.length <= longestMark && beginning.test(rest)) return null;
  return begun(wholeAt(rest, isLast), rest);
}

function begun(whole: Beginning, rest: string): Piece | null {
  switch (whole.kind) {
    case 'unfinished':
      return null;
    case 'whole':
      return { kind: 'whole', text: whole.text, open: null };
    case 'code':
      return { kind: 'whole', text: whole.text, open: whole.open };
    case 'none':
      return plain(rest.slice(0, 1));
  }
}

function plain(text: string): Piece {
  return { kind: 'text', text, open: null };
}

/** Joins marks that stand together: `[1][2]`, `[1], [2]`. */
function markGroups() {
  let ids: string[] = [];
  let between = '';

  function flush(): MarkedText[] {
    const found: MarkedText[] = [];
    if (ids.length > 0) found.push({ kind: 'marks', ids });
    if (between !== '') found.push({ kind: 'text', text: between });
    ids = [];
    between = '';
    return found;
  }

  return {
    mark(text: string): readonly MarkedText[] {
      between = '';
      ids.push(...idsOf(text));
      return [];
    },
    text(kind: 'text' | 'whole' | 'block', text: string): readonly MarkedText[] {
      if (ids.length > 0 && kind === 'text' && /^[ ,]{1,2}$/.test(between + text)) {
        between += text;
        return [];
      }
      return [...flush(), { kind, text }];
    },
    end: flush,
  };
}

function idsOf(written: string): readonly string[] {
  const inner = asciiDigits(written.slice(1, -1).replaceAll('#', ''));
  return inner.split(/[,;،、]/).flatMap((part) => {
    const range = /^\s*(\d+)\s*[-–]\s*(\d+)\s*$/.exec(part);
    if (range === null) return [part.trim()];
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (to < from || to - from > longestRange) return [String(from), String(to)];
    return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  });
}
