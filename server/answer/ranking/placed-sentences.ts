/** The sentences, rows and lines of a passage with their words and with what stands above them. */
import { termsOfText } from '../../../core/text/analyze.ts';
import type { Passage, SearchHit, Span } from '../../../core/types.ts';
import { shapeOf } from '../../generate/quote-shape.ts';
import { headAbove } from '../../generate/quote-table.ts';
import { quotableSpans } from './quotable-spans.ts';

export interface Sentence {
  readonly span: Span;
  readonly text: string;
  readonly words: readonly string[];
  readonly terms: ReadonlySet<string>;
  /** Of the headings and columns it stands under. */
  readonly above: ReadonlySet<string>;
  /** The names of its columns; empty for what is no row. */
  readonly head: string;
  /** Of the first cell of a row, which says what the row is about. In prose the first words tell less: with them NQ lost a point. */
  readonly subject: ReadonlySet<string>;
}

/** In order; the offsets count from the beginning of the passage. */
export function placedSentences(passage: Passage, hits: readonly SearchHit[], language: string): readonly Sentence[] {
  let heading = headingsOf(passage, hits);
  return quotableSpans(passage.text).map((span) => {
    const text = passage.text.slice(span.start, span.end);
    const head = shapeOf(passage.text, span) === 'table' ? (headAbove(passage, span) ?? '') : '';
    const words = termsOfText(text, language);
    const above = new Set(termsOfText(`${heading}\n${head}`, language));
    if (/^#{1,6}\s/.test(text)) heading = text;
    return { span, text, words, terms: new Set(words), above, head, subject: new Set(termsOfText(firstCellOf(text), language)) };
  });
}

function headingsOf({ documentId, span }: Passage, hits: readonly SearchHit[]): string {
  const within = hits.find((hit) => hit.documentId === documentId && hit.span.start < span.end && span.start < hit.span.end);
  return (within?.headings ?? []).join('\n');
}

const firstCellOf = (line: string): string => /^\s*\|([^|]*)\|/.exec(line)?.[1] ?? '';
