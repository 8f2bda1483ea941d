/** What the answers of a model say about its cache, kept in mind as they pass. */
import { AppError, type ErrorCode } from '../../../core/errors.ts';
import type { GenerateEvent, GenerateRequest, Generator } from '../../../core/ports.ts';
import { forget, remember, rememberPart } from './held.ts';
import type { Ticket } from './line.ts';
import { readSoFar } from './read-so-far.ts';

/** After one of these nobody knows what is left in the cache. */
const lostCaches: readonly ErrorCode[] = ['model-failed', 'model-unreachable', 'model-out-of-memory', 'model-stream-broken', 'prompt-cut'];

/** Passes the answer on, and keeps in mind what the model has read for it. */
export async function* remembered(
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
