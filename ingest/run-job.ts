/** Runs one queued job to its end and keeps its entry in the queue true: progress, report, reason. */
import { rmSync } from 'node:fs';
import type { Config } from '../core/config.ts';
import { AppError } from '../core/errors.ts';
import type { AppStore, CollectionWriter, JobTask, QueuedJob } from '../core/ports.ts';
import { openWriter } from '../core/store/index.ts';
import type { IngestReport, Job } from '../core/types.ts';
import { faultReason } from './fault-reason.ts';
import { type IngestTask, ingest } from './index.ts';
import type { IngestProgress } from './pace.ts';
import { runRemovals } from './removals.ts';
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

type IngestJobTask = Exclude<JobTask, { kind: 'remove-document' }>;

type Ending =
  | { readonly state: 'done'; readonly report: IngestReport }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'cancelled' }
  | { readonly state: 'released' };

/** Runs a claimed job. Never throws for what can be said in the job's own entry. */
export async function runJob(queued: QueuedJob, deps: JobDeps): Promise<void> {
  const { job, task } = queued;
  deps.log(`job ${job.id} ${task.kind} ${job.collection}: begun`);
  if (task.kind === 'remove-document') runRemovals([queued], null, deps);
  else await runIngest(job, task, deps);
  const { state = 'gone', reason = '' } = deps.app.job(job.id) ?? {};
  deps.log(`job ${job.id}: ${state}${reason === '' ? '' : `, ${reason}`}`);
}

async function runIngest(job: Job, task: IngestJobTask, deps: JobDeps): Promise<void> {
  const ending = await ended(job, task, deps);
  if (ending.state === 'released') {
    deps.app.release(job.id);
    return;
  }
  const report = ending.state === 'done' ? ending.report : null;
  deps.app.finish(job.id, ending.state, report, ending.state === 'failed' ? ending.reason : '');
  if (task.kind === 'ingest-upload') rmSync(task.staging, { recursive: true, force: true });
}

async function ended(job: Job, task: IngestJobTask, deps: JobDeps): Promise<Ending> {
  const cancel = new AbortController();
  try {
    const writer = openWriter(deps.config, job.collection);
    try {
      // What was removed before must not take along what is ingested now.
      runRemovals([], writer, deps);
      const files = task.kind === 'ingest-folder' ? folderTask(task, deps.config) : uploadTask(task);
      return { state: 'done', report: await ingestAll(job, files, writer, cancel, deps) };
    } finally {
      writer.close();
    }
  } catch (fault) {
    if (cancel.signal.aborted) return { state: 'cancelled' };
    if (deps.stop.aborted) return { state: 'released' };
    return { state: 'failed', reason: faultReason(fault, job.id, deps.log) };
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
    betweenBatches: () => runRemovals([], writer, deps),
    app: deps.app,
  });
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
    note(step.value);
  }
}
