/** Puts the finished answer together: its text, what it rests on, how sure it is, and its receipt. */
import type { Answer, ModelDescription, Outcome, Passage, SearchOutcome } from '../../core/types.ts';
import { extractiveModel } from '../generate/extractive.ts';
import type { Asked } from './asked.ts';
import type { Attempt } from './attempt.ts';
import type { Material } from './material.ts';
import { leftOutWarning, unseenWarning } from './passages/unseen.ts';
import { confidenceAfter, confidenceOf, featuresOf } from './ranking/confidence.ts';
import { rankSentences } from './ranking/sentence-ranking.ts';
import { receiptOf } from './receipt.ts';
import type { Writing } from './writing/writing.ts';

/** Shown when the documents do not hold the answer: enough to see that the search understood the question. */
const nearestPassages = 3;

/** A query counts right; what remains is that it may count something else than was meant. Judgement, no calibration. */
const queryConfidence = 0.9;

interface Told {
  readonly writing: Writing;
  readonly came: Outcome;
}

export function finished(asked: Asked, current: Attempt, material: Material, { writing, came }: Told, searchMs: number): Answer {
  const { newId, now } = asked.deps;
  const model = writerOf(asked, current, writing);
  const citations = writing.saysNotFound ? [] : writing.ledger.all();
  const provenShare = citations.filter(({ status }) => status === 'verified').length / Math.max(1, citations.length);
  const abstained = came !== 'found';
  return {
    id: newId(),
    collection: asked.collection,
    conversationId: asked.conversationId,
    createdAt: now().toISOString(),
    question: asked.question,
    text: writing.draft.text(),
    outcome: came,
    abstained,
    confidence: confidence(asked, current, material.outcome, abstained, provenShare),
    generator: model.engine,
    model: model.id,
    plan: current.plan,
    citations,
    passages: (abstained ? nearest(material.outcome) : keptPassages(current, citations)).map(withoutTableHead),
    table: current.table ?? null,
    receipt: receiptOf(current, material.records, material.outcome, model, {
      usage: writing.end?.usage ?? null,
      options: writing.end?.options ?? {},
      timings: { searchMs, firstTokenMs: writing.firstTokenMs, totalMs: Date.now() - asked.startedMs },
      warnings: [...forgotten(material), ...writing.warnings, ...ofPictures(asked, current, material, abstained)],
    }),
  };
}

/** Rows that code has counted are nobody's words, whatever model was at hand. */
function writerOf({ deps }: Asked, { sql }: Attempt, { end }: Writing): ModelDescription {
  return sql !== null && end === null ? extractiveModel : deps.generator.model;
}

function forgotten({ tail }: Material): readonly string[] {
  if (tail.forgottenTurns === 0) return [];
  return [`The oldest exchanges of the conversation (${tail.forgottenTurns}) were left out: the history grew too long.`];
}

/** What of the pictures was not looked at; for one fact that search and proof have found, only of what was read for it. */
function ofPictures(
  { deps }: Asked,
  { plan, passages, unseen, picturesLeftOut = [] }: Attempt,
  { records }: Material,
  abstained: boolean,
): readonly string[] {
  const read = new Set(passages.map(({ documentId }) => documentId));
  const isAll = abstained || plan.kind === 'complete' || plan.mode === 'whole' || plan.mode === 'scan';
  const byDocument = new Map([...(unseen?.byDocument ?? [])].filter(([id]) => isAll || read.has(id)));
  const pages = [...byDocument.values()].reduce((sum, count) => sum + count, 0);
  return [
    ...(pages === 0 ? [] : [unseenWarning({ byDocument, pages }, records, deps.generator.model)]),
    ...(picturesLeftOut.length === 0 ? [] : [leftOutWarning(picturesLeftOut)]),
  ];
}

function confidence(
  { question, deps }: Asked,
  { plan, passages, sql }: Attempt,
  outcome: SearchOutcome,
  abstained: boolean,
  provenShare: number,
): number {
  if (sql !== null) return queryConfidence;
  if (outcome.hits.length === 0) return 0;
  const read = plan.mode === 'whole' ? nearest(outcome) : passages;
  const before = confidenceOf(featuresOf(question, outcome, rankSentences(question, outcome, read)));
  return deps.generator.model.contextTokens === 0 ? before : confidenceAfter(before, { abstained, provenShare });
}

/** The hits nearest to the question, with numbers of their own. */
function nearest({ hits }: SearchOutcome): readonly Passage[] {
  return hits.slice(0, nearestPassages).map(({ documentId, source, title, span, text, tokens }, index) => ({
    number: index + 1,
    documentId,
    source,
    title,
    span,
    text,
    tokens,
  }));
}

/** A whole collection is not stored with each answer: only the passages that are cited. */
function keptPassages({ plan, passages }: Attempt, citations: Answer['citations']): readonly Passage[] {
  if (plan.mode !== 'whole') return passages;
  return passages.filter(({ documentId, span }) =>
    citations.some((citation) => citation.documentId === documentId && citation.start < span.end && span.start < citation.end),
  );
}

const withoutTableHead = ({ tableHead: _, ...passage }: Passage): Passage => passage;
