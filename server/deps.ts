/** Everything the doors need, chosen once from the config. */
import type { Config } from '../core/config.ts';
import type { AppStore } from '../core/ports.ts';
import { openAppStore } from '../core/store/index.ts';
import { type Aside, openAside } from './aside/index.ts';
import type { IngestProcess } from './ingest-process.ts';
import { startIngestProcess } from './ingest-process.ts';
import type { CollectionPool } from './search/pool.ts';
import { openCollectionPool } from './search/pool.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { type ServerWarmUps, startWarmUps } from './warm-up/index.ts';

export interface ServerDeps {
  readonly config: Config;
  readonly app: AppStore;
  readonly collections: CollectionPool;
  readonly aside: Aside;
  readonly ingest: IngestProcess;
  readonly warmUps: ServerWarmUps;
  /** Fires when the server is being stopped: whoever waits for an answer is told, instead of being cut off. */
  readonly farewell: AbortController;
  readonly version: string;
}

export function openServerDeps(config: Config, version: string): ServerDeps {
  const app = openAppStore(config);
  sweepUploads(config.data, app);
  const collections = openCollectionPool(config);
  const aside = openAside(config);
  const ingest = startIngestProcess(config);
  const warmUps = startWarmUps(config, app, collections);
  return { config, app, collections, aside, ingest, warmUps, farewell: new AbortController(), version };
}

export async function closeServerDeps(deps: ServerDeps): Promise<void> {
  // First: it reads collections and asks models.
  await deps.warmUps.close();
  await Promise.all([deps.ingest.stop(), deps.collections.close(), deps.aside.close()]);
  deps.app.close();
}
