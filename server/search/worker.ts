/** A search worker: one collection, one read-only connection, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../../core/config.ts';
import type { CollectionReader } from '../../core/ports.ts';
import { findCollection, openReader, unknownCollection } from '../../core/store/index.ts';
import { replyOf, type ThreadReply } from '../thread-reply.ts';
import { type AccessMethod, callMethod } from './access.ts';
import { type LocatedCollection, located } from './places.ts';
import { searchable } from './search.ts';
import { fusionWeights } from './weights.ts';

export interface WorkerStart {
  readonly config: Config;
  readonly name: string;
  /** Of the file that is to be read, and no other. */
  readonly identity: string;
}

export interface WorkerCall {
  readonly id: number;
  readonly method: AccessMethod;
  readonly input: readonly unknown[];
}

export type WorkerReply = ThreadReply & { readonly id: number };

const { config, name, identity } = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error('search/worker.ts is started as a worker thread');

let opened: LocatedCollection | null = null;

function collection(): LocatedCollection {
  opened ??= located(searchable(openedReader(), fusionWeights(config)));
  return opened;
}

function openedReader(): CollectionReader {
  const reader = openReader(config, name);
  // It was there before we opened it, and if it is there now it was there in between: an identity never comes back.
  if (findCollection(config, name)?.identity === identity) return reader;
  reader.close();
  throw unknownCollection(name);
}

port.on('message', ({ id, method, input }: WorkerCall) => {
  const reply: WorkerReply = { id, ...replyOf(() => callMethod(collection(), method, input)) };
  port.postMessage(reply);
});
