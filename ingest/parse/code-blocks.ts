/**
 * Definitions of source code by indentation: a definition is a line at the outer level, what is indented under it, its
 * closing line and the comments and decorators above it. Indentation survives what defeats a brace counter without a
 * grammar (regular expressions, templates, heredocs), and a wrong guess costs a boundary, never text.
 */
import type { Block, Span } from '../../core/types.ts';
import { type CodeLine, codeLines } from './code-lines.ts';

/** A class is shown whole up to about one chunk (150 to 250 tokens, four characters each); a longer one by its methods. */
const longestWhole = 900;
/** One-line statements (imports, constants) share a block up to the same size. */
const longestGroup = 900;
/** Namespace, class, inner class, method: deeper nesting is not a definition any more. */
const deepest = 4;

const container =
  /\b(?:class|interface|struct|enum|trait|impl|module|namespace|object|extension|protocol|mod|record|service|describe|context|defmodule|contract|library)\b|\bexport default\b|\bmodule\.exports\b|^[(!]?\(?function\s*\(|^<[\w!?]|^@(?:media|supports|layer)|=\s*\{$/;

/** One code block for each definition, and for each class too long to be one, one for each member. */
export function codeBlocks(text: string, language: string | null): readonly Block[] {
  const lines = codeLines(text);
  return split(text, lines, { from: 0, to: lines.length }, 0).map((span) => ({ kind: 'code', span, language }));
}

interface Range {
  readonly from: number;
  readonly to: number;
}

interface Item extends Range {
  /** The line that names it; the lines before it are its comments. */
  readonly opener: number;
}

function split(text: string, lines: readonly CodeLine[], range: Range, depth: number): readonly Span[] {
  const spans: Span[] = [];
  let group: Range | null = null;
  const flush = (): void => {
    if (group !== null) spans.push(spanOf(lines, group));
    group = null;
  };
  for (const item of items(lines, range)) {
    const size = length(lines, item);
    if (size > longestWhole && depth < deepest && isContainer(text, lines, item)) {
      flush();
      spans.push(...members(text, lines, item, depth));
    } else if (isShort(lines, item)) {
      const joined: Range | null = group === null ? null : { from: (group as Range).from, to: item.to };
      if (joined !== null && length(lines, joined) <= longestGroup) group = joined;
      else {
        flush();
        group = item;
      }
    } else {
      flush();
      spans.push(spanOf(lines, item));
    }
  }
  flush();
  return spans;
}

/** The class line with what stands before its first member, then the members. */
function members(text: string, lines: readonly CodeLine[], item: Item, depth: number): readonly Span[] {
  const inner = split(text, lines, { from: item.opener + 1, to: item.to }, depth + 1);
  const [first, ...rest] = inner;
  const start = lines[item.from]?.span.start ?? 0;
  if (first === undefined) return [spanOf(lines, item)];
  const isSmall = first.end - start <= longestWhole;
  return isSmall ? [{ start, end: first.end }, ...rest] : [spanOf(lines, { from: item.from, to: item.opener + 1 }), ...inner];
}

/** Cuts a range at the lines of its own outermost indentation. Blank lines at the end of an item are left out. */
function* items(lines: readonly CodeLine[], range: Range): Generator<Item> {
  const level = outerIndent(lines, range);
  let current: { from: number; opener: number; to: number } | null = null;
  let pending: number | null = null;
  for (let at = range.from; at < range.to; at += 1) {
    const line = lines[at];
    if (line === undefined) continue;
    if (line.role === 'blank') {
      // A comment with a blank line below it speaks for itself: a licence, a list of includes.
      if (pending === null) continue;
      if (current !== null) yield current;
      current = { from: pending, opener: pending, to: at };
      pending = null;
      continue;
    }
    const isOuter = line.indent <= level;
    if (isOuter && line.role === 'leading') {
      pending ??= at;
      continue;
    }
    if (current === null || (isOuter && line.role === 'start')) {
      if (current !== null) yield current;
      current = { from: pending ?? at, opener: at, to: at + 1 };
    } else current.to = at + 1;
    pending = null;
  }
  if (current !== null) yield current;
  // Comments after the last definition, or a file of nothing but comments.
  if (pending !== null) yield { from: pending, opener: pending, to: lastVisible(lines, pending, range.to) + 1 };
}

function outerIndent(lines: readonly CodeLine[], range: Range): number {
  let least = Number.POSITIVE_INFINITY;
  let isFirst = true;
  for (let at = range.from; at < range.to; at += 1) {
    const line = lines[at];
    if (line?.role !== 'start') continue;
    // The members of a class stand where its first member stands; an inner line further out is text of a string or a macro.
    if (isFirst || line.indent < least) least = line.indent;
    isFirst = false;
  }
  return least;
}

function isContainer(text: string, lines: readonly CodeLine[], item: Item): boolean {
  const span = lines[item.opener]?.span;
  if (span === undefined || item.to - item.opener < 3) return false;
  return container.test(text.slice(span.start, Math.min(span.end, span.start + 400)).trim());
}

/** A statement of one or two lines, whatever stands above it as a comment. */
function isShort(lines: readonly CodeLine[], item: Item): boolean {
  return item.to - item.opener <= 2 && length(lines, item) <= longestGroup / 2;
}

function lastVisible(lines: readonly CodeLine[], from: number, to: number): number {
  let at = to - 1;
  while (at > from && lines[at]?.role === 'blank') at -= 1;
  return at;
}

function spanOf(lines: readonly CodeLine[], range: Range): Span {
  const start = lines[range.from]?.span.start ?? 0;
  return { start, end: lines[range.to - 1]?.span.end ?? start };
}

function length(lines: readonly CodeLine[], range: Range): number {
  const span = spanOf(lines, range);
  return span.end - span.start;
}
