/**
 * Deleting a collection, against everybody who is at work on it. It is closed first, and stays so until its last file is
 * gone: also when this process is killed over it, since the next server goes on.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../core/errors.ts';
import { faultFigures, log } from '../core/log.ts';
import { closeCollection, closedCollections, deleteCollection, reopenCollection } from '../core/store/index.ts';
import type { ServerDeps } from './deps.ts';
import { sweepingUploads } from './sweep-uploads.ts';

/** Beyond the time that a parser may take: a running job notices that it is gone between two files. */
const graceMs = 5_000;
/** Quick enough to feel immediate, slow enough to cost nothing. */
const tryEveryMs = 50;

type DeletionDeps = Pick<ServerDeps, 'config' | 'app' | 'collections' | 'ingest' | 'warmUps' | 'farewell'>;

/**
 * Deletes it, and what answers and conversations hold of it. What has begun goes on, also when the person who asked goes away.
 * @throws AppError collection-busy when another process holds it for long: it stays closed, and goes as soon as that ends
 */
export async function deleteForGood(name: string, deps: DeletionDeps): Promise<void> {
  closeCollection(deps.config, name);
  const deletion = finished(name, deps);
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(stillHeld(name)), deps.config.parserTimeoutMs + graceMs);
  try {
    await Promise.race([deletion, late]);
  } finally {
    clearTimeout(timer);
    // Whoever asked has been told; the log hears of the rest.
    deletion.catch((fault: unknown) => logged(name, fault, deps));
  }
}

/** Deletes what was closed when the last server ended. */
export function finishDeletions(deps: DeletionDeps): void {
  for (const name of closedCollections(deps.config)) {
    finished(name, deps).catch((fault: unknown) => logged(name, fault, deps));
  }
}

async function finished(name: string, deps: DeletionDeps): Promise<void> {
  const { config, app, collections, ingest, warmUps, farewell } = deps;
  // Its jobs go with its answers; a running one notices that it has no entry any more.
  await sweepingUploads(config.data, app, () => app.forgetCollection(name));
  await collections.release(name);
  await warmUps.end(name);
  try {
    while (!isDeleted(name, deps)) await pause(tryEveryMs, undefined, { signal: farewell.signal });
  } catch (fault) {
    // Held by another process, it stays closed. Otherwise it can be deleted again once the reason is gone.
    if (!farewell.signal.aborted) reopenCollection(config, name);
    throw fault;
  }
  // Somebody who was at work when it was closed may have stored an answer meanwhile.
  app.forgetCollection(name);
  ingest.wake();
}

/** False while another process writes it. */
function isDeleted(name: string, { config }: DeletionDeps): boolean {
  try {
    deleteCollection(config, name);
    return true;
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'collection-busy') return false;
    throw fault;
  }
}

function stillHeld(name: string): AppError {
  return new AppError(
    'collection-busy',
    `Another process is still writing the collection "${name}"`,
    'It is closed to everybody, and will be gone as soon as that process ends.',
  );
}

function logged(name: string, fault: unknown, { farewell }: DeletionDeps): void {
  if (farewell.signal.aborted) return;
  log('error', 'deleting a collection', { collection: name, ...faultFigures(fault) });
}
