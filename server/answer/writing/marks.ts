/** Finds citation marks in text that arrives in pieces. It holds back nothing but an unfinished mark. */
import { asciiDigits } from '../proof/digits.ts';

export type MarkedText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'marks'; readonly ids: readonly string[] };

export interface MarkParser {
  push(piece: string): readonly MarkedText[];
  /** What was held back, when nothing more comes. */
  end(): readonly MarkedText[];
}

// `[1]`, `[1, 2]`, `[3-5]`, `[12.3]`, `[#7]`, and the brackets and digits of other models and scripts: `【7】`, `［۷］`.
const mark = /^[[【［]\s*#?\p{Nd}+(?:\s*[-–,;.،、]\s*#?\p{Nd}+)*\s*[\]】］]/u;
const beginning = /^[[【［][\s#\p{Nd}\-–,;.،、]*$/u;
const opener = /[[【［`]/u;
// Longer than any list of passages that an honest sentence names.
const longestMark = 60;
const longestRange = 20;

type Piece = { readonly kind: 'text' | 'ticks' | 'mark'; readonly text: string };

export function markParser(): MarkParser {
  let held = '';
  // Inside code a bracket is a bracket. The fence is the run of backticks that opened the code.
  let fence = '';
  const groups = markGroups();

  function take(piece: string, isLast: boolean): readonly MarkedText[] {
    const found: MarkedText[] = [];
    held += piece;
    for (let next = nextPiece(held, fence, isLast); next !== null; next = nextPiece(held, fence, isLast)) {
      held = held.slice(next.text.length);
      if (next.kind === 'ticks' && (fence === '' || fence === next.text)) fence = fence === '' ? next.text : '';
      found.push(...(next.kind === 'mark' ? groups.mark(next.text) : groups.text(next.text)));
    }
    if (isLast) found.push(...groups.end());
    return found;
  }

  return { push: (piece) => take(piece, false), end: () => take('', true) };
}

/** The next stretch of one kind; null when more text is needed to tell, or nothing is left. */
function nextPiece(rest: string, fence: string, isLast: boolean): Piece | null {
  if (rest === '') return null;
  const at = rest.search(opener);
  if (at !== 0) return { kind: 'text', text: at === -1 ? rest : rest.slice(0, at) };
  const ticks = /^`+/.exec(rest)?.[0];
  if (ticks !== undefined) return ticks === rest && !isLast ? null : { kind: 'ticks', text: ticks };
  const matched = fence === '' ? mark.exec(rest) : null;
  if (matched !== null) return { kind: 'mark', text: matched[0] };
  const isUnfinished = fence === '' && rest.length <= longestMark && beginning.test(rest);
  return isUnfinished && !isLast ? null : { kind: 'text', text: rest.slice(0, 1) };
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
    text(text: string): readonly MarkedText[] {
      if (ids.length > 0 && /^[ ,]{1,2}$/.test(between + text)) {
        between += text;
        return [];
      }
      return [...flush(), { kind: 'text', text }];
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
