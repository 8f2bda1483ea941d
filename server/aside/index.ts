/** What opens, makes or checks collections as files, beside the main loop: that loop runs no SQL on them and waits for no lock. */
import { Worker } from 'node:worker_threads';
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import type { CollectionList } from '../../core/store/index.ts';
import type { Finding } from '../doctor/finding.ts';
import { faultOf, type ThreadReply } from '../thread-reply.ts';
import type { AsideCall, AsideMessage } from './worker.ts';

export interface Aside {
  list(): Promise<CollectionList>;
  /** Gives the name as it is kept. @throws AppError bad-name, collection-exists, collection-busy */
  create(name: string): Promise<string>;
  /** Reads every byte of every collection, and so has a thread of its own each time. */
  examine(): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

export function openAside(config: Config): Aside {
  let open: Thread | null = null;
  const call = (asked: AsideCall): Promise<unknown> => {
    open ??= startThread(config, () => {
      open = null;
    });
    return open.call(asked);
  };
  return {
    list: () => call({ kind: 'list' }) as Promise<CollectionList>,
    create: (name) => call({ kind: 'create', name }) as Promise<string>,
    async examine() {
      const thread = startThread(config, () => undefined);
      try {
        return (await thread.call({ kind: 'examine' })) as readonly Finding[];
      } finally {
        await thread.end();
      }
    },
    async close() {
      await open?.end();
    },
  };
}

interface Thread {
  call(asked: AsideCall): Promise<unknown>;
  /** After what was called has been done. */
  end(): Promise<void>;
}

function startThread(config: Config, onExit: () => void): Thread {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), { workerData: config });
  // Replies come in the order of the calls.
  const waiting: { resolve(value: unknown): void; reject(fault: unknown): void }[] = [];
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.unref();
  worker.on('message', (reply: ThreadReply) => {
    const first = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if (reply.ok) first?.resolve(reply.value);
    else first?.reject(faultOf(reply));
  });
  const fail = (cause: unknown): void => {
    onExit();
    const fault = new AppError(
      'internal',
      'The thread that looks after the collections stopped',
      'Try again; `carrel doctor` checks them.',
      cause,
    );
    for (const { reject } of waiting.splice(0)) reject(fault);
  };
  worker.on('error', fail);
  worker.on('exit', fail);
  return {
    call(asked) {
      worker.ref();
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(asked);
      });
    },
    async end() {
      // Asked, not terminated: a thread that is ended inside SQLite, or while it loads it, takes the process with it.
      worker.ref();
      worker.postMessage({ kind: 'end' } satisfies AsideMessage);
      await exited;
    },
  };
}
