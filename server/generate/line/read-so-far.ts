/** How far the reading of a prompt has come, by the events of its answer. */
import type { GenerateEvent } from '../../../core/ports.ts';

export interface ReadSoFar {
  see(event: GenerateEvent): void;
  /** Tokens of the prompt that were read, as far as the model has told. */
  tokens(): number;
  hasBegun(): boolean;
  /** Time until it is read to its end; null when the model does not tell how far it is. */
  remainingMs(): number | null;
}

export function readSoFar(promptTokens: number, now: () => number = () => performance.now()): ReadSoFar {
  let first: { readonly done: number; readonly atMs: number } | null = null;
  let done = 0;
  let total = promptTokens;
  return {
    see(event) {
      if (event.type === 'text' || event.type === 'quote') done = total;
      if (event.type !== 'progress' || event.phase !== 'reading') return;
      // Some begin at what they still held: that was not read now and says nothing about the speed.
      first ??= { done: event.done, atMs: now() };
      ({ done, total } = event);
    },
    tokens: () => done,
    hasBegun: () => first !== null,
    remainingMs() {
      if (first === null || done <= first.done) return null;
      return ((now() - first.atMs) * (total - done)) / (done - first.done);
    },
  };
}
