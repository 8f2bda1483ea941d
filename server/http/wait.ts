import { AppError } from '../../core/errors.ts';

/** How often a short wait looks again: quick enough to feel immediate, slow enough to cost nothing. */
const lookEveryMs = 50;

/** @throws AppError cancelled when the client goes away */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new AppError('cancelled', 'The request was stopped', 'Send it again.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Looks until `ready` gives a value. Null when the time is over. */
export async function until<Value>(ready: () => Value | null, withinMs: number, signal: AbortSignal): Promise<Value | null> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = ready();
    if (value !== null) return value;
    if (performance.now() > deadline) return null;
    await pause(lookEveryMs, signal);
  }
}
