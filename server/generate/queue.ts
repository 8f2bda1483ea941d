/**
 * One question at a time for each model: a model server queues without limit, and two prompts in turn would drive
 * each other out of its prefix cache. People wait here, see their place, and are sent away when the line is too long.
 */
import { AppError } from '../../core/errors.ts';
import { abortFault } from '../../core/outbound.ts';
import type { GenerateEvent, Generator } from '../../core/ports.ts';

/** Six people behind one long answer is already half an hour on a laptop. */
const mostWaiting = 16;

/** So many questions over the documents that the model has just read may go before an older one over others. */
const mostOvertaking = 3;

interface Ticket {
  readonly prefix: string;
  moved: PromiseWithResolvers<void>;
}

interface Line {
  /** The first is being served. */
  readonly tickets: Ticket[];
  /** How often in a row somebody has gone before the one who waited longest. */
  overtaken: number;
}

const lines = new Map<string, Line>();

/** The same generator, served one at a time among all that share the key. */
export function inLine(key: string, generator: Generator): Generator {
  return {
    model: generator.model,
    async *generate(request, signal): AsyncIterable<GenerateEvent> {
      const line = lines.get(key) ?? { tickets: [], overtaken: 0 };
      lines.set(key, line);
      if (line.tickets.length > mostWaiting) throw fullLine(generator.model.id, line.tickets.length);
      const ticket: Ticket = { prefix: request.prompt.prefix, moved: Promise.withResolvers() };
      line.tickets.push(ticket);
      try {
        yield* wait(line, ticket, signal);
        yield* generator.generate(request, signal);
      } finally {
        leave(line, ticket);
        if (line.tickets.length === 0) lines.delete(key);
      }
    },
  };
}

async function* wait({ tickets }: Line, ticket: Ticket, signal: AbortSignal): AsyncIterable<GenerateEvent> {
  const total = tickets.indexOf(ticket);
  for (let place = total; place > 0; place = tickets.indexOf(ticket)) {
    ticket.moved = Promise.withResolvers();
    yield { type: 'progress', phase: 'waiting', done: total - place, total };
    // The line may have moved while the event was being read; then the promise is already kept.
    await movedOrAborted(ticket.moved, signal);
  }
}

/** Takes the ticket out. When it was served, one with the same documents comes next if it is fair. */
function leave(line: Line, ticket: Ticket): void {
  const place = line.tickets.indexOf(ticket);
  line.tickets.splice(place, 1);
  if (place === 0) {
    const same = line.tickets.findIndex(({ prefix }) => prefix === ticket.prefix);
    const overtakes = same > 0 && line.overtaken < mostOvertaking;
    if (overtakes) line.tickets.unshift(...line.tickets.splice(same, 1));
    line.overtaken = overtakes ? line.overtaken + 1 : 0;
  }
  for (const other of line.tickets) other.moved.resolve();
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
