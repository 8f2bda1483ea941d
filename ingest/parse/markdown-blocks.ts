/**
 * Blocks of Markdown, line by line and in one pass. A full CommonMark parser is not used here: on 4 MB of nested list
 * items micromark took 187 s, on 10,000 nested quotes it overflowed the stack, and inline markup is of no use to blocks.
 * Lists and quotes are one block each with all that they contain.
 */
import type { Block, Span } from '../../core/types.ts';
import {
  closesFence,
  headingDepth,
  interruptsParagraph,
  isBlankLine,
  isComment,
  isDelimiterRow,
  isIndented,
  isListItem,
  isQuote,
  isThematicBreak,
  lineHead,
  openingFence,
  underlineDepth,
} from './markdown-lines.ts';
import { linesOf, trimmed } from './text-lines.ts';

interface Lines {
  readonly text: string;
  readonly spans: readonly Span[];
  /** Where the last comment ends, -1 without any: looked up once, or a file of unclosed comments would be read again for each. */
  readonly lastCommentEnd: number;
}

/** What a reader found at a line: its block (null for pure markup) and the line after it. */
interface Found {
  readonly block: Block | null;
  readonly next: number;
}

type Reader = (lines: Lines, at: number) => Found | null;

/** The order is CommonMark's precedence; the last reader takes whatever is left. */
const readers: readonly Reader[] = [
  frontMatter,
  blank,
  indentedCode,
  fencedCode,
  atxHeading,
  comment,
  thematicBreak,
  quote,
  list,
  table,
  paragraph,
];

/** Headings, prose, lists, tables and code in order. */
export function markdownBlocks(text: string): readonly Block[] {
  const lines = { text, spans: [...linesOf(text)], lastCommentEnd: text.lastIndexOf('-->') };
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.spans.length) {
    const found = firstFound(lines, at);
    if (found.block !== null && found.block.span.end > found.block.span.start) blocks.push(found.block);
    at = found.next;
  }
  return blocks;
}

function firstFound(lines: Lines, at: number): Found {
  for (const reader of readers) {
    const found = reader(lines, at);
    if (found !== null) return found;
  }
  return { block: null, next: at + 1 };
}

function head(lines: Lines, at: number): string {
  return lineHead(lines.text, lines.spans[at]);
}

/** Lines `from` to `to` (exclusive) as one span, without blank space around. */
function spanOf(lines: Lines, from: number, to: number): Span {
  return trimmed(lines.text, rawSpan(lines, from, to));
}

function rawSpan(lines: Lines, from: number, to: number): Span {
  const start = lines.spans[from]?.start ?? 0;
  return { start, end: lines.spans[to - 1]?.end ?? start };
}

/** The first line from `from` on that the test accepts, or the end. */
function lineWhere(lines: Lines, from: number, test: (head: string, at: number) => boolean): number {
  let at = from;
  while (at < lines.spans.length && !test(head(lines, at), at)) at += 1;
  return at;
}

function frontMatter(lines: Lines, at: number): Found | null {
  if (at !== 0) return null;
  const mark = head(lines, 0).trimEnd();
  if (mark !== '---' && mark !== '+++') return null;
  const end = lineWhere(lines, 1, (line) => line.trimEnd() === mark);
  if (end === lines.spans.length) return null;
  return { block: { kind: 'code', span: rawSpan(lines, 0, end + 1), language: mark === '---' ? 'yaml' : 'toml' }, next: end + 1 };
}

function blank(lines: Lines, at: number): Found | null {
  return isBlankLine(head(lines, at)) ? { block: null, next: at + 1 } : null;
}

function indentedCode(lines: Lines, at: number): Found | null {
  if (!isIndented(head(lines, at))) return null;
  const next = lineWhere(lines, at, (line) => !isIndented(line) && !isBlankLine(line));
  // The indentation of the first line is part of the code.
  const span = { start: rawSpan(lines, at, next).start, end: spanOf(lines, at, next).end };
  return { block: { kind: 'code', span, language: null }, next };
}

function fencedCode(lines: Lines, at: number): Found | null {
  const fence = openingFence(head(lines, at));
  if (fence === null) return null;
  const close = lineWhere(lines, at + 1, (line) => closesFence(line, fence));
  const next = Math.min(close + 1, lines.spans.length);
  return { block: { kind: 'code', span: spanOf(lines, at, next), language: fence.language }, next };
}

function atxHeading(lines: Lines, at: number): Found | null {
  const depth = headingDepth(head(lines, at));
  return depth === 0 ? null : { block: { kind: 'heading', span: spanOf(lines, at, at + 1), depth }, next: at + 1 };
}

/** A comment is markup; one that never ends is text. */
function comment(lines: Lines, at: number): Found | null {
  if (!isComment(head(lines, at))) return null;
  const start = lines.spans[at]?.start ?? 0;
  if (lines.lastCommentEnd < start) return null;
  const end = lines.text.indexOf('-->', start);
  return { block: null, next: lineWhere(lines, at, (_, line) => (lines.spans[line]?.start ?? 0) > end) };
}

function thematicBreak(lines: Lines, at: number): Found | null {
  return isThematicBreak(head(lines, at)) ? { block: null, next: at + 1 } : null;
}

function quote(lines: Lines, at: number): Found | null {
  if (!isQuote(head(lines, at))) return null;
  const next = lineWhere(lines, at + 1, (line) => !isQuote(line) && (isBlankLine(line) || interruptsParagraph(line)));
  return { block: { kind: 'prose', span: spanOf(lines, at, next) }, next };
}

/** Items, what is indented under them, and lazy lines; a blank line ends it unless an item or an indented line follows. */
function list(lines: Lines, at: number): Found | null {
  if (!isListItem(head(lines, at))) return null;
  let afterBlank = false;
  const next = lineWhere(lines, at + 1, (line) => {
    if (isBlankLine(line)) {
      afterBlank = true;
      return false;
    }
    const belongs = isListItem(line) || /^(?: {2}|\t)/.test(line) || (!afterBlank && !interruptsParagraph(line));
    afterBlank = false;
    return !belongs;
  });
  return { block: { kind: 'list', span: spanOf(lines, at, next) }, next };
}

function table(lines: Lines, at: number): Found | null {
  if (!head(lines, at).includes('|') || !isDelimiterRow(head(lines, at + 1))) return null;
  const next = lineWhere(lines, at + 2, (line) => isBlankLine(line) || interruptsParagraph(line));
  return { block: { kind: 'table', span: spanOf(lines, at, next) }, next };
}

function paragraph(lines: Lines, at: number): Found {
  const next = lineWhere(lines, at + 1, (line, index) => {
    if (isBlankLine(line) || underlineDepth(line) > 0 || interruptsParagraph(line)) return true;
    return line.includes('|') && isDelimiterRow(head(lines, index + 1));
  });
  const depth = underlineDepth(head(lines, next));
  const span = spanOf(lines, at, next);
  if (depth > 0) return { block: { kind: 'heading', span, depth }, next: next + 1 };
  return { block: { kind: 'prose', span }, next };
}
