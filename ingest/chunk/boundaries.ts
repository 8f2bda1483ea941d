/** All places where a document may be cut, with how good each is. */
import { sentences } from '../../core/text/sentences.ts';
import type { Block, ParsedDocument, Span } from '../../core/types.ts';
import { roughTokens } from './rough-tokens.ts';

export interface Boundary {
  readonly offset: number;
  /** 0 to 100; from `mustCut` on, a chunk always ends here. */
  readonly strength: number;
  /** Rough tokens between the boundary before and this one. */
  readonly tokens: number;
}

export const mustCut = 100;
/** From here on a boundary starts a new section. */
export const sectionCut = 80;

// The order is what matters: section, paragraph or function, row, sentence, line, word.
const paragraph = 60;
const topLevelCode = 55;
const blankLine = 50;
const row = 45;
const sentence = 30;
const line = 20;
const word = 5;
const afterHeading = 1;

// A single piece over this is cut at blanks: some 40 tokens of Latin text, far below a chunk's size.
const largestPiece = 160;
// A gap before a definition up to this size is its comment and stays with it.
const commentTokens = 120;

type Mark = readonly [offset: number, strength: number];

/** Boundaries in ascending order, the first at 0 (tokens 0) and the last at the end of the text. */
export function boundariesOf(document: ParsedDocument): readonly Boundary[] {
  const marks = strongest(marksOf(document), document.text.length);
  const found: Boundary[] = [];
  let from = 0;
  for (const [offset, strength] of marks) {
    for (const cut of wordCuts(document.text, from, offset)) {
      found.push({ offset: cut, strength: word, tokens: roughTokens(document.text, from, cut) });
      from = cut;
    }
    found.push({ offset, strength, tokens: roughTokens(document.text, from, offset) });
    from = offset;
  }
  return found;
}

function marksOf(document: ParsedDocument): readonly Mark[] {
  const { text, blocks } = document;
  const marks: Mark[] = [[0, mustCut]];
  let end = 0;
  let before: Block['kind'] | null = null;
  for (const block of blocks) {
    for (const mark of gapMarks(text, end, block, before)) marks.push(mark);
    for (const mark of blockMarks(text, block)) marks.push(mark);
    end = block.span.end;
    before = block.kind;
  }
  if (before === 'definition' && text.slice(end).trim() !== '') marks.push([afterLine(text, end), mustCut]);
  for (const mark of proseMarks(text, { start: end, end: text.length })) marks.push(mark);
  marks.push([text.length, mustCut]);
  return marks;
}

/** Marks between two blocks, and at the start of the second. */
function gapMarks(text: string, end: number, block: Block, before: Block['kind'] | null): readonly Mark[] {
  const marks: Mark[] = [];
  const { start } = block.span;
  const gapStart = before === 'definition' ? Math.min(afterLine(text, end), start) : end;
  if (before === 'definition') marks.push([gapStart, mustCut]);
  const isLarge = roughTokens(text, gapStart, start) > commentTokens;
  if (isLarge) marks.push(...proseMarks(text, { start: gapStart, end: start }));
  if (block.kind === 'heading') marks.push([start, before === 'heading' ? sectionCut - 10 : headingStrength(block.depth)]);
  else if (block.kind === 'definition') {
    if (isLarge || before !== 'definition') marks.push([start, gapStart === start || isLarge ? mustCut : paragraph]);
  } else marks.push([start, before === 'heading' ? afterHeading : paragraph]);
  return marks;
}

function headingStrength(depth: number): number {
  return Math.max(sectionCut, sectionCut + 12 - 2 * depth);
}

function blockMarks(text: string, block: Block): readonly Mark[] {
  switch (block.kind) {
    case 'heading':
    case 'picture':
      return [];
    case 'prose':
      return proseMarks(text, block.span);
    case 'list':
    case 'table':
      return lineMarks(text, block.span, () => row);
    case 'code':
      return lineMarks(text, block.span, codeStrength);
    case 'definition':
      return lineMarks(text, block.span, () => line);
  }
}

function proseMarks(text: string, span: Span): readonly Mark[] {
  const marks: Mark[] = [];
  let end = span.start;
  for (const found of sentences(text, span.start, span.end)) {
    if (found.start > span.start) marks.push([found.start, strengthOfGap(text, end, found.start)]);
    end = found.end;
  }
  return marks;
}

function strengthOfGap(text: string, start: number, end: number): number {
  const breaks = text.slice(start, end).split('\n').length - 1;
  return breaks > 1 ? blankLine : breaks === 1 ? sentence + 5 : sentence;
}

function lineMarks(text: string, span: Span, strengthOf: (text: string, lineStart: number) => number): readonly Mark[] {
  const marks: Mark[] = [];
  for (let at = text.indexOf('\n', span.start); at >= 0 && at + 1 < span.end; at = text.indexOf('\n', at + 1)) {
    if (text[at + 1] !== '\n') marks.push([at + 1, strengthOf(text, at + 1)]);
  }
  return marks;
}

/** A line that starts a function stands at the margin after a blank line, whatever the language. */
function codeStrength(text: string, lineStart: number): number {
  const isAtMargin = /[^\s})\]]/.test(text[lineStart] ?? '');
  const isAfterBlank = text[lineStart - 2] === '\n' || (text[lineStart - 2] === '\r' && text[lineStart - 3] === '\n');
  if (isAfterBlank) return isAtMargin ? topLevelCode : blankLine - 5;
  return isAtMargin ? line + 5 : line - 5;
}

function afterLine(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && /[\s;]/.test(text[end] ?? '') && text[end - 1] !== '\n') end += 1;
  return end;
}

function strongest(marks: readonly Mark[], length: number): readonly Mark[] {
  const sorted = [...marks].filter(([offset]) => offset <= length).sort((one, other) => one[0] - other[0] || other[1] - one[1]);
  return sorted.filter(([offset], index) => index === 0 || sorted[index - 1]?.[0] !== offset);
}

/** Cuts inside an overlong piece: after a blank if there is one, never inside a surrogate pair. */
function wordCuts(text: string, start: number, end: number): readonly number[] {
  const cuts: number[] = [];
  let from = start;
  while (end - from > largestPiece) {
    let cut = from + largestPiece;
    const blank = text.slice(from, cut).search(/\s\S*$/);
    if (blank > largestPiece / 4) cut = from + blank + 1;
    else if (isLowSurrogate(text.charCodeAt(cut))) cut += 1;
    if (cut >= end) break;
    cuts.push(cut);
    from = cut;
  }
  return cuts;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
