/** Writes the result of a query: the figure, then the rows it rests on, each under its citation. No model words it. */
import type { AnswerEvent, Cell, Passage, Span } from '../../../core/types.ts';
import type { LocatedAccess } from '../../search/places.ts';
import type { Asked } from '../asked.ts';
import type { Attempt } from '../attempt.ts';
import type { NumberedPassage } from '../passages/passages.ts';
import type { RowPhrases } from '../phrases/phrases.ts';
import { citationLedger } from '../proof/citations.ts';
import { draft } from '../writing/draft.ts';
import type { Writing } from '../writing/writing.ts';
import { mostShown, type RowResult } from './row-result.ts';

/** The header of the table and the rows that will be shown: what the answer cites. */
export async function rowPassages(
  { asked, evidence }: RowResult,
  { collection, countTokens }: Asked['deps'],
): Promise<readonly NumberedPassage[]> {
  const { documentId, source, title, head, heading } = asked;
  const spans = [...new Map([head, ...(evidence?.rows ?? []).map((row) => row.span)].map((span) => [span.start, span])).values()];
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
  const ledger = citationLedger(asked.question, current.passages, await placedAtOnce(asked.deps.collection, current.passages));
  const text = draft(ledger);
  const [head] = current.passages;
  const figure = figureOf(result);
  // The header stands for the whole table: what a sum or a count rests on.
  if (head !== undefined) yield* text.quote(headline(result, figure, phrases), head.number, head.span);
  const { lines, total } = linesOf(result, figure, phrases);
  for (const { words, span } of lines.slice(0, mostShown)) {
    const passage = span === null ? head : passageAt(current.passages, span);
    if (passage !== undefined) yield* text.quote(`\n- ${words}`, passage.number, passage.span);
  }
  if (total > mostShown) yield* text.say(`\n\n${phrases.more(total - mostShown)}`);
  return { draft: text, ledger, saysNotFound: false, end: null, firstTokenMs: 0, warnings: [] };
}

/** One look into the document for all that will be quoted: for each place alone all of its text is read again. */
async function placedAtOnce(collection: LocatedAccess, passages: readonly Passage[]): Promise<LocatedAccess> {
  const places = await collection.places(passages.map(({ documentId, span }) => ({ documentId, span })));
  const known = new Map(passages.map(({ span }, index) => [`${span.start}:${span.end}`, places[index] ?? null]));
  return {
    ...collection,
    async places(targets) {
      const found = targets.map(({ span }) => known.get(`${span.start}:${span.end}`));
      return found.every((place) => place !== undefined) ? found : collection.places(targets);
    },
  };
}

/** The one value that was computed; null when rows were asked for. */
function figureOf({ table: { rows, columns }, isOneToOne }: RowResult): Cell | undefined {
  return rows.length === 1 && columns.length === 1 && !isOneToOne ? rows[0]?.[0] : undefined;
}

/** The figure, how many of the rows it rests on, and which rows were meant. */
function headline(result: RowResult, figure: Cell | undefined, phrases: RowPhrases): string {
  const { asked, table, told, evidence, isOneToOne } = result;
  const of = (count: string): string => phrases.rows(count, asked.rowCount, asked.source);
  const meant = told === null || told.conditions.length === 0 ? '' : inline(told.conditions.join('; '));
  if (isCount(result, figure)) return `${of(`**${shown(figure)}**`)}${meant === '' ? '' : ` (${meant})`}.`;
  if (figure === undefined && (isOneToOne || told === null)) {
    const head = told === null && !isOneToOne ? asked.source : of(`**${table.total}**`);
    return `${head}${meant === '' ? '' : ` (${meant})`}${isOneToOne ? '.' : ':'}`;
  }
  const behind = [...(evidence === null ? [asked.source] : [of(String(evidence.total))]), ...(meant === '' ? [] : [meant])].join('; ');
  const name = [...(told === null ? [table.columns[0]?.name ?? ''] : [told.label, told.how === 'count' ? '' : phrases[told.how]])];
  const what = inline(name.filter((part) => part !== '').join(', '));
  if (figure === undefined) return `${what === '' ? '' : `${what}: `}${behind}:`;
  return `**${computed(figure, result, phrases)}** (${what}; ${behind}).`;
}

/** A count of different values is no count of rows. */
const isCount = ({ table: { columns } }: RowResult, figure: Cell | undefined): figure is Cell =>
  figure !== undefined && /^count\(\s*\*\s*\)$/i.test(columns[0]?.name ?? '');

interface Lines {
  /** The first of them. */
  readonly lines: readonly { readonly words: string; readonly span: Span | null }[];
  readonly total: number;
}

/** Rows of the result where they are rows of the document; else the rows behind the figure; else the result as it is. */
function linesOf(result: RowResult, figure: Cell | undefined, phrases: RowPhrases): Lines {
  const { evidence, table, isOneToOne, told } = result;
  if (evidence !== null && (isOneToOne || figure !== undefined)) {
    const lines = evidence.rows.map(({ values, span }) => ({ words: inline(values.filter((value) => value !== '').join(' · ')), span }));
    return { lines, total: evidence.total };
  }
  if (figure !== undefined) return { lines: [], total: 0 };
  const wordsOf = (row: readonly Cell[]): string => {
    const [key = null, value = null] = row;
    if (told?.kind === 'groups') return `${shown(key)}: **${computed(value, result, phrases)}**`;
    return row.map((cell, index) => `${inline(table.columns[index]?.name ?? '')}: ${shown(cell)}`).join(' · ');
  };
  return { lines: table.rows.map((row) => ({ words: wordsOf(row), span: null })), total: table.total };
}

const passageAt = (passages: readonly Passage[], { start }: Span): Passage | undefined => passages.find(({ span }) => span.start === start);

function shown(cell: Cell): string {
  if (cell === null) return '–';
  // Sums in binary: 0.1 + 0.2. Fifteen digits come through a number unchanged.
  return typeof cell === 'number' ? String(Number(cell.toPrecision(15))) : inline(cell);
}

/** A figure that was worked out, with the decimal mark of the question's language; averages to two decimals. */
function computed(cell: Cell, { told }: RowResult, { decimalMark }: RowPhrases): string {
  if (typeof cell !== 'number') return shown(cell);
  if (told?.how === 'sum') return shown(summed(cell, told.decimals)).replace('.', decimalMark);
  const rounded = told?.how === 'average' ? Number(cell.toFixed(2)) : cell;
  return `${rounded === cell ? '' : '≈ '}${shown(rounded).replace('.', decimalMark)}`;
}

/** A sum has no more decimals than what was added up; beyond fifteen digits binary has lost the rest. */
const summed = (sum: number, decimals: number): number => (decimals <= 15 ? Number(sum.toFixed(decimals)) : sum);

/** In one line, and without what would look like a citation mark. */
const inline = (words: string): string => words.replace(/\s+/g, ' ').replace(/\[(?=[\d\s,]+\])/g, '\\[');
