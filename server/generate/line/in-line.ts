/** A generator before which people stand in line: they see their place and the wait, and nobody waits for ever. */
import { AppError, type ErrorCode } from '../../../core/errors.ts';
import { abortFault } from '../../../core/outbound.ts';
import type { GenerateEvent, GenerateRequest, Generator } from '../../../core/ports.ts';
import { forget, remember, rememberPart } from './held.ts';
import { type Line, openLine, type Ticket } from './line.ts';
import { readSoFar } from './read-so-far.ts';

export interface LineLimits {
  readonly mostWaiting: number;
  readonly longestWaitMs: number;
  /** So long nobody has to have asked before something is read ahead. */
  readonly quietMs: number;
}

const usualLimits: LineLimits = {
  // Six people behind one long answer is already half an hour on a laptop.
  mostWaiting: 16,
  // Two cold readings of 200,000 tokens on a laptop (ollama-gemma.md §2.4). Nobody looks at a page for longer.
  longestWaitMs: 30 * 60_000,
  // Whoever has just read an answer often asks again; reading other documents would drive theirs out of the cache.
  quietMs: 30_000,
};

const lines = new Map<string, Line>();

/** The line of this key; it stays, because it knows how long answers take. */
export function lineOf(key: string): Line {
  const line = lines.get(key) ?? openLine();
  lines.set(key, line);
  return line;
}

/**
 * The same generator, served one at a time among all that share the key.
 * @throws AppError model-busy when the line is full, or when the turn does not come in time.
 */
export function inLine(key: string, generator: Generator, limits: LineLimits = usualLimits): Generator {
  const { model } = generator;
  return {
    ...generator,
    async *generate(request, signal): AsyncIterable<GenerateEvent> {
      const line = lineOf(key);
      const isBackground = request.readsAhead === true;
      const people = line.people();
      if (!isBackground && people > limits.mostWaiting) throw fullLine(model.id, people);
      if (isBackground) yield* quiet(line, limits.quietMs, signal);
      const ticket = line.enter(request.prompt.prefix, isBackground);
      const stop = AbortSignal.any([signal, ticket.givesWay]);
      let isComplete = false;
      try {
        yield* wait(ticket, model.id, isBackground ? Number.POSITIVE_INFINITY : limits.longestWaitMs, stop);
        yield* remembered(generator, request, ticket, stop);
        isComplete = true;
      } finally {
        ticket.leave(isComplete);
      }
    },
  };
}

/** The expected wait is told again this often, when nobody came or went meanwhile. */
const tellEveryMs = 5_000;

/** Lets the time pass that nobody has to have asked. */
async function* quiet(line: Line, milliseconds: number, signal: AbortSignal): AsyncIterable<GenerateEvent> {
  for (let leftMs = milliseconds - line.quietMs(); leftMs > 0; leftMs = milliseconds - line.quietMs()) {
    const total = Math.max(1, line.people());
    yield { type: 'progress', phase: 'waiting', done: 0, total, etaMs: null };
    await movedWithin(new Promise(() => undefined), Math.min(leftMs, tellEveryMs), signal);
  }
}

async function* wait(ticket: Ticket, model: string, longestMs: number, signal: AbortSignal): AsyncIterable<GenerateEvent> {
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

/** After one of these nobody knows what is left in the cache. */
const lostCaches: readonly ErrorCode[] = ['model-failed', 'model-unreachable', 'model-out-of-memory', 'model-stream-broken', 'prompt-cut'];

/** Passes the answer on, and keeps in mind what the model has read for it. */
async function* remembered(
  generator: Generator,
  request: GenerateRequest,
  ticket: Ticket,
  signal: AbortSignal,
): AsyncIterable<GenerateEvent> {
  const { model } = generator;
  const read = readSoFar(request.prompt.tokens);
  let isSettled = false;
  try {
    for await (const event of generator.generate(request, signal)) {
      read.see(event);
      const remainingMs = read.remainingMs();
      if (remainingMs !== null) ticket.remains(remainingMs);
      if (event.type === 'progress' && event.phase === 'loading') forget(model);
      if (event.type === 'end') {
        remember(model, request.prompt, event.usage);
        isSettled = true;
      }
      yield event;
    }
  } catch (fault) {
    if (fault instanceof AppError && lostCaches.includes(fault.code)) {
      forget(model);
      isSettled = true;
    }
    throw fault;
  } finally {
    // Stopped on the way: what was read stays in the cache.
    if (!isSettled && read.hasBegun()) rememberPart(model, request.prompt, read.tokens());
  }
}

function fullLine(model: string, waiting: number): AppError {
  return new AppError('model-busy', `${waiting} questions already wait for ${model}`, 'Ask again in some minutes.');
}

function longWait(model: string, before: number, longestMs: number): AppError {
  const minutes = Math.max(1, Math.round(longestMs / 60_000));
  return new AppError(
    'model-busy',
    `After ${minutes} min there are still ${before} before this question to ${model}`,
    'Ask again later, or choose a smaller model: it answers sooner.',
  );
}
