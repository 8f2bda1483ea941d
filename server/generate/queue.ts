/**
 * One question at a time for each model: a model server queues without limit, and two prompts in turn would drive
 * each other out of its prefix cache. People wait here, see their place, and are sent away when the line is too long.
 */
import { AppError } from '../../core/errors.ts';
import { abortFault } from '../../core/outbound.ts';
import type { GenerateEvent, Generator } from '../../core/ports.ts';

/** Six people behind one long answer is already half an hour on a laptop. */
const mostWaiting = 16;

interface Ticket {
  moved: PromiseWithResolvers<void>;
}

const lines = new Map<string, Ticket[]>();

/** The same generator, served in the order of asking among all that share the key. */
export function inLine(key: string, generator: Generator): Generator {
  return {
    model: generator.model,
    async *generate(request, signal): AsyncIterable<GenerateEvent> {
      const line = lines.get(key) ?? [];
      lines.set(key, line);
      if (line.length > mostWaiting) throw fullLine(generator.model.id, line.length);
      const ticket: Ticket = { moved: Promise.withResolvers() };
      line.push(ticket);
      try {
        yield* wait(line, ticket, signal);
        yield* generator.generate(request, signal);
      } finally {
        line.splice(line.indexOf(ticket), 1);
        for (const other of line) other.moved.resolve();
        if (line.length === 0) lines.delete(key);
      }
    },
  };
}

async function* wait(line: readonly Ticket[], ticket: Ticket, signal: AbortSignal): AsyncIterable<GenerateEvent> {
  const total = line.indexOf(ticket);
  for (let place = total; place > 0; place = line.indexOf(ticket)) {
    yield { type: 'progress', phase: 'waiting', done: total - place, total };
    if (line.indexOf(ticket) < place) continue;
    ticket.moved = Promise.withResolvers();
    await movedOrAborted(ticket.moved, signal);
  }
}

async function movedOrAborted(moved: PromiseWithResolvers<void>, signal: AbortSignal): Promise<void> {
  const abort = () => moved.reject(abortFault(signal));
  if (signal.aborted) throw abortFault(signal);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await moved.promise;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function fullLine(model: string, waiting: number): AppError {
  return new AppError('model-busy', `${waiting} questions already wait for ${model}`, 'Ask again in some minutes.');
}
