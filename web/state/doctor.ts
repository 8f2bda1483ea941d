/** The examination that is shown, and the trial of the model while it runs. */
import { signal } from '@preact/signals';
import { type Examination, type Finding, getExamination, type TrialStep, tryModel } from '../api/doctor.ts';
import { type Fault, isAbort, toFault } from '../api/http.ts';
import { words } from '../words/index.ts';
import { announce } from './announce.ts';
import { loadPlan } from './gauge.ts';
import { model } from './settings.ts';

export const examination = signal<Examination | null>(null);
/** What the trial of this page has found so far. */
export const tried = signal<readonly Finding[]>([]);
/** How far the trial is; null when nothing is being tried. */
export const trialStep = signal<TrialStep | null>(null);
export const doctorFault = signal<Fault | null>(null);

let current = new AbortController();

export function examine(): Promise<void> {
  return looking(async (abort) => {
    examination.value = await getExamination(abort);
  });
}

/** Takes minutes and the whole model: only when a person asks for it. */
export function beginTrial(): Promise<void> {
  tried.value = [];
  return looking(async (abort) => {
    trialStep.value = { step: '', done: 0, total: 0, etaMs: null };
    for await (const event of tryModel(model.value, abort)) {
      if (event.type === 'progress') trialStep.value = event;
      else if (event.type === 'finding') tried.value = [...tried.value, event.finding];
    }
    announce(words.value.doctor.tried);
    examination.value = await getExamination(abort);
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
  trialStep.value = null;
  doctorFault.value = null;
  try {
    await work(controller.signal);
  } catch (error) {
    if (!isAbort(error) && !controller.signal.aborted) doctorFault.value = toFault(error);
  } finally {
    if (current === controller) trialStep.value = null;
  }
}
