/** Groups the lines of a page into paragraphs, tables, lists and headings, and joins their lines to readable text. */
import type { BlockShape } from './builder.ts';
import { joinBrokenWord } from './pdf-hyphens.ts';
import { type Rectangle, rectangleOf } from './pdf-items.ts';
import type { TextLine } from './pdf-lines.ts';

export interface PageBlock {
  readonly shape: BlockShape;
  readonly text: string;
  /** Rectangles with the stretch of `text` that each of them shows. */
  readonly boxes: readonly (Rectangle & { readonly start: number; readonly end: number })[];
}

/** What the whole document says about its type: see pdf-type.ts. */
export interface DocumentType {
  readonly bodySize: number;
  readonly bodyFont: string;
  /** Usual distance of baselines in shares of the type size. */
  readonly leading: number;
  /** Depth of a heading by its type size, rounded to half a point. */
  depthOfSize(size: number): number | null;
  /** Depth of a heading that the outline (bookmarks) names; null for any other text. */
  depthOfTitle(text: string): number | null;
  /** Whether a word stands somewhere in the document. */
  hasWord(word: string): boolean;
}

/** Blocks of one page, in order. */
export function blocksOf(lines: readonly TextLine[], type: DocumentType): readonly PageBlock[] {
  return paragraphs(lines, type).map((group) => blockOf(group, type));
}

function paragraphs(lines: readonly TextLine[], type: DocumentType): readonly (readonly TextLine[])[] {
  const groups: TextLine[][] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    const previous = group?.at(-1);
    if (group !== undefined && previous !== undefined && belongsTogether(group, previous, line, type)) group.push(line);
    else groups.push([line]);
  }
  return groups;
}

/** Type sizes that differ more than this are different text: a heading, a note. */
const sameSize = 1.12;
/** Lines further apart than the usual leading times this start a new paragraph. */
const paragraphGap = 1.3;

function belongsTogether(group: readonly TextLine[], previous: TextLine, line: TextLine, type: DocumentType): boolean {
  const larger = Math.max(previous.size, line.size);
  if (previous.angle !== line.angle || larger > Math.min(previous.size, line.size) * sameSize) return false;
  if (continuesInNextColumn(previous, line, type)) return true;
  const down = line.across - previous.across;
  if (down <= 0 || down > larger * type.leading * paragraphGap) return false;
  if (line.left > previous.right || line.right < previous.left) return false;
  if (type.depthOfTitle(line.text) !== null || type.depthOfTitle(previous.text) !== null) return false;
  if (isBoldHeading(group, type) && line.font === type.bodyFont) return false;
  if (previous.font !== line.font && isBoldHeading([line], type) && !/[\p{L},-]$/u.test(previous.text)) return false;
  return !(isShort(group, previous) && isIndented(group, line) && !isItem(line));
}

/** A sentence that goes on at the head of the next column. */
function continuesInNextColumn(previous: TextLine, line: TextLine, type: DocumentType): boolean {
  const isBeside = previous.rightToLeft ? line.right < previous.left : line.left > previous.right;
  if (!isBeside || line.across >= previous.across || previous.font !== line.font || line.font !== type.bodyFont) return false;
  return /[\p{L},;-]$/u.test(previous.text) && /^(?:\p{Ll}|\p{Lo})/u.test(line.text);
}

/** A paragraph whose first line is indented follows one whose last line ends early, with a full stop. */
function isIndented(group: readonly TextLine[], line: TextLine): boolean {
  const left = Math.min(...group.map((other) => other.left));
  return !line.rightToLeft && line.left > left + line.size * 0.8;
}

