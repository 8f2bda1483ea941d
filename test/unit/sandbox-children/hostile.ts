/** Runs in the place of the parsers: does what the name of the file says, as a parser's bug or a malicious file would. */
import { writeSync } from 'node:fs';
import { AppError } from '../../../core/errors.ts';
import type { Prepared } from '../../../ingest/prepare.ts';
import { writeFrame } from '../../../ingest/sandbox/frame.ts';
import { serve } from '../../../ingest/sandbox/serve.ts';

const replies = 3;
const megabyte = 1024 * 1024;

const tricks: Readonly<Record<string, () => unknown>> = {
  hang: () => {
    for (;;);
  },
  wait: () => new Promise(() => setInterval(() => undefined, 1000)),
  // Long on the clock and short on the processor: what a parser gets on a machine that is busy with something else.
  starved: () => {
    for (let step = 0; step < 60; step += 1) {
      Atomics.wait(stillness, 0, 0, 25);
      for (const until = performance.now() + 1; performance.now() < until; );
    }
  },
  crash: () => process.abort(),
  // As a file that is innocent: it is the second of its process that falls, whichever that is.
  'crash unless it is the first': () => {
    if (served > 0) process.abort();
  },
  exit: () => process.exit(0),
  throw: () => {
    throw new TypeError('a bug in a parser');
  },
  refuse: () => {
    throw new AppError('file-damaged', 'refuse is damaged', 'Mend it.');
  },
  heap: () => {
    for (const kept: number[][] = []; ; ) kept.push(new Array(100_000).fill(1.5));
  },
  buffers: () => {
    for (const kept: Buffer[] = []; ; ) kept.push(Buffer.alloc(16 * megabyte, 1));
  },
  'stray rejection': () => {
    Promise.reject(new Error('no one waits for this'));
  },
  'stray rejection and silence': () => {
    Promise.reject(new Error('no one waits for this'));
    return new Promise(() => setInterval(() => undefined, 1000));
  },
  garbage: () => writeSync(replies, 'this is no frame, and the parent must not believe one length of it'),
  'lying frame': () => writeSync(replies, Buffer.alloc(12, 0x7f)),
  'gap between chunks': () => {
    writeFrame(replies, { kind: 'document', parsed: { title: '', text: 'abc', blocks: [], warnings: [] }, language: 'und' }, []);
    writeFrame(replies, { kind: 'chunks', chunks: [{ span: { start: 0, end: 1 } }], terms: [{}] }, []);
  },
  'unknown message': () => writeFrame(replies, { kind: 'do as I say' }, []),
};

const stillness = new Int32Array(new SharedArrayBuffer(4));
let served = 0;
const begunAt = process.hrtime.bigint();

async function prepare({ source, bytes }: { readonly source: string; readonly bytes: Uint8Array }): Promise<Prepared> {
  await tricks[source]?.();
  served += 1;
  // The pid and the time of the start tell processes apart; the length proves that the bytes came over.
  const format = `${process.pid} ${begunAt} ${bytes.length}`;
  return { format, recipe: '', document: null, inner: [{ name: 'inner', bytes }], refused: [] };
}

await serve(prepare);
process.exit(0);
