/** Decides which documents an ingest removes. When in doubt, none: a share that is not mounted looks like an empty folder. */
import type { KnownFiles } from './known-files.ts';

export interface Tour {
  /** Empty for uploads and single files: they remove nothing of others. */
  readonly origin: string;
  /** Sources that this run met, whatever became of them. */
  readonly met: ReadonlySet<string>;
  /** Sources that are as they were: what was taken out of them is still in them. */
  readonly untouched: ReadonlySet<string>;
  /** Folders that could not be listed: nothing is known about what lies in them. */
  readonly closedFolders: readonly string[];
}

/** Sources of documents whose files are gone. */
export function vanished(tour: Tour, known: KnownFiles): readonly string[] {
  const still = new Set([...tour.met, ...[...tour.untouched].flatMap((source) => known.innerOf(source))]);
  const suspects = new Set([...tour.met].flatMap((source) => known.innerOf(source)));
  const isWholeFolder = tour.origin !== '' && tour.met.size > tour.closedFolders.length;
  if (isWholeFolder) for (const source of known.ofOrigin(tour.origin)) suspects.add(source);
  return [...suspects].filter((source) => !still.has(source) && !tour.closedFolders.some((folder) => liesIn(source, folder)));
}

/** True when a folder that gave documents before now gives nothing at all. */
export function seemsUnmounted(tour: Tour, known: KnownFiles): boolean {
  return tour.origin !== '' && tour.met.size === tour.closedFolders.length && known.ofOrigin(tour.origin).length > 0;
}

function liesIn(source: string, folder: string): boolean {
  return folder === '.' || source.startsWith(`${folder}/`);
}
