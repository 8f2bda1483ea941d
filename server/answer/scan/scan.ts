/** Questions about everything: every section is read, and the receipt says how many were. */
import type { AnswerEvent } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import type { Material } from '../material.ts';
import { phrasesFor } from '../phrases/phrases.ts';
import type { Decision } from '../plan/plan.ts';
import { answerFromRows } from '../rows/rows.ts';
import { modelScan } from './model-scan.ts';
import type { Scanned } from './scanned.ts';
import { wordScan } from './word-scan.ts';

/**
 * Reads all of the collection for one question; `plan-ready` is its first event, and comes again when a query over rows
 * could not be made. Questions about rows of a table are answered from the rows.
 * @throws AppError cancelled, and what the model throws
 */
export async function* scan(asked: Asked, material: Material, decision: Decision): AsyncGenerator<AnswerEvent, Scanned> {
  const phrases = phrasesFor(asked.question).scan;
  const asksModel = asked.deps.generator.model.contextTokens > 0;
  const isPlain = !asksModel || material.planInput.kind !== 'complete';
  const { scanned, warnings } = yield* answerFromRows(asked, material, decision, { plain: isPlain, documents: null });
  if (scanned !== null) return scanned;
  const { current, writing } = yield* (asksModel ? modelScan : wordScan)(asked, material, decision, phrases);
  return { current, writing: { ...writing, warnings: [...warnings, ...writing.warnings] } };
}

/** What a person should know of a question about everything that was answered from passages or sections. */
export function partialReading({ plan }: Scanned['current']): readonly string[] {
  if (plan.kind !== 'complete' || (plan.mode !== 'retrieve' && plan.mode !== 'sections')) return [];
  return ['The question is about everything, and only what search found best was read. Ask in mode scan to have every section read.'];
}

/** The sentence for what was left unread; empty when everything was, or the answer rests on rows or passages. */
export function unreadSentence({ sections }: Scanned['current'], question: string): string {
  if (sections === null || sections.read === sections.total) return '';
  return `\n\n${phrasesFor(question).scan.unread(sections.total - sections.read, sections.total)}`;
}
