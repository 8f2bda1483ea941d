import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AppStore } from '../core/ports.ts';

/**
 * Removes staging folders that no unfinished job names: uploads that were cut off by a crash, and those of jobs that
 * were cancelled before they ran. Call it at the start, before uploads are taken.
 */
export function sweepUploads(data: string, app: AppStore): void {
  const folder = join(data, 'uploads');
  const owned = new Set(app.unfinished().flatMap((task) => (task.kind === 'ingest-upload' ? [basename(task.staging)] : [])));
  for (const name of uploadsIn(folder)) {
    if (!owned.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function uploadsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No upload has ever come: nothing to sweep.
    return [];
  }
}
