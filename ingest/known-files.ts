/** What a collection holds already, as an ingest asks for it. */
import type { CollectionWriter, KnownFile } from '../core/ports.ts';

export interface KnownFiles {
  file(source: string): KnownFile | null;
  /** All sources of one origin. */
  ofOrigin(origin: string): readonly string[];
  /** Sources of the files that were taken out of this one, at any depth. */
  innerOf(source: string): readonly string[];
}

/** Reads it once: an ingest is the only writer, and asks before it changes. */
export function knownFiles(writer: Pick<CollectionWriter, 'known'>): KnownFiles {
  const known = writer.known();
  const inner = new Map<string, string[]>();
  for (const source of known.keys()) {
    for (let slash = source.indexOf('/'); slash !== -1; slash = source.indexOf('/', slash + 1)) {
      const outer = source.slice(0, slash);
      // Only a file can be here under the name of a folder: it is then the container.
      if (!known.has(outer)) continue;
      // Grown in place: an archive may hold 100,000 files, and a copy for each is quadratic.
      const sources = inner.get(outer);
      if (sources === undefined) inner.set(outer, [source]);
      else sources.push(source);
    }
  }
  return {
    file: (source) => known.get(source) ?? null,
    ofOrigin: (origin) => [...known].filter(([, file]) => file.origin === origin).map(([source]) => source),
    innerOf: (source) => inner.get(source) ?? [],
  };
}
