import { AppError } from '../../core/errors.ts';

/** @throws AppError cancelled, as soon as the signal says so. */
export function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

/** The promise's outcome, or a fault at once when the signal comes first; the work behind the promise is then forgotten. */
export function orCancelled<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  if (signal.aborted) {
    // Its own failure, if any, no longer interests anybody.
    work.catch(() => {});
    return Promise.reject(cancelled());
  }
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(cancelled());
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

export const cancelled = (): AppError => new AppError('cancelled', 'The question was stopped', 'Ask again to get an answer.');
