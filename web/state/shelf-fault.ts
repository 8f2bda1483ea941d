/** What went wrong with the shelf the last time something was asked of it. */
import { signal } from '@preact/signals';
import { type Fault, toFault } from '../api/http.ts';

export const shelfFault = signal<Fault | null>(null);

/** Does the work; its fault is shown on the shelf until something goes well again. */
export async function guarded(work: () => Promise<void>): Promise<void> {
  try {
    await work();
    shelfFault.value = null;
  } catch (error) {
    shelfFault.value = toFault(error);
  }
}
