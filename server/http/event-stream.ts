/** Server-sent events as a ReadableStream, so that closing the page aborts the work behind it. */
import { logFault, problemOf } from './errors.ts';

export interface ServerEvent {
  readonly name: string;
  readonly data: unknown;
}

/** Proxies and browsers drop silent connections; a comment line every so often keeps them open. */
const heartbeatMs = 15_000;

/**
 * Streams events; a fault after the start becomes `event: problem` and ends the stream, and so does the farewell of a
 * server that is being stopped. `produce` gets a signal that fires then, or when the client goes away.
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

  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string): void => {
        if (!stop.signal.aborted) controller.enqueue(encoder.encode(text));
      };
      const heartbeat = setInterval(() => send(': alive\n\n'), heartbeatMs);
      try {
        for await (const event of produce(AbortSignal.any([stop.signal, farewell]))) send(frame(event));
      } catch (fault) {
        const problem = problemOf(farewell.aborted ? farewell.reason : fault);
        if (problem.code === 'internal' && !stop.signal.aborted) logFault(fault);
        send(frame({ name: 'problem', data: problem }));
      } finally {
        clearInterval(heartbeat);
        if (!stop.signal.aborted) controller.close();
      }
    },
    cancel() {
      stop.abort();
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}

function frame(event: ServerEvent): string {
  return `event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
