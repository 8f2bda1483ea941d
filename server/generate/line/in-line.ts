/** A generator before which people stand in line: they see their place and the wait, and nobody waits for ever. */
import { AppError } from '../../../core/errors.ts';
import type { GenerateEvent, Generator } from '../../../core/ports.ts';
import { type Line, openLine } from './line.ts';
import { remembered } from './remembering.ts';
import { quiet, turn } from './waiting.ts';

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
      if (isBackground && request.isWanted !== true) yield* quiet(line, limits.quietMs, signal);
      const ticket = line.enter(request.prompt.prefix, isBackground);
      const stop = AbortSignal.any([signal, ticket.givesWay]);
      let isComplete = false;
      try {
        yield* turn(ticket, model.id, isBackground ? Number.POSITIVE_INFINITY : limits.longestWaitMs, stop);
        yield* remembered(generator, request, ticket, stop);
        isComplete = true;
      } finally {
        ticket.leave(isComplete);
      }
    },
  };
}

function fullLine(model: string, waiting: number): AppError {
  return new AppError('model-busy', `${waiting} questions already wait for ${model}`, 'Ask again in some minutes.');
}
