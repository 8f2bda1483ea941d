/** Documents that a person removes. Whoever asked waits for it, so an ingest carries these out between two batches. */
import type { Config } from '../core/config.ts';
import type { AppStore, CollectionWriter, JobTask, QueuedJob } from '../core/ports.ts';
import { openWriter, processOwner } from '../core/store/index.ts';
import type { IngestReport } from '../core/types.ts';
import { faultReason } from './fault-reason.ts';
import { openReport } from './report.ts';
import { wipeRemoved } from './wipe-removed.ts';

export interface RemovalDeps {
  readonly config: Config;
  readonly app: AppStore;
  readonly log: (line: string) => void;
}

type Removal = QueuedJob & { readonly task: Extract<JobTask, { kind: 'remove-document' }> };

/**
 * Carries out all removals that wait, and those that were claimed already, and ends their jobs. Each collection is wiped
 * once, after the last of them, since that rewrites its file. `opened` is the collection that the caller is writing.
 */
export function runRemovals(claimed: readonly QueuedJob[], opened: CollectionWriter | null, deps: RemovalDeps): void {
  const removals = [...claimed, ...waiting(deps.app)].filter(isRemoval);
  for (const [collection, jobs] of Map.groupBy(removals, ({ job }) => job.collection)) {
    try {
      const reports = opened?.name === collection ? removed(jobs, opened, deps) : removedElsewhere(collection, jobs, deps);
      for (const [index, { job }] of jobs.entries()) deps.app.finish(job.id, 'done', reports[index] ?? null, '');
    } catch (fault) {
      for (const { job } of jobs) deps.app.finish(job.id, 'failed', null, faultReason(fault, job.id, deps.log));
    }
  }
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
