/** Finds every sentence, row and line of one document that holds all words asked for. Runs in the search worker. */
import { termsOfText } from '../../core/text/analyze.ts';
import type { Block, CellRange, ParsedDocument, Span, StoredDocument } from '../../core/types.ts';
import { citableSpans } from '../answer/proof/citable-spans.ts';

/** One word of a question: any of its forms will do, and a form is held when all of its terms are. */
export interface WantedWord {
  /** As the person wrote it. */
  readonly shown: string;
  readonly forms: readonly (readonly string[])[];
}

/** A stretch from one heading to the next, with the words of the headings above it. */
interface Region {
  readonly span: Span;
  readonly heading: Span | null;
  readonly above: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
}

type Terms = ReadonlySet<string>;

/**
 * Places in order. A place holds at least one of the words itself, and the rest may stand in the headings above it, the
 * title or the path; under a heading that holds them all, each list item and table row is a place too. Words stand nowhere
 * but in `within`, which spares reading the rest; null when that is not known.
 */
export function wordPlaces(
  { record, parsed }: StoredDocument,
  wanted: readonly WantedWord[],
  within: readonly Span[] | null,
): readonly Span[] {
  const termsOf = (text: string): Terms => new Set(termsOfText(text, record.language));
  const named = termsOf(`${record.title}\n${record.source}`);
  if (wanted.length === 0 || (within === null && !holdsAll(wanted, [named, termsOf(parsed.text)]))) return [];
  const mayHold = overlapTest(within);
  return regionsOf(parsed, termsOf).flatMap((region) =>
    mayHold(region.span) ? placesIn(region, parsed, wanted, { mayHold, context: [named, region.above], termsOf }) : [],
  );
}

interface Reading {
  readonly mayHold: (span: Span) => boolean;
  readonly context: readonly Terms[];
  readonly termsOf: (text: string) => Terms;
}

/** Spans are asked for in no order; those of `within` are in theirs, and apart. */
function overlapTest(within: readonly Span[] | null): (span: Span) => boolean {
  if (within === null) return () => true;
  return ({ start, end }) => {
    const first = within[firstWhere(within.length, (index) => (within[index]?.end ?? 0) > start)];
    return first !== undefined && first.start < end;
  };
}

function placesIn(
  region: Region,
  parsed: ParsedDocument,
  wanted: readonly WantedWord[],
  { mayHold, context, termsOf }: Reading,
): readonly Span[] {
  const isTopic = region.heading !== null && holdsAll(wanted, [region.own]);
  const found = unitsIn(region, parsed, isTopic ? () => true : mayHold).filter(({ span, isItem }) => {
    if (isItem && isTopic) return true;
    if (!mayHold(span)) return false;
    const terms = termsOf(parsed.text.slice(span.start, span.end));
    return wanted.some((word) => isHeld(word, [terms])) && holdsAll(wanted, [...context, terms]);
  });
  // A heading that nothing below it repeats is a place of its own.
  if (found.length === 0 && isTopic && region.heading !== null) return [region.heading];
  return found.map(({ span }) => span);
}

const isHeld = ({ forms }: WantedWord, sets: readonly Terms[]): boolean =>
  forms.some((terms) => terms.every((term) => sets.some((set) => set.has(term))));

export const holdsAll = (wanted: readonly WantedWord[], sets: readonly Terms[]): boolean => wanted.every((word) => isHeld(word, sets));

function regionsOf({ text, blocks }: ParsedDocument, termsOf: (text: string) => Terms): readonly Region[] {
  const headings = blocks.filter((block) => block.kind === 'heading');
  const path: { readonly depth: number; readonly terms: Terms }[] = [];
  const first: Region = {
    span: { start: 0, end: headings[0]?.span.start ?? text.length },
    heading: null,
    above: new Set(),
    own: new Set(),
  };
  const below = headings.map(({ span, depth }, index): Region => {
    while ((path.at(-1)?.depth ?? 0) >= depth) path.pop();
    const own = termsOf(text.slice(span.start, span.end));
    path.push({ depth, terms: own });
    const end = headings[index + 1]?.span.start ?? text.length;
    return { span: { start: span.start, end }, heading: span, above: new Set(path.flatMap(({ terms }) => [...terms])), own };
  });
  return [first, ...below];
}

interface Unit {
  readonly span: Span;
  /** A list item or a table row: what a list question asks for. */
  readonly isItem: boolean;
}

function unitsIn({ span }: Region, parsed: ParsedDocument, isWanted: (span: Span) => boolean): readonly Unit[] {
  return startingWithin<Block>(parsed.blocks, span).flatMap((block): readonly Unit[] => {
    if (!isWanted(block.span)) return [];
    const isItem = block.kind === 'list' || block.kind === 'table';
    const spans = block.kind === 'table' ? tableRows(parsed, block.span) : sentencesOf(parsed.text, block.span);
    return block.kind === 'heading' || block.kind === 'picture' ? [] : spans.map((one) => ({ span: one, isItem }));
  });
}

/** Things are in order of their spans, so the first is found by halving: a long document has thousands of regions. */
function startingWithin<Item extends { readonly span: Span }>(items: readonly Item[], { start, end }: Span): readonly Item[] {
  const first = firstWhere(items.length, (index) => (items[index]?.span.start ?? end) >= start);
  let last = first;
  while (last < items.length && (items[last]?.span.start ?? end) < end) last += 1;
  return items.slice(first, last);
}

/** The first index below `count` of which it is true, by halving: false for all before it, true for all from it on. */
function firstWhere(count: number, isTrue: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const shifted = (spans: readonly Span[], by: number): readonly Span[] =>
  spans.map(({ start, end }) => ({ start: start + by, end: end + by }));

const sentencesOf = (text: string, { start, end }: Span): readonly Span[] => shifted(citableSpans(text.slice(start, end)), start);

/** The rows below the names of the columns, without Markdown's rule; a row of a CSV file may hold line breaks. */
function tableRows({ text, cells }: ParsedDocument, block: Span): readonly Span[] {
  const ranges = startingWithin(cells, block);
  if (ranges.length > 0 && ranges.every(isOneRow)) return ranges.map(({ span }) => span);
  const lines = shifted(
    [...text.slice(block.start, block.end).matchAll(/\S(?:[^\n]*\S)?/g)].map((line) => ({
      start: line.index,
      end: line.index + line[0].length,
    })),
    block.start,
  );
  const rule = lines.findIndex(({ start, end }) => /^[\s|:+=-]+$/.test(text.slice(start, end)));
  return lines.slice(rule + 1);
}

/** In a file of more than 50,000 rows several share a range: `A1:C20`. */
function isOneRow({ cells }: CellRange): boolean {
  const rows = [...cells.matchAll(/\d+/g)].map(([row]) => row);
  return rows[0] === rows.at(-1);
}
