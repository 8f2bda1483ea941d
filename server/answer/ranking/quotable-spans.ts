/** What can be quoted of a passage as one thing: a sentence, a row of a table, a line of code, a sentence of a comment. */
import { isPictureLine } from '../../../core/text/picture-line.ts';
import type { Span } from '../../../core/types.ts';
import { isCode, isDeclaration, isRow, isRule, tableDelimiterOf } from '../../generate/quote-shape.ts';
import { citableSpans } from '../proof/citable-spans.ts';

export function quotableSpans(text: string): readonly Span[] {
  return paragraphsOf(text).flatMap((lines) => {
    const texts = lines.map(({ start, end }) => text.slice(start, end));
    if (tableDelimiterOf(texts) !== null) return lines.filter((_, index) => !isRule(texts[index] ?? ''));
    return runsOf(texts, kindsOf(texts)).flatMap(({ kind, from, to }) => {
      const run = { start: lines[from]?.start ?? 0, end: lines[to - 1]?.end ?? 0 };
      if (kind !== 'prose') return lines.slice(from, to).filter((_, index) => /[\p{L}\p{N}]/u.test(texts[from + index] ?? ''));
      return citableSpans(text.slice(run.start, run.end)).map((span) => ({ start: run.start + span.start, end: run.start + span.end }));
    });
  });
}

type LineKind = 'prose' | 'row' | 'code';

/** Markdown's; `## 2. Setting up` is no sentence that ends after its number. */
const isHeading = (line: string): boolean => /^#{1,6}\s/.test(line);

const commentLine = /^(?:\/\/|\/\*|\*(?!\w)|#(?![a-z]+\b\s*[<"(])|--\s)/;

/** Sentences of a comment run over several lines; statements have a line each, however the segmenter sees them. */
function kindsOf(lines: readonly string[]): readonly LineKind[] {
  const ofOthers: LineKind = isCode(lines) ? 'code' : 'prose';
  return lines.map((line) =>
    isRow(line) || isHeading(line) ? 'row' : commentLine.test(line) ? 'prose' : isDeclaration(line) ? 'code' : ofOthers,
  );
}

interface Run {
  readonly kind: LineKind;
  readonly from: number;
  readonly to: number;
}

function runsOf(lines: readonly string[], kinds: readonly LineKind[]): readonly Run[] {
  const starts = lines.flatMap((_, index) => (index === 0 || kinds[index] !== kinds[index - 1] ? [index] : []));
  return starts.map((from, index) => ({ kind: kinds[from] ?? 'prose', from, to: starts[index + 1] ?? lines.length }));
}

/** Lines without a blank line between them, without the blanks around each. */
function paragraphsOf(text: string): readonly (readonly Span[])[] {
  const paragraphs: Span[][] = [[]];
  for (const { 0: line, index } of text.matchAll(/[^\n]+|\n(?=\n)/g)) {
    const written = line.trim();
    if (written === '' || isPictureLine(written)) paragraphs.push([]);
    else {
      const start = index + line.indexOf(written);
      paragraphs.at(-1)?.push({ start, end: start + written.length });
    }
  }
  return paragraphs.filter(({ length }) => length > 0);
}
