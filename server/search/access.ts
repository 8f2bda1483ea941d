import type { Config } from '../../core/config.ts';
import { findCollection, unknownCollection } from '../../core/store/index.ts';
import { openRowDesk, type RowReader } from '../answer/rows/row-desk.ts';
import type { LocatedAccess, LocatedCollection } from './places.ts';

/** The methods of a collection that may be called from another thread. */
const accessMethods = [
  'summary',
  'documents',
  'document',
  'original',
  'chunks',
  'chunksById',
  'slice',
  'images',
  'legs',
  'namePlaces',
  'search',
  'places',
  'termHolders',
  'wordHolders',
  'wordPlaces',
  'sectionCounts',
  'documentPage',
  'documentPageAsJson',
  'servingEmbedder',
  'close',
] as const;

export type AccessMethod = (typeof accessMethods)[number];

/** Builds the asynchronous form over one `call` function; both the worker pool and the in-process form use it. */
export function accessOver(
  name: string,
  rows: RowReader,
  call: (method: AccessMethod, input: readonly unknown[]) => Promise<unknown>,
): LocatedAccess {
  const methods = accessMethods.map((method) => [method, (...input: readonly unknown[]) => call(method, input)] as const);
  // The entries are exactly accessMethods, which the test compares with the port: checked there, asserted here.
  return { name, rows, ...Object.fromEntries(methods) } as unknown as LocatedAccess;
}

/** A collection opened in this thread, behind the same interface. For the command line, which has no loop to protect. */
export function inProcessAccess(collection: LocatedCollection, config: Config): LocatedAccess {
  const found = findCollection(config, collection.name);
  if (found === null) throw unknownCollection(collection.name);
  const rows = openRowDesk(config);
  const access = accessOver(collection.name, rows.of(found), async (method, input) => callMethod(collection, method, input));
  return {
    ...access,
    async close() {
      rows.close();
      await access.close();
    },
  };
}

export function callMethod(collection: LocatedCollection, method: AccessMethod, input: readonly unknown[]): unknown {
  const operation = collection[method] as (...values: readonly unknown[]) => unknown;
  return operation.apply(collection, [...input]);
}
