/** Lines of a text as spans: `\n`, `\r\n` and a lone `\r` end a line, as in every editor. */
import type { Span } from '../../core/types.ts';

/** Yields each line without its line end, in one pass; a last line that is empty is left out. */
export function* linesOf(text: string, from = 0, to = text.length): Generator<Span> {
  let start = from;
  // Both are looked up again only when passed: a file without the one or the other is not searched to its end for each line.
  let feed = nextOf(text, '\n', start);
  let carriage = nextOf(text, '\r', start);
  while (start < to) {
    if (feed < start) feed = nextOf(text, '\n', start);
    if (carriage < start) carriage = nextOf(text, '\r', start);
    const end = Math.min(feed, carriage, to);
    yield { start, end };
    start = end === carriage && feed === carriage + 1 ? end + 2 : end + 1;
  }
}

function nextOf(text: string, character: string, from: number): number {
  const at = text.indexOf(character, from);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}

/** Whether a span holds nothing but white space. */
export function isBlank(text: string, span: Span): boolean {
  return firstVisible(text, span) === span.end;
}

/** Offset of the first character of a span that is not white space; its end when there is none. */
export function firstVisible(text: string, span: Span): number {
  let at = span.start;
  while (at < span.end && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** The span without the white space around it; empty at its start when there is nothing else. */
export function trimmed(text: string, span: Span): Span {
  const start = firstVisible(text, span);
  if (start === span.end) return { start: span.start, end: span.start };
  let end = span.end;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return { start, end };
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0 || code === 0xfeff;
}