function isShort(group: readonly TextLine[], line: TextLine): boolean {
  const right = Math.max(...group.map((other) => other.right));
  return line.right < right - line.size || /[.!?:。؟۔]["”’)]?$/.test(line.text);
}

function blockOf(lines: readonly TextLine[], type: DocumentType): PageBlock {
  const tabbed = lines.filter((line) => line.text.includes('\t')).length;
  const isTable = lines.length > 1 && tabbed * 2 >= lines.length;
  const isList = !isTable && isItem(lines[0]) && (hasBullet(lines[0]) || lines.filter(isItem).length > 1);
  const { text, boxes } = joinLines(lines, tabbed > 0 || isTable, type);
  const depth = isTable || isList || tabbed > 0 ? null : headingDepth(lines, text, type);
  const shape: BlockShape = depth !== null ? { kind: 'heading', depth } : { kind: isTable ? 'table' : isList ? 'list' : 'prose' };
  return { shape, text, boxes };
}

const bullet = /^[•▪●○◦■□‣⁃·–—*-]\s/u;
const numbering = /^(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)])\s/;

function hasBullet(line: TextLine | undefined): boolean {
  return line !== undefined && bullet.test(line.text);
}

function isItem(line: TextLine | undefined): boolean {
  return line !== undefined && (bullet.test(line.text) || numbering.test(line.text));
}

/** Longer texts in large type are notices, and more lines than this are paragraphs. */
const longestHeading = 200;
const mostHeadingLines = 3;

function headingDepth(lines: readonly TextLine[], text: string, type: DocumentType): number | null {
  if (lines.length > mostHeadingLines || text.length > longestHeading || !/\p{L}{2}/u.test(text)) return null;
  const named = type.depthOfTitle(text);
  if (named !== null) return named;
  const size = lines[0]?.size ?? 0;
  const bySize = type.depthOfSize(size);
  if (bySize !== null) return bySize;
  return isBoldHeading(lines, type) ? 6 : null;
}

/** A single line of body size in another face, numbered or capitalised, that is no sentence: most likely bold. */
function isBoldHeading(lines: readonly TextLine[], type: DocumentType): boolean {
  const [line, second] = lines;
  if (line === undefined || second !== undefined || line.font === type.bodyFont || line.size < type.bodySize * 0.97) return false;
  return line.text.length <= 90 && !line.text.includes('\t') && /^(?:\d+(?:\.\d+)*\.?\s+)?\p{Lu}.*[^.,;:!?]$/su.test(line.text);
}

/** Line ends become blanks where the paragraph was only broken to fit, and stay where someone meant them. */
function joinLines(lines: readonly TextLine[], keepBreaks: boolean, type: DocumentType): { text: string; boxes: PageBlock['boxes'] } {
  const boxes: (Rectangle & { start: number; end: number })[] = [];
  let text = '';
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1];
    if (previous !== undefined) {
      const joined = keepBreaks ? null : joinBrokenWord(text, line.text, type.hasWord);
      text = joined ?? `${text}${keepBreaks || isItem(line) || isMeant(previous, line, lines) ? '\n' : joint(text, line.text)}`;
    }
    for (const run of line.runs) {
      text += run.before;
      const start = text.length;
      text += run.text;
      boxes.push({ ...rectangleOf({ ...line, ...run }), start, end: text.length });
    }
  }
  return { text, boxes };
}

/** Whether the first word of a line would have fitted on the line before: then the line end is no accident of layout. */
function isMeant(previous: TextLine, line: TextLine, lines: readonly TextLine[]): boolean {
  // At the head of a new column nobody means anything by the line end.
  if (line.across < previous.across) return false;
  const column = lines.filter((other) => other.left < previous.right && other.right > previous.left);
  const firstWord = line.text.split(/\s/, 1)[0] ?? '';
  const letterWidth = (line.right - line.left) / Math.max(line.text.length, 1);
  const room = previous.rightToLeft
    ? previous.left - Math.min(...column.map((other) => other.left))
    : Math.max(...column.map((other) => other.right)) - previous.right;
  return room > (firstWord.length + 2) * letterWidth;
}

/** Chinese, Japanese and Korean lines join without a blank. */
function joint(before: string, after: string): string {
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。、；：！？「」（）]/u;
  return wide.test(before.at(-1) ?? '') && wide.test(after.at(0) ?? '') ? '' : ' ';
}
