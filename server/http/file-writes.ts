/** Writes many streams to files, few of them at one time: each that is open has a descriptor. */
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A disk is kept busy by a few; the limit is 200 descriptors in all. */
const mostOpen = 32;

export interface FileWrites {
  /** Begins to write, now or when another has ended. */
  add(stream: Readable, path: string): void;
  /** Resolves when every file that came has begun to be written: until then no more should be brought. */
  begun(): Promise<void>;
  /** Resolves when all are written. Rejects when one could not be. */
  written(): Promise<void>;
  /** Resolves when nothing is written any more; what has not begun never does. */
  stop(): Promise<void>;
}

/** `onFault` is told of the first write that failed. */
export function fileWrites(onFault: (fault: Error) => void): FileWrites {
  const open = new Set<Promise<void>>();
  const waiting: { readonly stream: Readable; readonly path: string }[] = [];
  let fault: Error | null = null;
  let isStopped = false;

  function beginNext(): void {
    if (isStopped || open.size >= mostOpen) return;
    const next = waiting.shift();
    if (next === undefined) return;
    const write = pipeline(next.stream, createWriteStream(next.path, { flags: 'wx' })).catch(failed);
    open.add(write);
    void write.then(() => {
      open.delete(write);
      beginNext();
    });
  }

  function failed(cause: Error): void {
    if (fault !== null) return;
    fault = cause;
    onFault(cause);
  }

  return {
    add(stream, path) {
      // One that waits for its turn has no pipeline yet that would hear of the end of the upload.
      stream.on('error', failed);
      waiting.push({ stream, path });
      beginNext();
    },
    async begun() {
      while (waiting.length > 0 && fault === null) await Promise.race(open);
    },
    async written() {
      while (open.size > 0) await Promise.race(open);
      if (fault !== null) throw fault;
    },
    async stop() {
      isStopped = true;
      await Promise.all(open);
    },
  };
}
