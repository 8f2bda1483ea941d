/** Groups placed text into lines, in reading order; repairs right-to-left lines. Knows geometry, no paragraphs. */
import { type PlacedText, symbolGlyph } from './pdf-items.ts';

/** A stretch of one line that is highlighted as one: its text follows `before` (nothing, a blank or a tab). */
interface LineRun {
  readonly text: string;
  readonly before: '' | ' ' | '\t';
  readonly along: number;
  readonly width: number;
}

export interface TextLine {
  readonly runs: readonly LineRun[];
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly across: number;
  readonly size: number;
  readonly font: string;
  readonly angle: number;
  readonly rightToLeft: boolean;
}

/** Baselines closer than this share of the type size are one line: it takes in raised and lowered marks. */
const sameBaseline = 0.45;
/** Gaps in shares of the type size. Blanks are 0.2 to 0.35 wide, letters touch; columns of a table stand further apart than justified words. */
const blankGap = 0.16;
const leastBlank = 0.05;
const tabGap = 1.6;

/** Lines in the order of the page's content, which programs write in reading order, columns included. */
export function linesOf(items: readonly PlacedText[]): readonly TextLine[] {
  const lines: TextLine[] = [];
  let open: PlacedText[] = [];
  for (const item of items) {
    const isNext = !continuesLine(open, item);
    // A blank neither begins a line nor carries the line on to its own baseline.
    if (item.text.trim() === '' && (isNext || open.length === 0)) continue;
    if (isNext) {
      lines.push(lineOf(open));
      open = [];
    }
    open.push(item);
  }
  if (open.length > 0) lines.push(lineOf(open));
  return lines;
}

function continuesLine(open: readonly PlacedText[], item: PlacedText): boolean {
  const last = open.findLast((other) => other.text.trim() !== '');
  const first = open[0];
  if (last === undefined || first === undefined) return true;
  if (last.angle !== item.angle) return false;
  const size = Math.max(last.size, item.size);
  return Math.min(Math.abs(item.across - last.across), Math.abs(item.across - first.across)) < size * sameBaseline;
}

function lineOf(all: readonly PlacedText[]): TextLine {
  const items = withoutTrailingBlanks(all);
  const largest = items.reduce((best, item) => (weight(item) > weight(best) ? item : best));
  const rightToLeft = isRightToLeft(items);
  const runs = runsOf(rightToLeft ? rightToLeftOrder(items) : leftToRightOrder(items), largest.size, rightToLeft);
  return {
    runs,
    text: runs.map((run) => run.before + run.text).join(''),
    left: Math.min(...items.map((item) => item.along)),
    right: Math.max(...items.map((item) => item.along + item.width)),
    across: largest.across,
    size: largest.size,
    font: largest.font,
    angle: largest.angle,
    rightToLeft,
  };
}

function withoutTrailingBlanks(items: readonly PlacedText[]): readonly PlacedText[] {
  return items.slice(0, items.findLastIndex((item) => item.text.trim() !== '') + 1);
}

/** The item that stands for the line's type: the most text, in the largest type. */
function weight(item: PlacedText): number {
  return item.text.length * item.size;
}

const rightToLeftLetter = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

function isRightToLeft(items: readonly PlacedText[]): boolean {
  if (!items.some((item) => rightToLeftLetter.test(item.text))) return false;
  const letters = items.flatMap((item) => item.text.match(/\p{L}/gu) ?? []);
  return letters.filter((letter) => rightToLeftLetter.test(letter)).length * 2 > letters.length;
}

/** Stable: content order decides between items at the same place. */
function leftToRightOrder(items: readonly PlacedText[]): readonly PlacedText[] {
  const isOrdered = items.every((item, index) => index === 0 || item.along >= (items[index - 1]?.along ?? 0) - item.size * 0.5);
  return isOrdered ? items : items.toSorted((a, b) => a.along - b.along);
}

/**
 * Right to left by the right edge, so that it does not matter whether the file holds glyphs in visual or in logical order;
 * numbers and Latin words keep their own order. Marks have no width, and come after the letter they stand on.
 */
function rightToLeftOrder(items: readonly PlacedText[]): readonly PlacedText[] {
  const ordered = items.toSorted((a, b) => rightEdge(b) - rightEdge(a));
  const result: PlacedText[] = [];
  let waiting: PlacedText[] = [];
  let lastStrong = 0;
  const flush = (): void => {
    // Neutral signs after the last number or word belong to the right-to-left text.
    const [first, ...rest] = waiting.slice(0, lastStrong).reverse();
    if (first !== undefined) result.push(joined(first, rest));
    result.push(...waiting.slice(lastStrong));
    waiting = [];
    lastStrong = 0;
  };
  for (const item of ordered) {
    if (rightToLeftLetter.test(item.text)) {
      flush();
      result.push(item);
    } else if (/[\p{L}\p{Nd}]/u.test(item.text)) {
      waiting.push(item);
      lastStrong = waiting.length;
    } else if (waiting.length > 0) waiting.push(item);
    else result.push(item);
  }
  flush();
  return result;
}

/** Marks and the second half of a ligature have no width; where they stand on an edge they belong to the letter on its right. */
function rightEdge(item: PlacedText): number {
  return item.along + (item.width || item.size * 0.06);
}

/** Items in left-to-right order as one, so that the room around a number is measured from its nearer end. */
function joined(first: PlacedText, rest: readonly PlacedText[]): PlacedText {
  const items = [first, ...rest];
  const text = runsOf(items, first.size, false)
    .map((run) => run.before + run.text)
    .join('');
  return { ...first, text, width: Math.max(...items.map((item) => item.along + item.width)) - first.along };
}

/** Joins touching items, so that "in the | fi | scal" is one run. */
function runsOf(items: readonly PlacedText[], size: number, rightToLeft: boolean): readonly LineRun[] {
  const runs: { text: string; before: LineRun['before']; along: number; width: number }[] = [];
  let blank = false;
  for (const item of items) {
    const last = runs.at(-1);
    const text = item.text === symbolGlyph ? (last === undefined ? '•' : '') : item.text.trim();
    if (text === '') {
      blank = true;
      continue;
    }
    const end = last === undefined ? item.along : last.along + last.width;
    const gap = last === undefined ? 0 : Math.max(item.along - end, last.along - (item.along + item.width), 0);
    // pdf.js puts a blank wherever the pen goes back, so in right-to-left text a blank must have some room.
    const isSeen = blank && (!rightToLeft || gap > size * leastBlank);
    const isBlank = isSeen || gap > size * blankGap || item.text.startsWith(' ') || (rightToLeft && endsLatin(last?.text, text));
    blank = item.text.endsWith(' ');
    const before = last === undefined ? '' : gap > size * tabGap ? '\t' : isBlank ? ' ' : '';
    if (last === undefined || before !== '') {
      runs.push({ text, before, along: item.along, width: item.width });
      continue;
    }
    last.text += text;
    last.width = Math.max(end, item.along + item.width) - Math.min(last.along, item.along);
    last.along = Math.min(last.along, item.along);
  }
  return runs;
}

/** pdf.js drops the blank at the end of a right-to-left item; after a Latin word there always is one, before it not ("وPython"). */
function endsLatin(before: string | undefined, after: string): boolean {
  return before !== undefined && /\p{Script=Latin}$/u.test(before) && rightToLeftLetter.test(after.charAt(0));
}
