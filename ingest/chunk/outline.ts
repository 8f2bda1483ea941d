/** Headings above a place in a document, and the section it belongs to. */
import type { Block, ParsedDocument, Span } from '../../core/types.ts';

interface Entry {
  readonly start: number;
  readonly end: number;
  readonly headings: readonly string[];
}

// A "heading" longer than this is a paragraph set in bold; its beginning names the place well enough.
const longestHeading = 200;

export interface Outline {
  /** Headings above the offset, outermost first, a heading at the offset itself included. */
  readonly headings: readonly string[];
  /** From the innermost heading to the next one of its level or above; a definition is its own section. */
  readonly section: Span;
}

/** Answers for ascending offsets in linear time overall. */
export function outlineOf(document: ParsedDocument): (offset: number) => Outline {
  const entries = entriesOf(document);
  let at = 0;
  return (offset) => {
    while (at + 1 < entries.length && (entries[at + 1]?.start ?? 0) <= offset) at += 1;
    const entry = entries[at];
    return entry === undefined
      ? { headings: [], section: { start: 0, end: document.text.length } }
      : { headings: entry.headings, section: { start: entry.start, end: entry.end } };
  };
}

function entriesOf(document: ParsedDocument): readonly Entry[] {
  const places = document.blocks.filter((block) => block.kind === 'heading' || block.kind === 'definition');
  const ends = sectionEnds(places, document.text.length);
  const path: { readonly depth: number; readonly title: string }[] = [];
  const entries: Entry[] = [{ start: 0, end: places[0]?.span.start ?? document.text.length, headings: [] }];
  for (const [index, block] of places.entries()) {
    const depth = depthOf(block);
    while (path.length > 0 && (path.at(-1)?.depth ?? 0) >= depth) path.pop();
    path.push({ depth, title: titleOf(document.text, block) });
    const headings = path.map(({ title }) => title).filter((title) => title !== '');
    entries.push({ start: block.span.start, end: ends[index] ?? document.text.length, headings });
  }
  return entries;
}

/** The next place of the same or a higher level, for each place; one pass from the end with a stack. */
function sectionEnds(places: readonly Block[], length: number): readonly number[] {
  const ends: number[] = new Array(places.length).fill(length);
  const open: number[] = [];
  for (const [index, block] of places.entries()) {
    while (open.length > 0 && depthOf(places[open.at(-1) ?? 0]) >= depthOf(block)) ends[open.pop() ?? 0] = block.span.start;
    open.push(index);
  }
  return ends;
}

/** Definitions lie below every heading. */
function depthOf(block: Block | undefined): number {
  return block?.kind === 'heading' ? block.depth : Number.MAX_SAFE_INTEGER;
}

function titleOf(text: string, block: Block): string {
  if (block.kind === 'definition') return block.definition.name;
  const written = text.slice(block.span.start, block.span.end).replace(/\s+/g, ' ').trim();
  return written.replace(/^#{1,6}\s+/, '').slice(0, longestHeading);
}
