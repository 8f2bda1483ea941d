/** What the next question will read, known before it is asked. */
import { signal } from '@preact/signals';
import { getPlan, type PlanAnswer } from '../api/answers.ts';
import { type Fault, isAbort, toFault } from '../api/http.ts';
import { place } from './address.ts';
import { mode, model } from './settings.ts';

export const planned = signal<PlanAnswer | null>(null);
export const planFault = signal<Fault | null>(null);

let current = new AbortController();

export async function loadPlan(): Promise<void> {
  current.abort();
  const controller = new AbortController();
  current = controller;
  const { collection } = place.value;
  if (collection === null) {
    planned.value = null;
    return;
  }
  try {
    planned.value = await getPlan(collection, { mode: mode.value, model: model.value }, controller.signal);
    planFault.value = null;
  } catch (error) {
    if (isAbort(error) || controller.signal.aborted) return;
    planned.value = null;
    planFault.value = toFault(error);
  }
}
