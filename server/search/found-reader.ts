import type { Config } from '../../core/config.ts';
import type { CollectionReader } from '../../core/ports.ts';
import { type FoundCollection, findCollection, openReader, unknownCollection } from '../../core/store/index.ts';

/** Opens the collection that was found, and no other of its name. @throws AppError collection-unknown, and as openReader */
export function openFoundReader(config: Config, { name, identity }: FoundCollection): CollectionReader {
  const reader = openReader(config, name);
  // It was there before we opened it, and if it is there now it was there in between: an identity never comes back.
  if (findCollection(config, name)?.identity === identity) return reader;
  reader.close();
  throw unknownCollection(name);
}
