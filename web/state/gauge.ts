/** What the next question will read and cost, known before it is asked. */
import { computed, effect, signal } from '@preact/signals';
import type { Plan } from '../../core/types.ts';
import { getPlan, type PlanAnswer } from '../api/answers.ts';
import { type Fault, isAbort, toFault } from '../api/http.ts';
import { place } from './address.ts';
import { askable, loadServer, modelList, quoting, status } from './server.ts';
import { draft, mode, model } from './settings.ts';

export const planned = signal<PlanAnswer | null>(null);
export const planFault = signal<Fault | null>(null);

/** The figures of what would be sent: those of the plan, or of the way that a person has chosen instead. */
export type NextReading = Pick<Plan, 'mode' | 'reason' | 'promptTokens' | 'predictedMs' | 'coldMs' | 'cachedTokens'> & {
  readonly possible: boolean;
};

export const nextReading = computed<NextReading | null>(() => {
  const plan = planned.value?.plan;
  if (plan === undefined) return null;
  const chosen = plan.alternatives.find((way) => way.mode === mode.value);
  if (chosen === undefined || chosen.mode === plan.mode) return { ...plan, possible: true };
  return { ...chosen, coldMs: null, cachedTokens: 0 };
});

/** The kind of question decides the way: the plan follows what is typed, once it rests this long. */
const typingRestMs = 500;

let current = new AbortController();
let resting: ReturnType<typeof setTimeout> | undefined;
let plannedFor = '';
let plannedModel = '';

/** Asks for the plan that the server would take by itself; the other ways come with it. */
export async function loadPlan(): Promise<void> {
  current.abort();
  const controller = new AbortController();
  current = controller;
  const { collection, conversation } = place.value;
  const question = draft.value.trim();
  plannedFor = question;
  // The figures of one model below the name of another would be wrong for as long as the plan takes.
  if (collection === null || model.value !== plannedModel) planned.value = null;
  plannedModel = model.value;
  if (collection === null) return;
  try {
    planned.value = await getPlan(
      collection,
      { question, mode: 'auto', model: model.value, ...(conversation === null ? {} : { conversationId: conversation }) },
      controller.signal,
    );
    planFault.value = null;
    if (isNews(planned.value)) void loadServer();
  } catch (error) {
    if (isAbort(error) || controller.signal.aborted) return;
    planned.value = null;
    planFault.value = toFault(error);
  }
}

/** A model that came or went since the page last looked around. */
function isNews({ model: { id } }: PlanAnswer): boolean {
  if (modelList.value === null) return false;
  if (id === quoting) return askable.value.length > 0 && model.value === '' && status.value?.defaultModel !== quoting;
  return !askable.value.some((known) => known.id === id);
}

/** Plans anew for what is typed. Runs once. */
export function followDraft(): void {
  effect(() => {
    const question = draft.value.trim();
    clearTimeout(resting);
    if (question !== plannedFor) resting = setTimeout(() => void loadPlan(), typingRestMs);
  });
}
