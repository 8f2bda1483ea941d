/** Search workers by collection: the main loop never runs SQL on a collection. */
import { Worker } from 'node:worker_threads';
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { type FoundCollection, findCollection, unknownCollection } from '../../core/store/index.ts';
import { openRowDesk } from '../answer/rows/row-desk.ts';
import { faultOf } from '../thread-reply.ts';
import { type AccessMethod, accessOver } from './access.ts';
import { type KnownDocuments, knownDocuments } from './known-documents.ts';
import type { LocatedAccess } from './places.ts';
import type { WorkerCall, WorkerReply, WorkerStart } from './worker.ts';

/** Open workers at most; each costs some 20 MB, so the least recently used one is closed above that. */
const mostWorkers = 8;

export interface CollectionPool {
  /**
   * The collection that is there now. What is asked of it after its file is gone fails, also when there is another one of
   * its name by then. @throws AppError collection-unknown; collection-busy while it is being deleted
   */
  access(name: string): LocatedAccess;
  /** Fires when the collection is let go of in order to be deleted: what was read of it is not to be told any further. */
  gone(name: string): AbortSignal;
  /** Closes the workers of a collection, before its file is deleted. */
  release(name: string): Promise<void>;
  /** Lets go of its table rows, when a document was removed. */
  forgetRows(name: string): void;
  close(): Promise<void>;
}

interface OpenWorker {
  readonly name: string;
  readonly worker: Worker;
  readonly documents: KnownDocuments;
  readonly waiting: Map<number, { resolve(value: unknown): void; reject(fault: unknown): void }>;
  next: number;
}

export function openCollectionPool(config: Config): CollectionPool {
  // By the identity of the file. Insertion order is the order of last use.
  const workers = new Map<string, OpenWorker>();
  const rows = openRowDesk(config);
  const leaving = new Map<string, AbortController>();

  function opened(found: FoundCollection): OpenWorker {
    const { identity } = found;
    const entry = workers.get(identity) ?? startWorker(config, found, (gone) => forget(identity, gone));
    workers.delete(identity);
    workers.set(identity, entry);
    closeIdleAbove(workers);
    return entry;
  }

  function forget(identity: string, entry: OpenWorker): void {
    if (workers.get(identity) === entry) workers.delete(identity);
  }

  return {
    access(name) {
      const found = findCollection(config, name);
      if (found === null) throw unknownCollection(name);
      const access = accessOver(found.name, rows.of(found), (method, input) => call(opened(found), method, input));
      return { ...access, documents: () => opened(found).documents.of(access) };
    },
    gone(name) {
      const controller = leaving.get(name) ?? new AbortController();
      leaving.set(name, controller);
      return controller.signal;
    },
    async release(name) {
      leaving.get(name)?.abort(new AppError('collection-unknown', `The collection "${name}" was deleted`, 'Its answers are gone too.'));
      leaving.delete(name);
      rows.forget(name);
      const released = [...workers].filter(([, entry]) => entry.name === name);
      for (const [identity] of released) workers.delete(identity);
      await Promise.all(released.map(([, entry]) => stopWorker(entry)));
    },
    forgetRows: rows.forget,
    async close() {
      rows.close();
      const all = [...workers.values()];
      workers.clear();
      await Promise.all(all.map(stopWorker));
    },
  };
}

function startWorker(config: Config, found: FoundCollection, onExit: (entry: OpenWorker) => void): OpenWorker {
  const { name } = found;
  const start: WorkerStart = { config, found };
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), { workerData: start });
  const entry: OpenWorker = { name, worker, documents: knownDocuments(), waiting: new Map(), next: 1 };
  worker.unref();
  worker.on('message', (reply: WorkerReply) => settle(entry, reply));
  const fail = (cause: unknown): void => {
    onExit(entry);
    const fault = new AppError(
      'internal',
      `The search worker of "${name}" stopped`,
      'Ask again; `carrel doctor` checks the collection.',
      cause,
    );
    for (const { reject } of entry.waiting.values()) reject(fault);
    entry.waiting.clear();
  };
  worker.on('error', fail);
  worker.on('exit', fail);
  return entry;
}

function call(entry: OpenWorker, method: AccessMethod, input: readonly unknown[]): Promise<unknown> {
  const id = entry.next++;
  const message: WorkerCall = { id, method, input };
  entry.worker.ref();
  return new Promise((resolve, reject) => {
    entry.waiting.set(id, { resolve, reject });
    entry.worker.postMessage(message);
  });
}

function settle(entry: OpenWorker, reply: WorkerReply): void {
  const waiting = entry.waiting.get(reply.id);
  entry.waiting.delete(reply.id);
  if (entry.waiting.size === 0) entry.worker.unref();
  if (reply.ok) waiting?.resolve(reply.value);
  else waiting?.reject(faultOf(reply));
}

function closeIdleAbove(workers: Map<string, OpenWorker>): void {
  if (workers.size <= mostWorkers) return;
  for (const [name, entry] of workers) {
    if (entry.waiting.size > 0) continue;
    workers.delete(name);
    void stopWorker(entry);
    return;
  }
}

async function stopWorker(entry: OpenWorker): Promise<void> {
  // Close first: a reader that is merely terminated leaves its WAL index file behind.
  await call(entry, 'close', []).catch(() => {
    // A worker that cannot close has already stopped; terminate() below is then a no-op.
  });
  await entry.worker.terminate();
}
