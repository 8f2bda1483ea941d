/** A stretch of a document's text as runs that look alike. Pure, so that offsets can be tested. */
import type { Span } from '../../core/types.ts';

interface RunMark extends Span {
  readonly isActive: boolean;
}

export interface Run extends Span {
  /** Depth of the heading that this run belongs to, or null. */
  readonly heading: number | null;
  readonly mark: 'active' | 'other' | null;
  /** True for the signs that make a heading: there, but not in the way. */
  readonly isMarkup: boolean;
  /** The page that begins here, or null. */
  readonly page: number | null;
  /** Where the line begins that ends here and stands for a picture, or null. */
  readonly picture: number | null;
}

export interface DocumentMap {
  readonly headings: readonly (Span & { readonly depth: number })[];
  readonly markup: readonly Span[];
  readonly pageStarts: readonly number[];
  readonly pictures: readonly Span[];
  readonly marks: readonly RunMark[];
}

/** Cuts [start, end) wherever its look changes. The runs tile it: no gap, no overlap. */
export function runsOf(start: number, end: number, map: DocumentMap): readonly Run[] {
  const inside = (span: Span): boolean => span.start < end && span.end > start;
  const headings = map.headings.filter(inside);
  const markup = map.markup.filter(inside);
  const marks = map.marks.filter(inside);
  const pages = map.pageStarts
    .map((offset, index) => ({ offset, page: index + 1 }))
    .filter(({ offset }) => offset >= start && offset < end);
  const pictures = map.pictures.filter(inside);
  const edges = [...headings, ...markup, ...marks, ...pictures].flatMap((span) => [span.start, span.end]);
  const cuts = new Set([start, ...edges, ...pages.map(({ offset }) => offset)].filter((offset) => offset >= start && offset < end));
  const starts = [...cuts].sort((first, second) => first - second);
  return starts.map((from, index) => {
    const covers = (span: Span): boolean => span.start <= from && span.end > from;
    const mark = marks.filter(covers);
    const to = starts[index + 1] ?? end;
    return {
      start: from,
      end: to,
      heading: headings.find(covers)?.depth ?? null,
      isMarkup: markup.some(covers),
      mark: mark.length === 0 ? null : mark.some(({ isActive }) => isActive) ? 'active' : 'other',
      page: pages.find(({ offset }) => offset === from)?.page ?? null,
      picture: pictures.find((picture) => picture.end === to)?.start ?? null,
    };
  });
}

/** The number signs before the headings of a Markdown text. */
export function headingSigns(text: string, headings: readonly Span[]): readonly Span[] {
  return headings.flatMap(({ start }) => {
    const line = text.lastIndexOf('\n', start - 1) + 1;
    return start > line && /^#{1,6}[ \t]+$/.test(text.slice(line, start)) ? [{ start: line, end: start }] : [];
  });
}

/** Characters a segment should have: some three screens, so that few are on the page and each is cheap. */
export const segmentLength = 6000;

/** Offsets at which a text is cut into segments, at line ends where there are any. The last one is its length. */
export function segmentEdges(text: string, length: number = segmentLength): readonly number[] {
  const edges = [0];
  let from = 0;
  while (text.length - from > length) {
    const line = text.lastIndexOf('\n', from + length);
    from = line > from ? line + 1 : wholeCharacter(text, from + length);
    edges.push(from);
  }
  edges.push(text.length);
  return edges;
}

/** Where the lines of a stretch begin. Its end begins none. */
export function lineStarts(text: string, start: number, end: number): readonly number[] {
  const starts = [start];
  for (let at = text.indexOf('\n', start); at !== -1 && at + 1 < end; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Lines that end before an offset. */
export function linesBefore(text: string, offset: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The index of the segment that holds an offset. */
export function segmentAt(edges: readonly number[], offset: number): number {
  const after = edges.findIndex((edge) => edge > offset);
  return after === -1 ? Math.max(0, edges.length - 2) : Math.max(0, after - 1);
}

/** A cut between the two halves of a surrogate pair would show two broken characters. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset;
}
