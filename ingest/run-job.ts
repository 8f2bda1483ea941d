/** Runs one queued job to its end and keeps its entry in the queue true: progress, report, reason. */
import { rmSync } from 'node:fs';
import type { Config } from '../core/config.ts';
import { AppError } from '../core/errors.ts';
import type { AppStore, CollectionWriter, JobTask, QueuedJob } from '../core/ports.ts';
import { holdReserve, openWriter } from '../core/store/index.ts';
import type { IngestReport, Job } from '../core/types.ts';
import { faultReason } from './fault-reason.ts';
import { type IngestTask, ingest } from './index.ts';
import type { IngestProgress } from './pace.ts';
import { isOfDisk, oncePossible, type PauseDeps, untilRoom } from './pause.ts';
import { runRemovals } from './removals.ts';
import type { ParserPool } from './sandbox/pool.ts';
import { folderTask, uploadTask } from './tasks.ts';

export interface JobDeps extends PauseDeps {
  readonly config: Config;
  readonly app: AppStore;
  readonly parsers: ParserPool;
  readonly onProgress: (progress: IngestProgress) => void;
  /** See IngestDeps. */
  readonly afterDocuments: () => void;
  /** One line for the log: an event, never a document's text. */
  readonly log: (line: string) => void;
}

type IngestJobTask = Exclude<JobTask, { kind: 'remove-document' }>;

type Ending =
  | { readonly state: 'done'; readonly report: IngestReport }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'cancelled' }
  | { readonly state: 'released' };

/** What one try came to. */
type Attempt = Ending | { readonly state: 'full'; readonly fault: AppError };

/** Runs a claimed job. Never throws for what can be said in the job's own entry. */
export async function runJob(queued: QueuedJob, deps: JobDeps): Promise<void> {
  const { job, task } = queued;
  deps.log(`job ${job.id} ${task.kind} ${job.collection}: begun`);
  if (task.kind === 'remove-document') await runRemoval(queued, deps);
  else await runIngest(job, task, deps);
  const { state = 'gone', reason = '' } = deps.app.job(job.id) ?? {};
  deps.log(`job ${job.id}: ${state}${reason === '' ? '' : `, ${reason}`}`);
}

/** Each rewrites the file, so they are far apart: 16 s. */
const triesOfRemoval = 4;

/** To wipe a file takes as much room as it has. Nobody can see the document meanwhile. */
async function runRemoval(queued: QueuedJob, deps: JobDeps): Promise<void> {
  const fault = await oncePossible(() => runRemovals([queued], null, deps), deps);
  if (fault !== null && fault !== 'stopped') await untilRoom(fault, triesOfRemoval, () => true, deps);
}

/** A process that is told to end gives the job back to the queue. */
async function runIngest(job: Job, task: IngestJobTask, deps: JobDeps): Promise<void> {
  const ending = await ended(job, task, deps);
  if (ending.state === 'released') {
    await oncePossible(() => deps.app.release(job.id), deps);
    return;
  }
  const report = ending.state === 'done' ? ending.report : null;
  await oncePossible(() => deps.app.finish(job.id, ending.state, report, ending.state === 'failed' ? ending.reason : ''), deps);
  if (task.kind === 'ingest-upload') rmSync(task.staging, { recursive: true, force: true });
}

/** Tries until it ends in another way than on a full disk. What is read already is not read again. */
async function ended(job: Job, task: IngestJobTask, deps: JobDeps): Promise<Ending> {
  for (let times = 1; ; times += 1) {
    const attempt = await attempted(job, task, deps);
    if (attempt.state !== 'full') return attempt;
    deps.log(`job ${job.id}: paused, ${attempt.fault.message}`);
    const removing = removalsMeanwhile(deps);
    const next = await untilRoom(attempt.fault, times, () => removing() && deps.app.isWanted(job.id), deps);
    if (next === 'stopped') return { state: 'released' };
    if (next === 'unwanted') return { state: 'cancelled' };
  }
}

/** Removals go first, also because they make room; until there is none for them either. */
function removalsMeanwhile(deps: JobDeps): () => true {
  let isFull = false;
  return () => {
    try {
      if (!isFull) isFull = runRemovals([], null, deps) !== null;
    } catch (fault) {
      // Not even the queue can be written. A removal that could not be ended is taken up again by the next process.
      if (!isOfDisk(fault)) throw fault;
      isFull = true;
    }
    return true;
  };
}

async function attempted(job: Job, task: IngestJobTask, deps: JobDeps): Promise<Attempt> {
  const cancel = new AbortController();
  try {
    if (!holdReserve(deps.config)) throw tooFull;
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
    if (fault instanceof AppError && fault.code === 'disk-full') return { state: 'full', fault };
    return { state: 'failed', reason: faultReason(fault, job.id, deps.log) };
  }
}

const tooFull = new AppError('disk-full', 'There is less room on the disk of the data folder than deleting may need', 'Free some space.');

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
    betweenBatches: () => {
      runRemovals([], writer, deps);
    },
    afterDocuments: deps.afterDocuments,
    app: deps.app,
  });
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
    note(step.value);
  }
}
