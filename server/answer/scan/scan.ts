/** Questions about everything: every section is read, and the receipt says how many were. */
import { detectLanguage } from '../../../core/text/language.ts';
import type { AnswerEvent } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import type { Material } from '../material.ts';
import type { Decision } from '../plan.ts';
import { modelScan } from './model-scan.ts';
import { scanPhrasesFor } from './phrases.ts';
import type { Scanned } from './scanned.ts';
import { wordScan } from './word-scan.ts';

/** Reads all of the collection for one question; `plan-ready` is its first event. @throws AppError cancelled */
export async function* scan(asked: Asked, material: Material, decision: Decision): AsyncGenerator<AnswerEvent, Scanned> {
  const phrases = scanPhrasesFor(detectLanguage(asked.question));
  const asksModel = asked.deps.generator.model.contextTokens > 0;
  return yield* (asksModel ? modelScan : wordScan)(asked, material, decision, phrases);
}

/** The sentence for what was left unread; empty when everything was read, or passages were chosen by search. */
export function unreadSentence({ sections }: Scanned['current'], question: string): string {
  if (sections === null || sections.read === sections.total) return '';
  return `\n\n${scanPhrasesFor(detectLanguage(question)).unread(sections.total - sections.read, sections.total)}`;
}
