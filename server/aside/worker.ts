/** The thread of what concerns collections as files: one call after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../../core/config.ts';
import { createCollection, listCollections } from '../../core/store/index.ts';
import { collections } from '../doctor/collections.ts';
import { replyOf } from '../thread-reply.ts';

export type AsideCall = { readonly kind: 'list' } | { readonly kind: 'create'; readonly name: string } | { readonly kind: 'examine' };
export type AsideMessage = AsideCall | { readonly kind: 'end' };

const config = workerData as Config;
const port = parentPort;
if (port === null) throw new Error('aside/worker.ts is started as a worker thread');

port.on('message', (message: AsideMessage) => {
  // Without its port nothing holds the thread.
  if (message.kind === 'end') port.close();
  else port.postMessage(replyOf(() => done(message)));
});

function done(call: AsideCall): unknown {
  switch (call.kind) {
    case 'list':
      return listCollections(config);
    case 'create':
      return createCollection(config, call.name);
    case 'examine':
      return collections(config);
  }
}
