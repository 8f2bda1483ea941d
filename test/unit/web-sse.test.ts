import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEvent, readEvents, type ServerEvent } from '../../web/api/sse.ts';

async function eventsOf(chunks: readonly Uint8Array[]): Promise<readonly ServerEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return Array.fromAsync(readEvents(body));
}

const stream = 'event: text-delta\ndata: {"text":"سلام é"}\n\n: alive\n\nevent: answer-end\r\ndata: {"a":\r\ndata: 1}\r\n\r\n';
const events = [
  { event: 'text-delta', data: '{"text":"سلام é"}' },
  { event: 'answer-end', data: '{"a":\n1}' },
];

test('events are the same wherever the network cuts the bytes', async () => {
  const bytes = new TextEncoder().encode(stream);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }), async (cuts) => {
      const edges = [0, ...cuts.toSorted((first, second) => first - second), bytes.length];
      const chunks = edges.slice(1).map((end, index) => bytes.slice(edges[index], end));
      expect(await eventsOf(chunks)).toEqual(events);
    }),
  );
});

test('an event without its blank line is not an event', async () => {
  expect(await eventsOf([new TextEncoder().encode('event: answer-end\ndata: {}\n')])).toEqual([]);
});

test('leaving the loop closes the connection', async () => {
  let isClosed = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode('data: 1\n\n'));
    },
    cancel() {
      isClosed = true;
    },
  });
  for await (const event of readEvents(body)) {
    expect(event.data).toBe('1');
    break;
  }
  expect(isClosed).toBe(true);
});

test('a block without an event name is a message, and one without data is nothing', () => {
  expect(parseEvent('data:x')).toEqual({ event: 'message', data: 'x' });
  expect(parseEvent('event: ping')).toBeNull();
});
