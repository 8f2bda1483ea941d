/** Cuts a parsed document into chunks that tile its text: no gap, no overlap, cut where a reader would. */
import { countTokens } from '../../core/tokens/index.ts';
import type { Chunk, ParsedDocument } from '../../core/types.ts';
import { boundariesOf } from './boundaries.ts';
import { outlineOf } from './outline.ts';
import { bordersOf } from './pack.ts';

/** Raise it whenever the chunks of any document change: documents are then prepared again. */
export const chunkerVersion = 1;

/** Chunks in order; none for an empty text. Linear in the length of the text. */
export function chunkDocument(parsed: ParsedDocument): readonly Chunk[] {
  const { text } = parsed;
  if (text === '') return [];
  const definitionIn = definitionFinder(parsed);
  const borders = bordersOf(boundariesOf(parsed), (start, end) => definitionIn(start, end) !== null);
  const definitionOf = definitionFinder(parsed);
  const outlineAt = outlineOf(parsed);
  return borders.slice(1).map((end, index) => {
    const start = borders[index] ?? 0;
    const { headings, section } = outlineAt(definitionOf(start, end) ?? firstInk(text, start, end));
    return { span: { start, end }, headings, section, tokens: countTokens(text.slice(start, end)) };
  });
}

/** Start of the first definition that begins in a stretch; ask in ascending order. */
function definitionFinder(parsed: ParsedDocument): (start: number, end: number) => number | null {
  const starts = parsed.blocks.filter((block) => block.kind === 'definition').map((block) => block.span.start);
  let at = 0;
  return (start, end) => {
    while (at < starts.length && (starts[at] ?? 0) < start) at += 1;
    const found = starts[at];
    return found !== undefined && found < end ? found : null;
  };
}

function firstInk(text: string, start: number, end: number): number {
  let at = start;
  while (at < end - 1 && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}
