/** Staging folders that no job will ever read are removed: they hold what people sent. */
import { readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AppStore } from '../core/ports.ts';

/**
 * Removes staging folders that no unfinished job names: uploads that were cut off by a crash. Call it at the start,
 * before uploads are taken.
 */
export function sweepUploads(data: string, app: AppStore): void {
  const folder = join(data, 'uploads');
  const owned = stagingFolders(app);
  for (const name of uploadsIn(folder)) {
    if (!owned.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Does the work, then removes the staging folders of jobs that it took out of the queue before they began. */
export async function sweepingUploads<Result>(data: string, app: AppStore, work: () => Result): Promise<Result> {
  const before = stagingFolders(app);
  const result = work();
  const still = stagingFolders(app);
  const freed = [...before].filter((name) => !still.has(name));
  await Promise.all(freed.map((name) => rm(join(data, 'uploads', name), { recursive: true, force: true })));
  return result;
}

/** By the name of the folder, so that a data folder that was moved keeps its uploads. */
function stagingFolders(app: AppStore): ReadonlySet<string> {
  return new Set(app.unfinished().flatMap((task) => (task.kind === 'ingest-upload' ? [basename(task.staging)] : [])));
}

function uploadsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No upload has ever come: nothing to sweep.
    return [];
  }
}
