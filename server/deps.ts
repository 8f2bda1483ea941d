/** Everything the doors need, chosen once from the config. */
import type { Config } from '../core/config.ts';
import type { AppStore } from '../core/ports.ts';
import { openAppStore } from '../core/store/index.ts';
import type { IngestProcess } from './ingest-process.ts';
import { startIngestProcess } from './ingest-process.ts';
import type { CollectionPool } from './search/pool.ts';
import { openCollectionPool } from './search/pool.ts';
import { sweepUploads } from './sweep-uploads.ts';

export interface ServerDeps {
  readonly config: Config;
  readonly app: AppStore;
  readonly collections: CollectionPool;
  readonly ingest: IngestProcess;
  readonly version: string;
}

export function openServerDeps(config: Config, version: string): ServerDeps {
  const app = openAppStore(config);
  sweepUploads(config.data, app);
  return { config, app, collections: openCollectionPool(config), ingest: startIngestProcess(config), version };
}

export async function closeServerDeps(deps: ServerDeps): Promise<void> {
  await Promise.all([deps.ingest.stop(), deps.collections.close()]);
  deps.app.close();
}
