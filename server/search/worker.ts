/** A search worker: one collection, one read-only connection, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../../core/config.ts';
import type { FoundCollection } from '../../core/store/index.ts';
import { replyOf, type ThreadReply } from '../thread-reply.ts';
import { type AccessMethod, callMethod } from './access.ts';
import { openFoundReader } from './found-reader.ts';
import { type LocatedCollection, located } from './places.ts';
import { searchable } from './search.ts';
import { fusionWeights } from './weights.ts';

export interface WorkerStart {
  readonly config: Config;
  readonly found: FoundCollection;
}

export interface WorkerCall {
  readonly id: number;
  readonly method: AccessMethod;
  readonly input: readonly unknown[];
}

export type WorkerReply = ThreadReply & { readonly id: number };

const { config, found } = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error('search/worker.ts is started as a worker thread');

let opened: LocatedCollection | null = null;

function collection(): LocatedCollection {
  opened ??= located(searchable(openFoundReader(config, found), fusionWeights(config)));
  return opened;
}

port.on('message', ({ id, method, input }: WorkerCall) => {
  const reply: WorkerReply = { id, ...replyOf(() => callMethod(collection(), method, input)) };
  port.postMessage(reply);
});
