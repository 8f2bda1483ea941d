/** What is left to be done when no job is: bytes of what was deleted, and files that people sent for jobs that have ended. */
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AppStore } from '../core/ports.ts';

export interface Tidying {
  /** A job has ended, or was given up: it may have left something. */
  noteJob(): void;
  /** Call it while there is nothing else to do. */
  whenIdle(): void;
}

/** Somebody reads the file just now: he will be done in a moment. */
const againAfterMs = 2_000;

export function openTidying(data: string, app: Pick<AppStore, 'owesWipe' | 'wipe' | 'ended'>, log: (line: string) => void): Tidying {
  // What a process that was killed has left.
  let mayBeLeft = true;
  let notBefore = 0;

  function wipe(): void {
    if (performance.now() < notBefore || !app.owesWipe()) return;
    try {
      app.wipe();
    } catch (fault) {
      notBefore = performance.now() + againAfterMs;
      log(`wiping is put off: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  }

  return {
    noteJob: () => {
      mayBeLeft = true;
    },
    whenIdle() {
      wipe();
      if (mayBeLeft) sweepStaging(join(data, 'uploads'), app);
      mayBeLeft = false;
    },
  };
}

/** Those of ended jobs only: others may be on their way in at this moment. */
function sweepStaging(uploads: string, app: Pick<AppStore, 'ended'>): void {
  const folders = new Set(foldersIn(uploads));
  if (folders.size === 0) return;
  for (const task of app.ended()) {
    const name = task.kind === 'ingest-upload' ? basename(task.staging) : '';
    if (folders.has(name)) rmSync(join(uploads, name), { recursive: true, force: true });
  }
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No upload has ever come.
    return [];
  }
}
