/** Reading ahead: whether the model holds the shown collection, and how far it is. */
import { signal } from '@preact/signals';
import { callWarmUp, type WarmUp } from '../api/window.ts';
import { place } from './address.ts';
import { loadPlan } from './gauge.ts';

/** Null when nobody can read ahead: no model, or nothing that would fit. */
export const warmUp = signal<WarmUp | null>(null);

/** A person sees a bar move, and the server answers from memory. */
const lookAgainMs = 1500;

let timer: ReturnType<typeof setTimeout> | undefined;

export const isUnderWay = ({ state }: WarmUp): boolean => state === 'waiting' || state === 'reading';

export function loadWarmUp(): Promise<void> {
  return act('GET');
}

export function beginWarmUp(): Promise<void> {
  return act('POST');
}

export function stopWarmUp(): Promise<void> {
  return act('DELETE');
}

async function act(method: 'GET' | 'POST' | 'DELETE'): Promise<void> {
  clearTimeout(timer);
  const { collection } = place.value;
  const before = warmUp.value;
  const found = collection === null ? null : await callWarmUp(method, collection).catch(() => null);
  if (place.value.collection !== collection) return;
  clearTimeout(timer);
  warmUp.value = found;
  if (found !== null && isUnderWay(found)) timer = setTimeout(() => void loadWarmUp(), lookAgainMs);
  // What is held makes the next answer quicker: the gauge says by how much.
  else if (before !== null && isUnderWay(before)) void loadPlan();
}
