/** Waiting before a model, as events that people see. */
import { AppError } from '../../../core/errors.ts';
import { abortFault } from '../../../core/outbound.ts';
import type { GenerateEvent } from '../../../core/ports.ts';
import type { Line, Ticket } from './line.ts';

/** The expected wait is told again this often, when nobody came or went meanwhile. */
const tellEveryMs = 5_000;

/** Lets the time pass that nobody has to have asked. */
export async function* quiet(line: Line, milliseconds: number, signal: AbortSignal): AsyncIterable<GenerateEvent> {
  for (let leftMs = milliseconds - line.quietMs(); leftMs > 0; leftMs = milliseconds - line.quietMs()) {
    const total = Math.max(1, line.people());
    yield { type: 'progress', phase: 'waiting', done: 0, total, etaMs: null };
    await movedWithin(new Promise(() => undefined), Math.min(leftMs, tellEveryMs), signal);
  }
}

/** Waits for one's turn, with place and expected wait. @throws AppError model-busy when it does not come in time */
export async function* turn(ticket: Ticket, model: string, longestMs: number, signal: AbortSignal): AsyncIterable<GenerateEvent> {
  const deadlineMs = performance.now() + longestMs;
  // Others may come and be served before; then there are more than at first.
  let total = 0;
  for (let place = ticket.place(); place > 0; place = ticket.place()) {
    const moved = ticket.moved();
    total = Math.max(total, place);
    yield { type: 'progress', phase: 'waiting', done: total - place, total, etaMs: ticket.expectedMs() };
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0) throw longWait(model, place, longestMs);
    await movedWithin(moved, Math.min(leftMs, tellEveryMs), signal);
  }
}

/** Resolves when somebody moves or the time is over. @throws the fault of the signal */
async function movedWithin(moved: Promise<void>, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw abortFault(signal);
  const outcome = Promise.withResolvers<void>();
  const abort = () => outcome.reject(abortFault(signal));
  signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(outcome.resolve, milliseconds);
  void moved.then(outcome.resolve);
  try {
    await outcome.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

function longWait(model: string, before: number, longestMs: number): AppError {
  const minutes = Math.max(1, Math.round(longestMs / 60_000));
  return new AppError(
    'model-busy',
    `After ${minutes} min there are still ${before} before this question to ${model}`,
    'Ask again later, or choose a smaller model: it answers sooner.',
  );
}
