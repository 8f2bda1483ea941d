import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { collectionNameFor } from '../../core/collection-name.ts';
import { AppError } from '../../core/errors.ts';
import { counted } from '../../core/number-words.ts';
import type { AppStore, QueuedJob } from '../../core/ports.ts';
import { createCollection, findCollection, openAppStore, processOwner } from '../../core/store/index.ts';
import type { Job, JobPause } from '../../core/types.ts';
import { runJob } from '../../ingest/run-job.ts';
import { openParserPool } from '../../ingest/sandbox/pool.ts';
import { type Command, type CommandInput, exitDone, exitFault, exitInterrupted, jsonOption } from './command.ts';
import { printable, type Terminal } from './terminal.ts';
import { duration } from './words.ts';

/** How often the queue's row is read for the progress line. */
const watchEveryMs = 200;

export const ingest: Command = {
  name: 'ingest',
  positionals: '<path…>',
  leastPositionals: 1,
  mostPositionals: 1000,
  summary: 'Read folders or files into a collection; again, only what has changed.',
  options: {
    json: jsonOption,
    'in-place': { type: 'boolean', placeholder: '', meaning: 'Keep the paths of the originals instead of their bytes.' },
    strict: { type: 'boolean', placeholder: '', meaning: 'Exit with 1 when any file was skipped or failed.' },
  },
  run: runIngest,
};

async function runIngest(input: CommandInput): Promise<number> {
  const { config, terminal, signal } = input;
  const paths = input.positionals.map(existingPath);
  const wanted = config.collection === '' ? nameFor(paths[0] ?? '') : config.collection;
  const name = findCollection(config, wanted)?.name ?? createCollection(config, wanted);
  const app = openAppStore(config);
  try {
    const ended: Job[] = [];
    for (const path of paths) {
      const queued = app.enqueue(name, { kind: 'ingest-folder', path, inPlace: input.options['in-place'] === true });
      ended.push(await workOff(queued, app, input));
    }
    for (const job of ended) report(job, terminal);
    const last = ended.at(-1);
    terminal.result({ job: last });
    return exitStatus(ended, input.options.strict === true, signal);
  } finally {
    app.close();
  }
}

function existingPath(path: string): string {
  const absolute = resolve(path);
  if (!existsSync(absolute)) throw new AppError('path-unknown', `There is no "${path}"`, 'Check the spelling of the path.');
  return absolute;
}

/** A folder gives its own name; a single file that of the folder it lies in. */
function nameFor(path: string): string {
  return collectionNameFor(basename(statSync(path).isDirectory() ? path : dirname(path)));
}

/** Runs the job here, unless the server's ingest process was quicker to take it; then it is only watched. */
async function workOff(queued: Job, app: AppStore, input: CommandInput): Promise<Job> {
  const { terminal, signal } = input;
  const claimed = app.claimJob(queued.id, processOwner());
  const timer = setInterval(() => showProgress(app.job(queued.id), terminal), watchEveryMs);
  try {
    if (claimed === null) await ended(queued.id, app, signal);
    else await runHere(claimed, app, input);
    // An interrupted job must not be taken up by the next server that starts: whoever ingests again goes on from here.
    if (signal.aborted) app.cancel(queued.id);
  } finally {
    clearInterval(timer);
  }
  return app.job(queued.id) ?? queued;
}

async function runHere(claimed: QueuedJob, app: AppStore, { config, terminal, signal }: CommandInput): Promise<void> {
  const parsers = openParserPool(config, { onNotice: (sentence) => terminal.note(printable(sentence)) });
  try {
    const quiet = (): void => undefined;
    const onPause = (pause: JobPause | null): void => terminal.note(pause === null ? 'Goes on.' : `Paused: ${pause.reason}`);
    await runJob(claimed, { app, config, parsers, stop: signal, onProgress: quiet, afterDocuments: quiet, onPause, log: quiet });
  } finally {
    parsers.close();
  }
}

async function ended(id: string, app: AppStore, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const state = app.job(id)?.state;
    if (state !== 'queued' && state !== 'running') return;
    await new Promise((resolve) => setTimeout(resolve, watchEveryMs));
  }
}

function showProgress(job: Job | null, terminal: Terminal): void {
  if (job === null) return;
  const left = job.etaMs === null ? '' : `, ${duration(job.etaMs)} left`;
  terminal.progress(`${job.done} of ${job.total}${left}  ${job.current}`);
}

function report(job: Job, terminal: Terminal): void {
  if (job.report === null) {
    terminal.note(`${job.state}: ${job.reason}`);
    return;
  }
  const { added, changed, unchanged, removed, unpacked, skipped, failed, lines, tookMs } = job.report;
  for (const line of lines) {
    if (line.outcome === 'skipped' || line.outcome === 'failed')
      terminal.note(`${terminal.styled('yellow', line.outcome)} ${printable(line.source)}: ${printable(line.reason)}`);
    for (const warning of line.warnings) terminal.note(`doubtful ${printable(line.source)}: ${printable(warning)}`);
  }
  const parts = [
    `${added} added`,
    `${changed} changed`,
    `${unchanged} unchanged`,
    `${removed} removed`,
    ...(unpacked > 0 ? [`${unpacked} unpacked`] : []),
    `${skipped} skipped`,
    `${failed} failed`,
  ];
  terminal.print(
    `${terminal.styled('bold', job.collection)}: ${parts.join(', ')} (${counted(added + changed + unchanged, 'document')}, ${duration(tookMs)})`,
  );
}

function exitStatus(jobs: readonly Job[], strict: boolean, signal: AbortSignal): number {
  if (signal.aborted) return exitInterrupted;
  if (jobs.some((job) => job.state !== 'done')) return exitFault;
  const incomplete = jobs.some((job) => job.report !== null && job.report.skipped + job.report.failed > 0);
  return strict && incomplete ? exitFault : exitDone;
}
