import { collectionName } from '../../core/collection-name.ts';
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { findCollection, listCollections, openReader } from '../../core/store/index.ts';
import { inProcessAccess } from '../search/access.ts';
import { type LocatedAccess, located } from '../search/places.ts';
import { searchable } from '../search/search.ts';
import { fusionWeights } from '../search/weights.ts';

/**
 * The collection named, else the configured one, else the only one there is.
 * @throws AppError collection-unknown, collection-ambiguous
 */
export function chosenCollection(config: Config): string {
  if (config.collection !== '') return known(config, config.collection);
  const names = listCollections(config).collections.map((collection) => collection.name);
  const [only] = names;
  if (only === undefined) throw new AppError('collection-unknown', 'There is no collection yet', 'Make one: carrel ingest <folder>');
  if (names.length > 1)
    throw new AppError(
      'collection-ambiguous',
      `There are ${names.length} collections: ${names.join(', ')}`,
      `Name one: --collection "${only}"`,
    );
  return only;
}

/** By its real name, however it was spelled. */
function known(config: Config, wanted: string): string {
  const found = findCollection(config, wanted);
  if (found !== null) return found.name;
  const names = listCollections(config).collections.map((collection) => collection.name);
  const which = names.length === 0 ? 'There are none yet: carrel ingest <folder>' : `There are: ${names.join(', ')}`;
  throw new AppError('collection-unknown', `There is no collection "${collectionName(wanted)}"`, which);
}

/** Opens a collection in this process, for one command. */
export function openCollection(config: Config, name: string): LocatedAccess {
  return inProcessAccess(located(searchable(openReader(config, name), fusionWeights(config))), config);
}
