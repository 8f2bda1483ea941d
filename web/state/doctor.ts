/** The examination that is shown, and the trial of the model while it runs. */
import { signal } from '@preact/signals';
import { type Finding, getFindings, type TrialStep, tryModel } from '../api/doctor.ts';
import { type Fault, isAbort, toFault } from '../api/http.ts';
import { words } from '../words/index.ts';
import { announce } from './announce.ts';
import { loadPlan } from './gauge.ts';

export const findings = signal<readonly Finding[] | null>(null);
export const trial = signal<TrialStep | null>(null);
export const doctorFault = signal<Fault | null>(null);

let current = new AbortController();

export function examine(): Promise<void> {
  return looking(async (abort) => {
    findings.value = await getFindings(abort);
  });
}

/** Takes minutes and the whole model: only when a person asks for it. */
export function beginTrial(): Promise<void> {
  trial.value = { step: '', done: 0, total: 0 };
  return looking(async (abort) => {
    for await (const told of tryModel(abort)) {
      if ('findings' in told) findings.value = told.findings;
      else trial.value = told;
    }
    announce(words.value.doctor.tried);
    // What was measured is what the next plan reckons with.
    void loadPlan();
  });
}

export function stopTrial(): void {
  current.abort();
}

async function looking(work: (abort: AbortSignal) => Promise<void>): Promise<void> {
  current.abort();
  const controller = new AbortController();
  current = controller;
  doctorFault.value = null;
  try {
    await work(controller.signal);
  } catch (error) {
    if (!isAbort(error) && !controller.signal.aborted) doctorFault.value = toFault(error);
  } finally {
    if (current === controller) trial.value = null;
  }
}
