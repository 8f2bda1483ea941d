/**
 * Looks at everything Carrel needs and says what is wrong, each finding with its remedy. Changes nothing and asks no
 * model; what a model does when it is asked is tried in try/.
 */
import type { Config } from '../../core/config.ts';
import { listModels } from '../generate/index.ts';
import { dataFolder } from './data-folder.ts';
import { embedder } from './embedder.ts';
import type { Finding } from './finding.ts';
import { models } from './models.ts';
import { network } from './network.ts';
import { queue } from './queue.ts';
import { runtime } from './runtime.ts';
import { servers } from './servers.ts';

/** `collections` looks at the files of the collections (collections.ts): every byte of them, so a server does it beside its loop. */
export async function examine(
  config: Config,
  collections: () => Promise<readonly Finding[]>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found = await listModels(config, signal);
  const here = [runtime(), await dataFolder(config), await collections(), await embedder(config, found, signal), queue(config)];
  const asked = [await servers(config, found, signal), await models(config, found)];
  return [...here, ...asked, network()].flat();
}
