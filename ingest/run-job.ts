/** Runs one queued job to its end and keeps its entry in the queue true: progress, report, reason. */
import { rmSync } from 'node:fs';
import type { Config } from '../core/config.ts';
import { AppError } from '../core/errors.ts';
import type { AppStore, CollectionWriter, QueuedJob } from '../core/ports.ts';
import { openWriter, processOwner } from '../core/store/index.ts';
import type { IngestReport, Job } from '../core/types.ts';
import { type IngestTask, ingest } from './index.ts';
import type { IngestProgress } from './pace.ts';
import { openReport } from './report.ts';
import type { ParserPool } from './sandbox/pool.ts';
import { folderTask, uploadTask } from './tasks.ts';

export interface JobDeps {
  readonly config: Config;
  readonly app: AppStore;
  readonly parsers: ParserPool;
  /** Aborted when the process is told to end: the job then goes back to the queue. */
  readonly stop: AbortSignal;
  readonly onProgress: (progress: IngestProgress) => void;
  /** One line for the log: an event, never a document's text. */
  readonly log: (line: string) => void;
}

type Ending =
  | { readonly state: 'done'; readonly report: IngestReport }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'cancelled' }
  | { readonly state: 'released' };

/** Runs a claimed job. Never throws for what can be said in the job's own entry. */
export async function runJob(queued: QueuedJob, deps: JobDeps): Promise<Ending> {
  const { job, task } = queued;
  deps.log(`job ${job.id} ${task.kind} ${job.collection}: begun`);
  const ending = await ended(queued, deps);
  if (ending.state === 'released') deps.app.release(job.id);
  else {
    const report = ending.state === 'done' ? ending.report : null;
    deps.app.finish(job.id, ending.state, report, ending.state === 'failed' ? ending.reason : '');
    if (task.kind === 'ingest-upload') rmSync(task.staging, { recursive: true, force: true });
  }
  deps.log(`job ${job.id}: ${ending.state}${ending.state === 'failed' ? `, ${ending.reason}` : ''}`);
  return ending;
}

async function ended(queued: QueuedJob, deps: JobDeps): Promise<Ending> {
  const cancel = new AbortController();
  try {
    const writer = openWriter(deps.config, queued.job.collection);
    try {
      return { state: 'done', report: await carriedOut(queued, writer, cancel, deps) };
    } finally {
      writer.close();
    }
  } catch (fault) {
    if (cancel.signal.aborted) return { state: 'cancelled' };
    if (deps.stop.aborted) return { state: 'released' };
    if (fault instanceof AppError) return { state: 'failed', reason: `${fault.message}. ${fault.hint}` };
    deps.log(`job ${queued.job.id}: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`);
    return { state: 'failed', reason: 'The ingest met a fault of its own. Ingest again; if it stays, look into the log.' };
  }
}

async function carriedOut(
  { job, task }: QueuedJob,
  writer: CollectionWriter,
  cancel: AbortController,
  deps: JobDeps,
): Promise<IngestReport> {
  switch (task.kind) {
    case 'remove-document':
      return removal(task.documentId, writer);
    case 'ingest-folder':
      return ingestAll(job, folderTask(task, deps.config), writer, cancel, deps);
    case 'ingest-upload':
      return ingestAll(job, uploadTask(task), writer, cancel, deps);
  }
}

async function ingestAll(
  job: Job,
  task: IngestTask,
  writer: CollectionWriter,
  cancel: AbortController,
  deps: JobDeps,
): Promise<IngestReport> {
  const note = (progress: IngestProgress): void => {
    const { done, total, etaMs, current } = progress;
    if (!deps.app.progress(job.id, done, total, etaMs, current)) cancel.abort();
    if (cancel.signal.aborted || deps.stop.aborted) throw new AppError('cancelled', 'The ingest was stopped', 'Ingest again to go on.');
    deps.onProgress(progress);
  };
  const run = ingest(task, {
    ...{ config: deps.config, writer, parsers: deps.parsers },
    signal: AbortSignal.any([cancel.signal, deps.stop]),
    onPhase: note,
    betweenBatches: () => runRemovals(writer, deps),
  });
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
    note(step.value);
  }
}

/** A person who removes a document waits for it: that is not put behind an hour of ingest. */
function runRemovals(writer: CollectionWriter, deps: JobDeps): void {
  for (;;) {
    const urgent = deps.app.claimRemoval(processOwner());
    if (urgent === null) return;
    const { job, task } = urgent;
    if (task.kind !== 'remove-document') throw new Error('claimRemoval gave another kind of job');
    try {
      const report = job.collection === writer.name ? removal(task.documentId, writer) : removalElsewhere(job, task.documentId, deps);
      deps.app.finish(job.id, 'done', report, '');
    } catch (fault) {
      if (!(fault instanceof AppError)) throw fault;
      deps.app.finish(job.id, 'failed', null, `${fault.message}. ${fault.hint}`);
    }
  }
}

function removalElsewhere(job: Job, id: Parameters<CollectionWriter['remove']>[0], deps: JobDeps): IngestReport {
  const writer = openWriter(deps.config, job.collection);
  try {
    return removal(id, writer);
  } finally {
    writer.close();
  }
}

/** Removes a document with every byte of it. One that is gone already is no fault: that is what was wanted. */
function removal(id: Parameters<CollectionWriter['remove']>[0], writer: CollectionWriter): IngestReport {
  const book = openReport();
  const source = writer.documents().find((record) => record.id === id)?.source;
  if (source !== undefined && writer.remove(id)) {
    book.enter({ source, outcome: 'removed', reason: 'It was removed by hand.', warnings: [] });
  }
  writer.compact();
  return book.report();
}
