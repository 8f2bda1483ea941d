/** Recognises a folder that lies somewhere else now: its documents are the ones that are known, and not others of the same names. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import type { FoundFile } from './discover.ts';
import type { IngestDeps, IngestTask } from './index.ts';
import { type KnownFiles, knownFiles } from './known-files.ts';
import { originOf } from './origin.ts';
import { readWhole } from './read-file.ts';

/** Of the files that are compared byte for byte, and of the names: a folder that was moved may have been worked on since. */
const leastShare = 0.5;
/** Enough to tell; the smallest, so that little is read twice. */
const mostCompared = 20;

type File = Extract<FoundFile, { kind: 'file' }>;

/**
 * Gives the task's folder the documents of one that was ingested from a place where nothing is any more, and that held the
 * same. A folder that is still there was copied, and each keeps its own.
 */
export async function followMoved(task: IngestTask, { writer, app, config }: Pick<IngestDeps, 'writer' | 'app' | 'config'>): Promise<void> {
  const known = knownFiles(writer);
  if (task.origin === '' || known.ofOrigin(task.origin).length > 0) return;
  for (const path of app.ingestedPaths(writer.name)) {
    const root = realPathOfGone(path);
    const origin = root === null ? '' : originOf(root);
    if (root === null || !(await holdsTheSame(task, known, origin, config.maxFileBytes))) continue;
    writer.moveOrigin({ origin, root }, task);
    return;
  }
}

/** The real path that was there, by what is left of the way to it; null when something is there. */
function realPathOfGone(path: string): string | null {
  const rest: string[] = [];
  for (let above = path; ; above = dirname(above)) {
    try {
      const real = realpathSync.native(above);
      return rest.length === 0 ? null : join(real, ...rest);
    } catch (fault) {
      // Only what is surely gone has moved: a disk that does not answer may come back.
      if ((fault as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(above) === above) return null;
      rest.unshift(basename(above));
    }
  }
}

async function holdsTheSame(task: IngestTask, known: KnownFiles, origin: string, maxFileBytes: number): Promise<boolean> {
  const before = new Set(known.ofOrigin(origin));
  const inner = new Set([...before].flatMap((source) => known.innerOf(source)));
  const isHere = (file: FoundFile): file is File => file.kind === 'file' && before.has(file.source) && known.file(file.source)?.hash !== '';
  const here = task.files.filter(isHere).toSorted((one, other) => one.sizeBytes - other.sizeBytes);
  if (here.length === 0 || here.length < leastShare * (before.size - inner.size)) return false;
  const compared = here.slice(0, mostCompared);
  let same = 0;
  for (const file of compared) if (await isSame(task, file, known.file(file.source)?.hash, maxFileBytes)) same += 1;
  return same >= leastShare * compared.length;
}

async function isSame({ root }: IngestTask, { path, source }: File, hash: string | undefined, maxFileBytes: number): Promise<boolean> {
  try {
    return sha256(await readWhole(root, path, source, maxFileBytes)) === hash;
  } catch (fault) {
    // Why it cannot be read is told when it is met.
    if (fault instanceof AppError) return false;
    throw fault;
  }
}
