/** Questions about the rows of tables are answered by SQL: by the words of the question alone when they are clear, else by the model's. */
import type { GenerateUsage } from '../../../core/ports.ts';
import type { AnswerEvent } from '../../../core/types.ts';
import type { DocumentTable } from '../../search/document-tables.ts';
import type { Asked } from '../asked.ts';
import { orCancelled, stopIfCancelled } from '../cancel.ts';
import type { Material } from '../material.ts';
import { phrasesFor } from '../phrases/phrases.ts';
import type { Decision } from '../plan/plan.ts';
import { shownPlan } from '../plan/shown-plan.ts';
import { type Scanned, unsent } from '../scan/scanned.ts';
import { summedUsage } from '../scan/summed-usage.ts';
import { askRows, type RowResult } from './asked-rows.ts';
import { type LoadedTable, loadedTables } from './loaded-table.ts';
import { fittingTables, modelQuery } from './model-query.ts';
import { plainQuery } from './plain-query.ts';
import { type QuestionParts, questionParts } from './question-parts.ts';
import { rowPassages, writeRows } from './write-rows.ts';

export interface RowsTried {
  /** Null when the question is not about rows, or no query could be made of it. */
  readonly scanned: Scanned | null;
  /** For the answer that is given instead. */
  readonly warnings: readonly string[];
}

// What a process loads within a second or two; more than this is a database, not a document.
const mostRows = 200_000;

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
  const found = new Set(material.outcome.hits.map(({ documentId }) => documentId));
  const records = isComplete ? material.records : material.records.filter(({ id }) => found.has(id));
  const { scanned } = yield* answerFromRows(asked, { ...material, records }, decision, true);
  return scanned;
}

/** "Which", "what" and "is" alone ask for anything; a figure, a date or something to be worked out is what rows are for. */
function choosesRows({ operation, isDifferent, comparisons, bounds, stock }: QuestionParts): boolean {
  return operation !== 'list' || isDifferent || comparisons.length > 0 || bounds.length > 0 || stock !== null;
}

/** `plain` asks no model, and takes only what the words of the question say clearly. */
export async function* answerFromRows(
  asked: Asked,
  material: Material,
  decision: Decision,
  plain: boolean,
): AsyncGenerator<AnswerEvent, RowsTried> {
  if (questionParts(asked.question) === null && plain) return { scanned: null, warnings: [] };
  const { tables, warnings } = await gathered(asked, material);
  const loaded = loadedTables(tables);
  const clear = plainQuery(asked.question, loaded);
  if (clear !== null) {
    const outcome = await askRows(clear, [clear.table], asked.signal);
    if (outcome.kind === 'refused') return { scanned: null, warnings: [...warnings, notAsked(clear.table, outcome.reason)] };
    return { scanned: yield* answered(asked, material, decision, outcome.result, { warnings, usages: [], promptTokens: 0 }), warnings };
  }
  const fitting = plain ? [] : fittingTables(asked.question, loaded);
  if (fitting.length === 0) return { scanned: null, warnings };
  // What is read when no query comes of it: the wait begins here.
  yield { type: 'plan-ready', plan: shownPlan(material.planInput, decision, { promptTokens: 0, documentsIn: material.records.length }) };
  const { result, warning, ...spent } = yield* modelQuery(asked, material, fitting);
  if (result !== null) return { scanned: yield* answered(asked, material, decision, result, { warnings, ...spent }), warnings };
  return { scanned: null, warnings: warning === '' ? warnings : [...warnings, warning] };
}

const notAsked = ({ document }: LoadedTable, reason: string): string =>
  `The rows of ${document.source} could not be asked (${reason}), so texts are read instead.`;

async function gathered(
  { deps, signal }: Asked,
  { records }: Material,
): Promise<{ readonly tables: readonly DocumentTable[]; readonly warnings: readonly string[] }> {
  const tables: DocumentTable[] = [];
  const left: string[] = [];
  let rows = 0;
  for (const { id, source } of records) {
    stopIfCancelled(signal);
    const found = await orCancelled(deps.collection.tables(id), signal);
    const more = found.tables.reduce((sum, table) => sum + table.rows.length, 0);
    if (found.isTooLong || rows + more > mostRows) left.push(source);
    else {
      rows += more;
      tables.push(...found.tables);
    }
  }
  const warnings =
    left.length === 0
      ? []
      : [`The tables of ${left.slice(0, 5).join(', ')}${left.length > 5 ? ' …' : ''} are too long to be asked by SQL.`];
  return { tables, warnings };
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
  const { source, rows } = result.table.document;
  const taken: Decision = {
    ...decision,
    mode: 'scan',
    reason: `It is counted in the table ${source}: read ${rows.length} of ${rows.length} rows${usages.length === 0 ? '; no model is asked' : ' by a query that the model wrote'}.`,
    why: { cause: 'rows', figure: rows.length },
  };
  const plan = { ...shownPlan(material.planInput, taken, { promptTokens, documentsIn: 1 }), promptTokens, documentsIn: 1 };
  yield { type: 'plan-ready', plan };
  const passages = await orCancelled(rowPassages(result, deps), signal);
  const current = unsent(taken, plan, material, deps, { passages, sections: null, sql: result.sql });
  const writing = yield* writeRows(asked, current, result, phrasesFor(asked.question).rows);
  const end = usages.length === 0 ? null : ({ type: 'end', finish: 'stop', usage: summedUsage(usages), options: {} } as const);
  return { current, writing: { ...writing, end, warnings: [...warnings, ...writing.warnings] } };
}
