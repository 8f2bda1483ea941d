/** The plan as people see it: a decision with the numbers of the prompt that came of it. Pure. */
import type { Plan } from '../../core/types.ts';
import type { Decision } from './plan.ts';
import { readingMs } from './reading-time.ts';
import type { PlanInput } from './ways.ts';

/** What was packed for the decision. */
interface Packed {
  readonly promptTokens: number;
  readonly documentsIn: number;
}

export function shownPlan(input: PlanInput, decision: Decision, { promptTokens, documentsIn }: Packed): Plan {
  const { model, speed } = input;
  const asksModel = model.contextTokens > 0;
  // What is held is the beginning of the whole collection; passages begin otherwise each time.
  const cachedTokens = decision.mode === 'whole' ? Math.min(input.heldTokens, promptTokens) : 0;
  const exact = {
    promptTokens: asksModel ? promptTokens : 0,
    predictedMs: asksModel ? readingMs(speed, promptTokens, cachedTokens) : null,
  };
  return {
    mode: decision.mode,
    kind: input.kind,
    reason: decision.reason,
    ...exact,
    windowTokens: model.contextTokens,
    reservedTokens: asksModel ? input.reservedTokens : 0,
    collectionTokens: input.collectionTokens,
    documentsIn,
    documentsTotal: input.documents,
    cachedTokens,
    coldMs: asksModel ? readingMs(speed, promptTokens, 0) : null,
    alternatives: decision.alternatives.map((way) => (way.mode === decision.mode ? { ...way, ...exact } : way)),
    memory: model.memory,
  };
}
