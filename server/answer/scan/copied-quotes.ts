/** What a model copied out of a part, held against the part: a quote that does not stand there is dropped. */
import type { Span } from '../../../core/types.ts';
import type { NumberedPassage } from '../passages/passages.ts';
import { saysNotFound } from '../phrases/phrases.ts';
import { citableSpans } from '../proof/citable-spans.ts';
import { asciiDigits } from '../proof/digits.ts';
import { findFolded } from '../proof/fold.ts';

export interface CopiedQuote {
  readonly passage: NumberedPassage;
  /** The whole sentences, rows or lines that were copied from; offsets in the document. */
  readonly span: Span;
}

export interface CopiedQuotes {
  readonly quotes: readonly CopiedQuote[];
  /** How many lines stand nowhere in the part. */
  readonly dropped: number;
}

// "7", "yes" and "- " stand everywhere.
const shortestQuote = 4;
/** List sign, table bars and full stop, which a model may leave away. */
const mostSigns = 5;
const numberedLine = /^\s*(?:[-*•]\s*)?[[(【]\s*#?(\p{Nd}+)\s*[\])】]\s*[:.-]?\s*(.*)$/u;

/** Lines as `[7] The words`; a line without a number belongs to the passage before it. */
export function copiedQuotes(written: string, passages: readonly NumberedPassage[]): CopiedQuotes {
  const quotes: CopiedQuote[] = [];
  let dropped = 0;
  let named: NumberedPassage | null = null;
  for (const line of written.split('\n')) {
    const match = numberedLine.exec(line);
    if (match !== null) named = passages.find(({ number }) => number === Number(asciiDigits(match[1] ?? ''))) ?? null;
    const words = bare(match?.[2] ?? line);
    if (words.length < shortestQuote || saysNothing(words) || (match === null && words.endsWith(':'))) continue;
    // Small models count badly: words that stand elsewhere in the part are as good.
    const quote = foundIn(named === null ? passages : [named, ...passages], words);
    if (quote === null) dropped += 1;
    else quotes.push(quote);
  }
  return { quotes, dropped };
}

/** Without list signs and quotation marks around it, nor the mark that some models repeat at the end. */
function bare(line: string): string {
  return line
    .trim()
    .replace(/\s*\[\p{Nd}+\]$/u, '')
    .replace(/^(?:[-*•>]\s+)+/, '')
    .replace(/^["'“”„«「]+|["'“”»」]+$/gu, '')
    .trim();
}

/** NONE, and the frame of a document that was copied along. */
const saysNothing = (words: string): boolean => /^none\b[.!]?$|^<\/?document\b/iu.test(words) || saysNotFound(words);

function foundIn(passages: readonly NumberedPassage[], words: string): CopiedQuote | null {
  for (const passage of passages) {
    const span = findFolded(passage.text, words);
    if (span !== null) return { passage, span: grown(passage, span) };
  }
  return null;
}

/** To the sentences or rows that the words stand in, so that what is shown can be understood by itself. */
function grown({ text, span: { start } }: NumberedPassage, found: Span): Span {
  const line = { start: text.lastIndexOf('\n', found.start - 1) + 1, end: (text.indexOf('\n', found.end) + 1 || text.length + 1) - 1 };
  // Whole lines are what they are: rows of a table must not grow into their neighbours.
  const isWhole = text.slice(line.start, line.end).trim().length <= found.end - found.start + mostSigns;
  const touched = isWhole ? [] : citableSpans(text).filter((span) => span.start < found.end && found.start < span.end);
  return {
    start: start + Math.min(found.start, touched[0]?.start ?? found.start),
    end: start + Math.max(found.end, touched.at(-1)?.end ?? found.end),
  };
}
