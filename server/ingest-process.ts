/** Starts the ingest process when there is work, and again when it crashed over it. It ends by itself when idle. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, configAsFlags, processEnvironment } from '../core/config.ts';
import { openAppStore } from '../core/store/index.ts';
import type { JobPause } from '../core/types.ts';

export interface IngestProcess {
  /** There is work in the queue, or something was deleted. */
  wake(): void;
  /** Why no job goes on, while it waits for the disk. */
  paused(): JobPause | null;
  /** Lets the batch in work be finished, gives the job back to the queue and ends the process. */
  stop(): Promise<void>;
}

const here = fileURLToPath(import.meta.url);
// TypeScript in a checkout, JavaScript in the package.
const entry = join(dirname(dirname(here)), 'ingest', `process${extname(here)}`);

/** After a crash, doubled each time up to the longest: a job that kills its process must not keep a core busy. */
const firstPauseMs = 200;
const longestPauseMs = 30_000;
/** a service ends within 10 s. */
const patienceMs = 8000;

/** Watches over the ingest process; jobs that an earlier server left are taken up at once. */
export function startIngestProcess(config: Config): IngestProcess {
  const app = openAppStore(config);
  let child: ChildProcess | null = null;
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let paused: JobPause | null = null;

  function hasWork(): boolean {
    return app.unfinished().length > 0 || app.owesWipe();
  }

  function start(): void {
    if (child !== null || isStopping) return;
    clearTimeout(timer);
    // It ends by itself long before (ingest/process.ts); this holds where one file alone takes that much.
    const heapMegabytes = Math.floor((2 * config.ingestMemoryBytes) / 2 ** 20);
    const started = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, entry, JSON.stringify(configAsFlags(config))], {
      stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
      env: { ...processEnvironment() },
      windowsHide: true,
    });
    child = started;
    started.stdin?.on('error', () => undefined);
    started.on('message', (message: { readonly paused: JobPause | null }) => {
      paused = message.paused;
    });
    started.once('error', () => ended(started, 1));
    started.once('exit', (code) => ended(started, code ?? 1));
  }

  /** It may have ended for idleness in the very moment a job came: so the queue is looked at again. */
  function ended(process: ChildProcess, code: number): void {
    if (child !== process) return;
    child = null;
    paused = null;
    if (isStopping || !hasWork()) return;
    if (code === 0) {
      pauseMs = firstPauseMs;
      start();
      return;
    }
    timer = setTimeout(start, pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }

  if (hasWork()) start();
  return {
    wake: () => {
      if (child === null) start();
    },
    paused: () => paused,
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      const running = child;
      if (running !== null) {
        const gone = once(running, 'exit');
        running.kill('SIGTERM');
        const force = setTimeout(() => running.kill('SIGKILL'), patienceMs);
        await gone;
        clearTimeout(force);
      }
      app.close();
    },
  };
}
