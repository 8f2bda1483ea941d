/** Documents that a person removes. It was promised, so an ingest carries these out between two batches. */
import type { Config } from '../core/config.ts';
import { AppError, type ErrorCode } from '../core/errors.ts';
import type { AppStore, CollectionWriter, JobTask, QueuedJob } from '../core/ports.ts';
import { openWriter, processOwner } from '../core/store/index.ts';
import type { IngestReport, Job } from '../core/types.ts';
import { faultReason } from './fault-reason.ts';
import { openReport } from './report.ts';
import { wipeRemoved } from './wipe-removed.ts';

export interface RemovalDeps {
  readonly config: Config;
  readonly app: AppStore;
  readonly log: (line: string) => void;
}

type Removal = QueuedJob & { readonly task: Extract<JobTask, { kind: 'remove-document' }> };

/** Where these are the reason, trying again changes nothing. Else a removal was promised, and is tried until it is done. */
const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['collection-unknown', 'collection-damaged', 'collection-newer']);

/**
 * Carries out all removals that wait, and those that were claimed already, and ends their jobs: all at once, since each
 * collection is wiped after the last of them, and that rewrites its file. Nobody can see the documents meanwhile. `opened`
 * is the collection that the caller is writing. Gives the fault for which some were put off until the disk has room.
 */
export function runRemovals(claimed: readonly QueuedJob[], opened: CollectionWriter | null, deps: RemovalDeps): AppError | null {
  const removals = [...claimed, ...waiting(deps.app)].filter(isRemoval);
  let full: AppError | null = null;
  for (const [collection, jobs] of Map.groupBy(removals, ({ job }) => job.collection)) {
    try {
      const reports = opened?.name === collection ? removed(jobs, opened, deps) : removedElsewhere(collection, jobs, deps);
      for (const [index, { job }] of jobs.entries()) deps.app.finish(job.id, 'done', reports[index] ?? null, '');
    } catch (fault) {
      for (const { job } of jobs) putOff(job, fault, deps);
      if (fault instanceof AppError && fault.code === 'disk-full') full = fault;
    }
  }
  return full;
}

function putOff({ id }: Job, fault: unknown, { app, log }: RemovalDeps): void {
  const reason = faultReason(fault, id, log);
  if (fault instanceof AppError && hopeless.has(fault.code)) app.finish(id, 'failed', null, reason);
  else app.release(id);
}

function waiting(app: AppStore): readonly QueuedJob[] {
  const claimed: QueuedJob[] = [];
  for (;;) {
    const next = app.claimRemoval(processOwner());
    if (next === null) return claimed;
    claimed.push(next);
  }
}

const isRemoval = (queued: QueuedJob): queued is Removal => queued.task.kind === 'remove-document';

function removedElsewhere(collection: string, jobs: readonly Removal[], deps: RemovalDeps): readonly IngestReport[] {
  const writer = openWriter(deps.config, collection);
  try {
    return removed(jobs, writer, deps);
  } finally {
    writer.close();
  }
}

/** One that is gone already is no fault: that is what was wanted. */
function removed(jobs: readonly Removal[], writer: CollectionWriter, { app }: RemovalDeps): readonly IngestReport[] {
  const sources = new Map(writer.documents().map(({ id, source }) => [id, source]));
  const books = jobs.map(({ task }) => {
    const book = openReport();
    const source = sources.get(task.documentId);
    if (source !== undefined && writer.remove(task.documentId)) {
      book.enter({ source, outcome: 'removed', reason: 'It was removed by hand.', warnings: [] });
    }
    return book;
  });
  wipeRemoved(writer, app);
  return books.map((book) => book.report());
}
