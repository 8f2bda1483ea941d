/**
 * The ingest process: takes jobs from the queue until there have been none for a while, then ends, so that an idle
 * service keeps no memory for it. Started by server/ingest-process.ts with the settings as its one argument.
 */
import { constants, setPriority } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfig } from '../core/config.ts';
import { configureLog, log as writeLog } from '../core/log.ts';
import { holdReserve, openAppStore, processOwner } from '../core/store/index.ts';
import type { JobPause } from '../core/types.ts';
import { oncePossible } from './pause.ts';
import { runJob } from './run-job.ts';
import { openParserPool } from './sandbox/pool.ts';
import { openTidying } from './tidy-up.ts';

/** A person who drops files one after the other should not wait for a process each time. */
const idleMs = 20_000;
/** A claim without a job is one indexed look into a small table. */
const pollMs = 100;
/** A removal that a reader prevents: soon enough for a promise, seldom enough to cost nothing. */
const putOffMs = 1_000;

/** Whoever searches or asks goes first; parsers inherit it. Not the lowest: a model at work would then leave nothing for it. */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const config = loadConfig({ flags: JSON.parse(process.argv[2] ?? '{}'), environment: {} });
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
// The server holds the other end: when it dies, however it dies, this closes.
process.stdin.on('end', () => stop.abort()).resume();

configureLog(config);
const log = (line: string): void => writeLog('info', `ingest: ${line}`);
/** Told to the server and not to the queue: a disk that takes nothing cannot be told that it takes nothing. */
const onPause = (paused: JobPause | null): void => {
  log(paused === null ? 'goes on' : `paused: ${paused.reason}`);
  if (process.connected) process.send?.({ paused }, undefined, undefined, () => undefined);
};
const pausing = { stop: stop.signal, onPause };

/**
 * What was read stays, so the next process goes on from there with little memory. Only after progress: a limit below what a
 * process takes to begin with makes it slow, and never keeps it from the end.
 */
const endAboveLimit = (): void => {
  const megabytes = Math.round(process.memoryUsage.rss() / 2 ** 20);
  if (stop.signal.aborted || megabytes * 2 ** 20 <= config.ingestMemoryBytes) return;
  log(`ends at ${megabytes} MB of memory, to be started anew`);
  stop.abort();
};

const app = await oncePossible(() => openAppStore(config), pausing);
if (app === 'stopped') process.exit(0);
const parsers = openParserPool(config, { onNotice: log });
const tidying = openTidying(config.data, app, log);

for (let idleSince = performance.now(); !stop.signal.aborted && performance.now() - idleSince < idleMs; ) {
  const queued = await oncePossible(() => app.claim(processOwner()), pausing);
  if (queued === 'stopped') break;
  if (queued === null) {
    tidying.whenIdle();
    await wait(pollMs, undefined, { signal: stop.signal }).catch(() => undefined);
    continue;
  }
  await runJob(queued, { config, app, parsers, ...pausing, onProgress: () => undefined, afterDocuments: endAboveLimit, log });
  holdReserve(config);
  tidying.noteJob();
  // Put off, because something is in its way: not at once again.
  if (app.job(queued.job.id)?.state === 'queued') await wait(putOffMs, undefined, { signal: stop.signal }).catch(() => undefined);
  idleSince = performance.now();
}
parsers.close();
app.close();
process.exit(0);
