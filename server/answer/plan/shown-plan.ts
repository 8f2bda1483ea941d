/** The plan as people see it: a decision with the numbers of the prompt that came of it. Pure. */
import type { Plan, PlanAlternative } from '../../../core/types.ts';
import { loadingMs, readingMs } from '../reading/reading-time.ts';
import type { Decision } from './plan.ts';
import type { PlanInput } from './ways.ts';

/** What was packed for the decision. */
interface Packed {
  readonly promptTokens: number;
  readonly documentsIn: number;
}

/** `heldTokens` of the input are those of the very prompt that was packed. */
export function shownPlan(input: PlanInput, decision: Decision, packed: Packed): Plan {
  const { model, speed } = input;
  const scanning = decision.alternatives.find(({ mode }) => mode === 'scan' && decision.mode === 'scan');
  // A scan sends many prompts: its figures are those of the way, whatever one of them holds.
  if (scanning !== undefined) return { ...planOf(input, decision, input.documents), ...figuresOf(scanning) };
  const { promptTokens, documentsIn } = packed;
  const asksModel = model.contextTokens > 0;
  const cachedTokens = Math.min(input.heldTokens, promptTokens);
  const toFirstWord = (heldTokens: number): number | null => (asksModel ? loaded(input, readingMs(speed, promptTokens, heldTokens)) : null);
  const exact = { promptTokens: asksModel ? promptTokens : 0, predictedMs: toFirstWord(cachedTokens) };
  return {
    ...planOf(input, decision, documentsIn),
    ...exact,
    cachedTokens,
    coldMs: toFirstWord(0),
    alternatives: decision.alternatives.map((way) =>
      way.mode === decision.mode ? { ...way, ...exact } : { ...way, predictedMs: loaded(input, way.predictedMs) },
    ),
  };
}

/** With the time to load the model, which every way has to wait for and none is chosen by. */
function loaded({ model, speed }: PlanInput, milliseconds: number | null): number | null {
  return milliseconds === null || model.loaded ? milliseconds : milliseconds + Math.round(loadingMs(speed));
}

function planOf({ model, kind, ...input }: PlanInput, decision: Decision, documentsIn: number): Omit<Plan, keyof Figures> {
  return {
    mode: decision.mode,
    kind,
    reason: decision.reason,
    why: decision.why,
    windowTokens: model.contextTokens,
    reservedTokens: model.contextTokens > 0 ? input.reservedTokens : 0,
    collectionTokens: input.collectionTokens,
    countedBy: input.countedBy,
    documentsIn,
    documentsTotal: input.documents,
    alternatives: decision.alternatives,
    memory: model.memory,
  };
}

type Figures = Pick<Plan, 'promptTokens' | 'predictedMs' | 'coldMs' | 'cachedTokens'>;

const figuresOf = ({ promptTokens, predictedMs }: PlanAlternative): Figures => ({
  promptTokens,
  predictedMs,
  coldMs: predictedMs,
  cachedTokens: 0,
});
