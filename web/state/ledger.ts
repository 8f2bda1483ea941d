/** What the shown collection takes of each model's window. */
import { signal } from '@preact/signals';
import type { Ledger } from '../../core/types.ts';
import { getLedger } from '../api/window.ts';
import { place } from './address.ts';

export const ledger = signal<Ledger | null>(null);

let current = new AbortController();

/** Without a ledger the shelf shows none: the documents themselves have their tokens. */
export async function loadLedger(): Promise<void> {
  current.abort();
  const controller = new AbortController();
  current = controller;
  const { collection } = place.value;
  const found = collection === null ? null : await getLedger(collection, controller.signal).catch(() => null);
  if (!controller.signal.aborted) ledger.value = found;
}
