/** Gives each file that is met a source of its own: two files never share one, and none takes another folder's. */
import type { KnownFile } from '../core/ports.ts';
import type { KnownFiles } from './known-files.ts';
import { freeName } from './source-name.ts';

/** Gives out a name once. */
export type Namer = (wanted: string) => string;

/**
 * Names of one run. A name is taken when this run gave it out, or when a document from another folder holds it.
 * An upload (origin empty) is meant to replace what has its name, so only the run itself counts for it.
 */
export function namer(origin: string, known: KnownFiles): Namer {
  const given = new Set<string>();
  return (wanted) => {
    const name = freeName(wanted, (source) => given.has(source) || isOthers(known.file(source), origin));
    given.add(name);
    return name;
  };
}

function isOthers(holder: KnownFile | null, origin: string): boolean {
  return holder !== null && origin !== '' && holder.origin !== '' && holder.origin !== origin;
}
