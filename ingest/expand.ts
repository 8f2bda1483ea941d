/** Files inside files become documents of their own: `archive.zip/inner/a.pdf`, `letter.eml/scan.pdf`. */
import { AppError } from '../core/errors.ts';
import type { Candidate, Container } from './meet.ts';
import { sourceName, visible } from './source-name.ts';

/** A mail in an archive in a mail is real; a fourth level is a bomb. */
const mostDepth = 3;
/** K-22: an archive of more entries than a folder of an office holds. */
const mostFiles = 10_000;
/** What one file may give in all: twice the largest single file that is read. */
const mostBytes = 512 * 1024 * 1024;

/** What has been taken out of each outermost file so far. */
export type Taken = Map<string, { files: number; bytes: number }>;

/** The files that a container gave, each to be met; those over a limit are refused by name. Adds to `taken`. */
export function expand({ source, lineage, inner, refused }: Container, taken: Taken): readonly Candidate[] {
  const sum = taken.get(lineage.outermost) ?? { files: 0, bytes: 0 };
  taken.set(lineage.outermost, sum);
  const candidates: Candidate[] = [];
  for (const { name, bytes } of inner) {
    const named = innerName(source, name);
    sum.files += 1;
    sum.bytes += bytes.length;
    const reason = named.reason ?? limitReason(lineage.depth + 1, sum);
    if (reason !== null) candidates.push({ kind: 'refused', source: named.source, reason });
    else
      candidates.push({ kind: 'inner', source: named.source, bytes, lineage: { outermost: lineage.outermost, depth: lineage.depth + 1 } });
  }
  return [
    ...candidates,
    ...refused.map(({ name, reason }) => ({ kind: 'refused', source: innerName(source, name).source, reason }) as const),
  ];
}

function limitReason(depth: number, sum: { readonly files: number; readonly bytes: number }): string | null {
  if (depth > mostDepth) return `It lies over ${mostDepth} archives deep. Take it out and ingest it by itself.`;
  if (sum.files > mostFiles) return `The archive holds over ${mostFiles} files. Unpack it and ingest the folder.`;
  if (sum.bytes > mostBytes) return `The archive holds over ${mostBytes / 2 ** 20} MB. Unpack it and ingest the folder.`;
  return null;
}

function innerName(container: string, name: string): { readonly source: string; readonly reason: string | null } {
  try {
    return { source: `${container}/${sourceName(name)}`, reason: null };
  } catch (fault) {
    if (!(fault instanceof AppError)) throw fault;
    const shown = visible(name.replaceAll('\\', '/')).slice(0, 200);
    return { source: `${container}/${shown === '' ? '(no name)' : shown}`, reason: `${fault.message}. ${fault.hint}` };
  }
}
