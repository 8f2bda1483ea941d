/** Everything the doors need, chosen once from the config. */
import type { Config } from '../core/config.ts';
import type { AppStore } from '../core/ports.ts';
import { openAppStore } from '../core/store/index.ts';
import { type Aside, openAside } from './aside/index.ts';
import { claimDataFolder, type DataFolderClaim } from './data-folder.ts';
import { finishDeletions } from './deletions.ts';
import type { IngestProcess } from './ingest-process.ts';
import { startIngestProcess } from './ingest-process.ts';
import type { CollectionPool } from './search/pool.ts';
import { openCollectionPool } from './search/pool.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { type ServerWarmUps, startWarmUps } from './warm-up/index.ts';
import { keepYoungRoom } from './young-objects.ts';

export interface ServerDeps {
  readonly config: Config;
  readonly claim: DataFolderClaim;
  readonly app: AppStore;
  readonly collections: CollectionPool;
  readonly aside: Aside;
  readonly ingest: IngestProcess;
  readonly warmUps: ServerWarmUps;
  /** Fires when the server is being stopped: whoever waits for an answer is told, instead of being cut off. */
  readonly farewell: AbortController;
  readonly version: string;
}

/** @throws AppError data-folder-taken when another server has it: then nothing in it was touched */
export function openServerDeps(config: Config, version: string): ServerDeps {
  const claim = claimDataFolder(config, version);
  try {
    const deps = { ...openedIn(config), config, claim, farewell: new AbortController(), version };
    finishDeletions(deps);
    return deps;
  } catch (fault) {
    claim.release();
    throw fault;
  }
}

function openedIn(config: Config): Pick<ServerDeps, 'app' | 'collections' | 'aside' | 'ingest' | 'warmUps'> {
  keepYoungRoom();
  const app = openAppStore(config);
  sweepUploads(config.data, app);
  const collections = openCollectionPool(config);
  const aside = openAside(config);
  const ingest = startIngestProcess(config);
  const warmUps = startWarmUps(config, app, collections);
  return { app, collections, aside, ingest, warmUps };
}

export async function closeServerDeps(deps: ServerDeps): Promise<void> {
  deps.farewell.abort();
  // First: it reads collections and asks models.
  await deps.warmUps.close();
  await Promise.all([deps.ingest.stop(), deps.collections.close(), deps.aside.close()]);
  deps.app.close();
  deps.claim.release();
}
