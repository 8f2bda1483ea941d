/** Questions about the rows of tables are answered by SQL: by the words of the question alone when they are clear, else by the model's. */
import type { GenerateUsage } from '../../../core/ports.ts';
import type { AnswerEvent } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import { orCancelled } from '../cancel.ts';
import type { Material } from '../material.ts';
import { phrasesFor } from '../phrases/phrases.ts';
import type { Decision } from '../plan/plan.ts';
import { shownPlan } from '../plan/shown-plan.ts';
import { questionKind } from '../question/question-kind.ts';
import { type Scanned, unsent } from '../scan/scanned.ts';
import { summedUsage } from '../scan/summed-usage.ts';
import { modelQuery } from './model-query.ts';
import { type QuestionParts, questionParts } from './question-parts.ts';
import type { RowReply, RowWork } from './row-reader.ts';
import type { RowResult } from './row-result.ts';
import { rowPassages, writeRows } from './write-rows.ts';

export interface RowsTried {
  /** Null when the question is not about rows, or no query could be made of it. */
  readonly scanned: Scanned | null;
  /** For the answer that is given instead. */
  readonly warnings: readonly string[];
}

/**
 * For a question that would be answered from a prompt: counting, comparing and "the most expensive" need every row of a
 * table, and no model counts well. Null when the words do not say clearly which rows are meant.
 */
export async function* clearRows(asked: Asked, material: Material, decision: Decision): AsyncGenerator<AnswerEvent, Scanned | null> {
  const parts = questionParts(asked.question);
  if (parts === null) return null;
  const isComplete = material.planInput.kind === 'complete';
  if (!isComplete && !choosesRows(parts)) return null;
  // A question about everything may be about any table; another one about those that search has found.
  const documents = isComplete ? null : [...new Set(material.outcome.hits.map(({ documentId }) => documentId))];
  const { scanned } = yield* answerFromRows(asked, material, decision, { plain: true, documents });
  return scanned;
}

/** Taking a large table out costs as long as search: both are done at once for a question that may be about any table. */
export function rowsAhead({ deps, question, mode, signal }: Asked): Promise<RowReply> | null {
  const isLikely = (mode === 'auto' || mode === 'scan') && questionKind(question) === 'complete' && questionParts(question) !== null;
  if (!isLikely) return null;
  const reply = deps.collection.rows.ask({ documents: null, question, want: { kind: 'words' } }, signal);
  // Whoever needs it awaits it, and hears of its fault then.
  reply.catch(() => undefined);
  return reply;
}

/** "Which", "what" and "is" alone ask for anything; a figure, a date or something to be worked out is what rows are for. */
function choosesRows({ operation, isDifferent, comparisons, bounds, stock }: QuestionParts): boolean {
  return operation !== 'list' || isDifferent || comparisons.length > 0 || bounds.length > 0 || stock !== null;
}

/** `plain` asks no model, and takes only what the words of the question say clearly; all documents are asked, or only some. */
export async function* answerFromRows(
  asked: Asked,
  material: Material,
  decision: Decision,
  { plain, documents }: { readonly plain: boolean; readonly documents: RowWork['documents'] },
): AsyncGenerator<AnswerEvent, RowsTried> {
  if (questionParts(asked.question) === null && plain) return { scanned: null, warnings: [] };
  const { deps, question, signal } = asked;
  const ask = (want: RowWork['want']) => deps.collection.rows.ask({ documents, question, want }, signal);
  const ahead = documents === null ? material.rowsAhead : null;
  const { outcome, tooLarge } = await (ahead ?? ask({ kind: 'words' }));
  const warnings = notAsked(tooLarge);
  if (outcome.kind === 'refused') return { scanned: null, warnings: [...warnings, refusal(outcome.reason)] };
  if (outcome.kind === 'result')
    return { scanned: yield* answered(asked, material, decision, outcome.result, { warnings, usages: [], promptTokens: 0 }), warnings };
  const fitting = plain ? outcome : (await ask({ kind: 'tables' })).outcome;
  if (fitting.kind !== 'tables' || fitting.described.length === 0) return { scanned: null, warnings };
  // What is read when no query comes of it: the wait begins here.
  yield { type: 'plan-ready', plan: shownPlan(material.planInput, decision, { promptTokens: 0, documentsIn: material.records.length }) };
  const { result, warning, ...spent } = yield* modelQuery(asked, material, fitting.described, documents);
  if (result !== null) return { scanned: yield* answered(asked, material, decision, result, { warnings, ...spent }), warnings };
  return { scanned: null, warnings: warning === '' ? warnings : [...warnings, warning] };
}

const refusal = (reason: string): string => `The rows could not be asked (${reason}), so texts are read instead.`;

function notAsked(tooLarge: readonly string[]): readonly string[] {
  if (tooLarge.length === 0) return [];
  return [`The tables of ${tooLarge.slice(0, 5).join(', ')}${tooLarge.length > 5 ? ' …' : ''} are too large to be asked by SQL.`];
}

interface Spent {
  readonly warnings: readonly string[];
  /** Of the prompts by which the model wrote the statement. */
  readonly usages: readonly GenerateUsage[];
  readonly promptTokens: number;
}

async function* answered(
  asked: Asked,
  material: Material,
  decision: Decision,
  result: RowResult,
  { warnings, usages, promptTokens }: Spent,
): AsyncGenerator<AnswerEvent, Scanned> {
  const { deps, signal } = asked;
  const { source, rowCount } = result.asked;
  const taken: Decision = {
    ...decision,
    mode: 'scan',
    reason: `It is counted in the table ${source}: read ${rowCount} of ${rowCount} rows${usages.length === 0 ? '; no model is asked' : ' by a query that the model wrote'}.`,
    why: { cause: 'rows', figure: rowCount },
  };
  const plan = { ...shownPlan(material.planInput, taken, { promptTokens, documentsIn: 1 }), promptTokens, documentsIn: 1 };
  yield { type: 'plan-ready', plan };
  const passages = await orCancelled(rowPassages(result, deps), signal);
  const current = { ...unsent(taken, plan, material, deps, { passages, sections: null, sql: result.table.sql }), table: result.table };
  const writing = yield* writeRows(asked, current, result, phrasesFor(asked.question).rows);
  const end = usages.length === 0 ? null : ({ type: 'end', finish: 'stop', usage: summedUsage(usages), options: {} } as const);
  return { current, writing: { ...writing, end, warnings: [...warnings, ...writing.warnings] } };
}
