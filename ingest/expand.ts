/** Files inside files become documents of their own: `archive.zip/inner/a.pdf`, `letter.eml/scan.pdf`. */
import { AppError } from '../core/errors.ts';
import type { Candidate, Container } from './meet.ts';
import { shownName, sourceName } from './source-name.ts';

/** A mail in an archive in a mail is real; a fourth level is a bomb. */
const mostDepth = 3;
/** K-22: an archive of more entries than a folder of an office holds. */
const mostFiles = 10_000;
/** What one file may give in all: twice the largest single file that is read. */
const mostBytes = 512 * 1024 * 1024;

/** What has been taken out of each outermost file so far. */
export type Taken = Map<string, { files: number; bytes: number }>;

/** The files that a container gave, each to be met; those over a limit are refused, many at once in one line. Adds to `taken`. */
export function expand({ source, lineage, inner, refused }: Container, taken: Taken): readonly Candidate[] {
  const depth = lineage.depth + 1;
  const sum = taken.get(lineage.outermost) ?? { files: 0, bytes: 0 };
  taken.set(lineage.outermost, sum);
  const room = depth > mostDepth ? 0 : Math.max(0, mostFiles - sum.files);
  const candidates = inner.slice(0, room).map(({ name, bytes }): Candidate => {
    const named = innerName(source, name);
    sum.files += 1;
    sum.bytes += bytes.length;
    const reason = named.reason ?? (sum.bytes > mostBytes ? tooManyBytes : null);
    if (reason !== null) return { kind: 'refused', source: named.source, reason };
    return { kind: 'inner', source: named.source, bytes, lineage: { outermost: lineage.outermost, depth } };
  });
  const left = inner.length - candidates.length;
  if (left > 0) {
    const reason = depth > mostDepth ? tooDeep : tooManyFiles;
    candidates.push({ kind: 'refused', source: `${source}/(${left} files)`, reason });
  }
  return [
    ...candidates,
    ...refused.map(({ name, reason }) => ({ kind: 'refused', source: innerName(source, name).source, reason }) as const),
  ];
}

const tooDeep = `They lie over ${mostDepth} archives deep. Take them out and ingest them by themselves.`;
const tooManyFiles = `The outermost archive holds over ${mostFiles} files. Unpack it and ingest the folder.`;
const tooManyBytes = `The outermost archive holds over ${mostBytes / 2 ** 20} MB. Unpack it and ingest the folder.`;

function innerName(container: string, name: string): { readonly source: string; readonly reason: string | null } {
  try {
    return { source: `${container}/${sourceName(name)}`, reason: null };
  } catch (fault) {
    if (!(fault instanceof AppError)) throw fault;
    return { source: `${container}/${shownName(name)}`, reason: `${fault.message}. ${fault.hint}` };
  }
}
