/** What every way of scanning comes to: what was read, and what was written from it. */
import type { Plan, SectionsRead } from '../../../core/types.ts';
import type { Attempt } from '../attempt.ts';
import type { Material } from '../material.ts';
import type { NumberedPassage } from '../passages/passages.ts';
import type { Decision } from '../plan/plan.ts';
import { buildPrompt } from '../prompt/prompt.ts';
import type { AnswerDeps } from '../request.ts';
import type { Writing } from '../writing/writing.ts';

export interface Scanned {
  readonly current: Attempt;
  readonly writing: Writing;
}

/** An attempt of which nothing is sent: code reads and writes it. */
export function unsent(
  decision: Decision,
  plan: Plan,
  material: Material,
  deps: AnswerDeps,
  read: { readonly passages: readonly NumberedPassage[]; readonly sections: SectionsRead | null; readonly sql: string | null },
): Attempt {
  const passages = read.passages.map(({ headings: _, ...passage }) => passage);
  const prompt = buildPrompt([], material.tail, deps.countTokens);
  return { decision, plan, passages, prompt, sections: read.sections, sql: read.sql, promptParts: null, pack: null };
}
