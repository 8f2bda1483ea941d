/** A search worker: one collection, one read-only connection, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { openReader } from '../../core/store/index.ts';
import { type AccessMethod, callMethod } from './access.ts';
import { type LocatedCollection, located } from './places.ts';
import { searchable } from './search.ts';
import { fusionWeights } from './weights.ts';

export interface WorkerStart {
  readonly config: Config;
  readonly name: string;
}

export interface WorkerCall {
  readonly id: number;
  readonly method: AccessMethod;
  readonly input: readonly unknown[];
}

export type WorkerReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly code: string | null; readonly message: string; readonly hint: string };

const { config, name } = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error('search/worker.ts is started as a worker thread');

let opened: LocatedCollection | null = null;

function collection(): LocatedCollection {
  opened ??= located(searchable(openReader(config, name), fusionWeights(config)));
  return opened;
}

port.on('message', (call: WorkerCall) => {
  port.postMessage(reply(call));
});

function reply(call: WorkerCall): WorkerReply {
  try {
    return { id: call.id, ok: true, value: callMethod(collection(), call.method, call.input) };
  } catch (error) {
    // Class identity is lost between threads, so the fault travels as its fields.
    const known = error instanceof AppError;
    const message = error instanceof Error ? error.message : String(error);
    return { id: call.id, ok: false, code: known ? error.code : null, message, hint: known ? error.hint : '' };
  }
}
