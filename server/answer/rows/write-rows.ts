/** Writes the result of a query: the figure, then the rows it rests on, each under its citation. No model words it. */
import type { Cell } from '../../../core/store/index.ts';
import type { AnswerEvent, Passage, Span } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import type { Attempt } from '../attempt.ts';
import type { NumberedPassage } from '../passages/passages.ts';
import type { RowPhrases } from '../phrases/phrases.ts';
import { citationLedger } from '../proof/citations.ts';
import { draft } from '../writing/draft.ts';
import type { Writing } from '../writing/writing.ts';
import type { RowResult } from './asked-rows.ts';

// As many as one reads; the rest is counted.
const mostShown = 30;

/** The header of the table and the rows that will be shown: what the answer cites. */
export async function rowPassages(
  { table, evidence }: RowResult,
  { collection, countTokens }: Asked['deps'],
): Promise<readonly NumberedPassage[]> {
  const { documentId, source, title, header, rows, heading } = table.document;
  const first = header ?? rows[0]?.span ?? { start: 0, end: 0 };
  const shown = (evidence ?? []).slice(0, mostShown).flatMap((row) => rows[row - 1]?.span ?? []);
  const spans = [...new Map([first, ...shown].map((span) => [span.start, span])).values()];
  return Promise.all(
    spans.map(async (span, index) => {
      const text = await collection.slice(documentId, span.start, span.end);
      return {
        number: index + 1,
        documentId,
        source,
        title,
        span,
        text,
        tokens: countTokens(text),
        headings: heading === '' ? [] : [heading],
      };
    }),
  );
}

export async function* writeRows(
  asked: Asked,
  current: Attempt,
  result: RowResult,
  phrases: RowPhrases,
): AsyncGenerator<AnswerEvent, Writing> {
  const ledger = citationLedger(asked.question, current.passages, asked.deps.collection);
  const text = draft(ledger);
  const [head] = current.passages;
  const figure = figureOf(result);
  // The header stands for the whole table: what a sum or a count rests on.
  if (head !== undefined) yield* text.quote(headline(result, figure, phrases), head.number, head.span);
  const lines = linesOf(result, figure, phrases);
  for (const { words, span } of lines.slice(0, mostShown)) {
    const passage = span === null ? head : passageAt(current.passages, span);
    if (passage !== undefined) yield* text.quote(`\n- ${words}`, passage.number, passage.span);
  }
  if (lines.length > mostShown) yield* text.say(`\n\n${phrases.more(lines.length - mostShown)}`);
  return { draft: text, ledger, saysNotFound: false, end: null, firstTokenMs: 0, warnings: [] };
}

/** The one value that was computed; null when rows were asked for. */
function figureOf({ rows, columns, isOneToOne }: RowResult): Cell | undefined {
  return rows.length === 1 && columns.length === 1 && !isOneToOne ? rows[0]?.[0] : undefined;
}

/** The figure, how many of the rows it rests on, and which rows were meant. */
function headline(result: RowResult, figure: Cell | undefined, phrases: RowPhrases): string {
  const { table, rows, columns, hasMore, told, evidence, isOneToOne } = result;
  const { source, rows: all } = table.document;
  const of = (count: string): string => phrases.rows(count, all.length, source);
  const meant = told === null || told.conditions.length === 0 ? '' : inline(told.conditions.join('; '));
  if (isCount(result, figure)) return `${of(`**${shown(figure)}**`)}${meant === '' ? '' : ` (${meant})`}.`;
  if (figure === undefined && (isOneToOne || told === null)) {
    const head = told === null && !isOneToOne ? source : of(`**${rows.length}${hasMore ? '+' : ''}**`);
    return `${head}${meant === '' ? '' : ` (${meant})`}${isOneToOne ? '.' : ':'}`;
  }
  const behind = [...(evidence === null ? [source] : [of(String(evidence.length))]), ...(meant === '' ? [] : [meant])].join('; ');
  const name = [...(told === null ? [columns[0]?.replaceAll('"', '') ?? ''] : [told.label, told.how === 'count' ? '' : phrases[told.how]])];
  const what = inline(name.filter((part) => part !== '').join(', '));
  if (figure === undefined) return `${what === '' ? '' : `${what}: `}${behind}:`;
  return `**${computed(figure, result, phrases)}** (${what}; ${behind}).`;
}

/** A count of different values is no count of rows. */
const isCount = ({ columns }: RowResult, figure: Cell | undefined): figure is Cell =>
  figure !== undefined && /^count\(\s*\*\s*\)$/i.test(columns[0] ?? '');

/** Rows of the result where they are rows of the table; else the rows behind the figure; else the result as it is. */
function linesOf(
  result: RowResult,
  figure: Cell | undefined,
  phrases: RowPhrases,
): readonly { readonly words: string; readonly span: Span | null }[] {
  const { table, evidence, rows, columns, isOneToOne, told } = result;
  const spanOf = (row: number): Span | null => table.document.rows[row - 1]?.span ?? null;
  if (evidence !== null && (isOneToOne || figure !== undefined)) {
    return evidence.map((row) => ({
      words: inline((table.document.rows[row - 1]?.values ?? []).filter((value) => value !== '').join(' · ')),
      span: spanOf(row),
    }));
  }
  if (figure !== undefined) return [];
  if (told?.kind === 'groups') {
    return rows.map(([key = null, value = null]) => ({ words: `${shown(key)}: **${computed(value, result, phrases)}**`, span: null }));
  }
  return rows.map((row) => ({
    words: row.map((cell, index) => `${inline(columns[index] ?? '')}: ${shown(cell)}`).join(' · '),
    span: null,
  }));
}

const passageAt = (passages: readonly Passage[], { start }: Span): Passage | undefined => passages.find(({ span }) => span.start === start);

function shown(cell: Cell): string {
  if (cell === null) return '–';
  // Sums of prices in binary: 0.1 + 0.2.
  return typeof cell === 'number' ? String(Number(cell.toPrecision(12))) : inline(cell);
}

/** A figure that was worked out, with the decimal mark of the question's language; averages to two decimals. */
function computed(cell: Cell, { told }: RowResult, { decimalMark }: RowPhrases): string {
  if (typeof cell !== 'number') return shown(cell);
  const rounded = told?.how === 'average' ? Number(cell.toFixed(2)) : cell;
  return `${rounded === cell ? '' : '≈ '}${shown(rounded).replace('.', decimalMark)}`;
}

/** In one line, and without what would look like a citation mark. */
const inline = (words: string): string => words.replace(/\s+/g, ' ').replace(/\[(?=[\d\s,]+\])/g, '\\[');
