/** Reading ahead: whether the model holds the shown collection, and how far it is. */
import { signal } from '@preact/signals';
import type { WarmUp } from '../../core/types.ts';
import { beginWarmUp, endWarmUp, getWarmUp } from '../api/window.ts';
import { words } from '../words/index.ts';
import { place } from './address.ts';
import { announce } from './announce.ts';
import { loadPlan } from './gauge.ts';
import { askable } from './server.ts';
import { model } from './settings.ts';
import { collection } from './shelf.ts';

/** Null when nobody can read ahead: no model, or nothing that would fit. */
export const warmUp = signal<WarmUp | null>(null);

/** A person sees a bar move, and the server answers from memory. */
const lookAgainMs = 1500;

let timer: ReturnType<typeof setTimeout> | undefined;

const isUnderWay = ({ state }: WarmUp): boolean => state === 'waiting' || state === 'reading';

export function loadWarmUp(): Promise<void> {
  return take((collection) => getWarmUp(collection, model.value));
}

export function readAhead(): Promise<void> {
  return take((collection) => beginWarmUp(collection, model.value));
}

export function stopReadingAhead(): Promise<void> {
  return take(endWarmUp);
}

async function take(call: (collection: string) => Promise<WarmUp>): Promise<void> {
  clearTimeout(timer);
  const name = place.value.collection;
  const before = warmUp.value;
  const found = name === null || !canReadAhead() ? null : await call(name).catch(() => null);
  if (place.value.collection !== name) return;
  clearTimeout(timer);
  warmUp.value = found;
  if (found !== null && isUnderWay(found)) timer = setTimeout(() => void loadWarmUp(), lookAgainMs);
  else if (before !== null && isUnderWay(before)) ended(found);
}

/** A collection that is not there, or a model that is not there, would only be refused. */
function canReadAhead(): boolean {
  const isChosenThere = model.value === '' ? askable.value.length > 0 : askable.value.some(({ id }) => id === model.value);
  return collection.value !== null && isChosenThere;
}

function ended(found: WarmUp | null): void {
  if (found?.state === 'warm') announce(words.value.warmUp.warm);
  // What is held makes the next answer quicker: the gauge says by how much.
  void loadPlan();
}
