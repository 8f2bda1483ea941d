/** Turns a queued task into the files to ingest. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../core/config.ts';
import { AppError } from '../core/errors.ts';
import type { JobTask } from '../core/ports.ts';
import { discover, type FoundFile, findRoot } from './discover.ts';
import type { IngestTask } from './index.ts';
import { originOf } from './origin.ts';
import { shownName, sourceName } from './source-name.ts';

/**
 * The files of a folder, or the one file.
 * @throws AppError path-unknown, path-refused
 */
export function folderTask({ path, inPlace }: Extract<JobTask, { kind: 'ingest-folder' }>, config: Config): IngestTask {
  const root = findRoot(path);
  // A single file belongs to no folder: it replaces what has its name, and its absence removes nothing.
  const origin = root.isFolder ? originOf(root.path) : '';
  return { files: [...discover(root, ownFolders(config))], root: root.path, origin, inPlace };
}

/** Our own data folder is never a document, also when it lies inside the folder that is ingested. */
function ownFolders(config: Config): readonly string[] {
  try {
    return [realpathSync.native(config.data)];
  } catch {
    // Not there yet: then it cannot be walked into either.
    return [];
  }
}

const manifestLine = z.strictObject({ file: z.string().regex(/^[0-9]+$/), source: z.string() });

/**
 * The uploaded files of a staging folder, by its manifest.
 * @throws AppError path-unknown when the folder is gone
 */
export function uploadTask({ staging }: Extract<JobTask, { kind: 'ingest-upload' }>): IngestTask {
  const root = findRoot(staging);
  const lines = readFileSync(join(root.path, 'manifest.jsonl'), 'utf8').split('\n');
  const files = lines.filter((line) => line !== '').map((line) => stagedFile(root.path, manifestLine.parse(JSON.parse(line))));
  return { files, root: root.path, origin: '', inPlace: false };
}

function stagedFile(folder: string, { file, source }: z.infer<typeof manifestLine>): FoundFile {
  const path = join(folder, file);
  try {
    return { kind: 'file', source: sourceName(source), path, sizeBytes: statSync(path).size };
  } catch (fault) {
    if (!(fault instanceof AppError)) throw fault;
    return { kind: 'refused', source: shownName(source), reason: `${fault.message}. ${fault.hint}` };
  }
}
