/** Server-sent events as a ReadableStream, so that closing the page aborts the work behind it. */
import { logFault, problemOf } from './errors.ts';

export interface ServerEvent {
  readonly name: string;
  readonly data: unknown;
}

/** An answer with all of its events is some 100 kB; who has left this much unread reads no more. */
const mostUnreadBytes = 4 * 1024 * 1024;
/** From here on a step of the progress is left out: the next one says the same and more. */
const muchUnreadBytes = 64 * 1024;

/** Proxies and browsers drop silent connections; a comment line every so often keeps them open. */
const heartbeatMs = 15_000;

/**
 * Streams events; a fault after the start becomes `event: problem` and ends the stream, and so does the farewell of a
 * server that is being stopped. `produce` gets a signal that fires then, or when the client goes away.
 *
 * Nobody waits for a client that reads slowly, for a model would wait with it: such a client misses steps of the progress,
 * and its stream ends when too much is unread.
 */
export function eventStream(
  request: Request,
  farewell: AbortSignal,
  produce: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
): Response {
  const encoder = new TextEncoder();
  const stop = new AbortController();
  if (request.signal.aborted) stop.abort();
  else request.signal.addEventListener('abort', () => stop.abort(), { once: true });

  const unreadOf = (controller: ReadableStreamDefaultController): number => mostUnreadBytes - (controller.desiredSize ?? mostUnreadBytes);
  const send = (controller: ReadableStreamDefaultController<Uint8Array>, text: string): void => {
    if (stop.signal.aborted) return;
    controller.enqueue(encoder.encode(text));
    if (unreadOf(controller) <= mostUnreadBytes) return;
    stop.abort();
    controller.error(new Error('The client does not read'));
  };

  const body = new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        const heartbeat = setInterval(() => {
          if (unreadOf(controller) === 0) send(controller, ': alive\n\n');
        }, heartbeatMs);
        try {
          for await (const event of produce(AbortSignal.any([stop.signal, farewell]))) {
            if (event.name !== 'progress' || unreadOf(controller) < muchUnreadBytes) send(controller, frame(event));
          }
        } catch (fault) {
          const problem = problemOf(farewell.aborted ? farewell.reason : fault);
          if (problem.code === 'internal' && !stop.signal.aborted) logFault(fault);
          send(controller, frame({ name: 'problem', data: problem }));
        } finally {
          clearInterval(heartbeat);
          if (!stop.signal.aborted) controller.close();
        }
      },
      cancel() {
        stop.abort();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: mostUnreadBytes }),
  );
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}

function frame(event: ServerEvent): string {
  return `event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
