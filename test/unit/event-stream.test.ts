/** Streams of events to clients that do not read them. */
import { expect, test } from 'vitest';
import { eventStream, type ServerEvent } from '../../server/http/event-stream.ts';

const request = new Request('http://localhost/');
const never = new AbortController().signal;

async function* events(
  name: string,
  count: number,
  onEnd: (sent: number, signal: AbortSignal) => void,
  signal: AbortSignal,
): AsyncIterable<ServerEvent> {
  let sent = 0;
  try {
    for (; sent < count && !signal.aborted; sent += 1) yield { name, data: 'x'.repeat(1_000) };
  } finally {
    onEnd(sent, signal);
  }
}

test('a client that reads nothing of a long run of progress misses steps, and the work goes on', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const response = eventStream(request, never, (signal) => events('progress', 10_000, resolve, signal));
  expect(await promise).toBe(10_000);
  const received = await response.text();
  expect(received.length).toBeLessThan(200_000);
});

test('a client that leaves megabytes of an answer unread loses its stream, and the work behind it stops', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const response = eventStream(request, never, (signal) => events('text-delta', 10_000, resolve, signal));
  expect(await promise).toBeLessThan(5_000);
  await expect(response.text()).rejects.toThrow();
});
