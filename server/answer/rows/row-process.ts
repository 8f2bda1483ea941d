/** One row process seen from outside. */
import { type ChildProcess, fork } from 'node:child_process';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../../../core/config.ts';
import { AppError, type ErrorCode } from '../../../core/errors.ts';
import { cancelled } from '../cancel.ts';
import type { RowMessage } from './process.ts';
import type { RowReply, RowWork } from './row-reader.ts';

export interface RowProcess {
  /** Whose rows it may hold. */
  readonly collections: ReadonlySet<string>;
  isBusy(): boolean;
  /** One piece of work at a time. @throws AppError cancelled, and what opening the collection throws */
  run(work: RowWork, signal: AbortSignal): Promise<RowReply>;
  /** At once when it has nothing to do, else after its work. */
  end(): void;
}

const here = fileURLToPath(import.meta.url);
// TypeScript in a checkout, JavaScript in the package.
const entry = join(dirname(here), `process${extname(here)}`);

/** Counting a million rows takes a second; what takes this long does not end by itself. */
const statementLimitMs = 20_000;
/** Reading a table of 200,000 rows takes two seconds; on a busy machine the process needs seconds to start. */
const readingLimitMs = 60_000;
/** JavaScript heap of the process, in MB; SQLite has a bound of its own. */
const heapMegabytes = 512;

interface Running {
  readonly resolve: (reply: RowReply) => void;
  readonly reject: (fault: unknown) => void;
  isAsking: boolean;
  isCancelled: boolean;
  timer: NodeJS.Timeout;
}

/** @param onChange called whenever it can take work again, and when it never will */
export function startRowProcess(
  flags: Readonly<Record<string, string>>,
  onChange: (hasEnded: boolean) => void,
  limitMs = statementLimitMs,
): RowProcess {
  const child = fork(entry, [JSON.stringify(flags)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [`--max-old-space-size=${heapMegabytes}`],
    env: { ...processEnvironment() },
  });
  const collections = new Set<string>();
  let running: Running | null = null;
  let isEnding = false;
  let hasEnded = false;

  function settle(use: (work: Running) => void): void {
    const work = running;
    running = null;
    if (work !== null) {
      clearTimeout(work.timer);
      use(work);
    }
    hold(child, false);
    if (isEnding) kill();
    else if (!hasEnded) onChange(false);
  }

  function ended(): void {
    if (hasEnded) return;
    hasEnded = true;
    onChange(true);
  }

  function kill(): void {
    child.kill('SIGKILL');
    ended();
  }

  function tooLate(afterMs: number): void {
    isEnding = true;
    settle(({ resolve }) => resolve(refused(`it took longer than ${afterMs / 1000} s`)));
  }

  child.on('message', (message: RowMessage) => {
    if (message.kind === 'asking') asking();
    else if (message.kind === 'reply') settle(({ resolve }) => resolve(message.reply));
    // Class identity is lost between processes, so the fault travels as its fields; it was an AppError over there.
    else settle(({ reject }) => reject(new AppError(message.code as ErrorCode, message.message, message.hint)));
  });
  const gone = (why: string): void => {
    ended();
    settle(({ resolve }) => resolve(refused(why)));
  };
  // A machine that starts no processes can still read texts; one that ran out of memory has said nothing.
  child.once('error', () => gone('the process for queries did not start'));
  child.once('exit', () => gone('the process for queries ended without an answer'));
  hold(child, false);

  function asking(): void {
    if (running === null) return;
    if (running.isCancelled) {
      kill();
      return;
    }
    running.isAsking = true;
    clearTimeout(running.timer);
    running.timer = setTimeout(tooLate, limitMs, limitMs);
  }

  return {
    collections,
    isBusy: () => running !== null || hasEnded || isEnding,
    run(work, signal) {
      collections.add(work.collection.name);
      hold(child, true);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(tooLate, readingLimitMs, readingLimitMs);
        const mine: Running = { resolve, reject, isAsking: false, isCancelled: false, timer };
        running = mine;
        const stop = (): void => {
          if (running !== mine) return;
          reject(cancelled());
          // While it reads, a file is open: then it is killed as soon as that is closed.
          mine.isCancelled = true;
          if (mine.isAsking) kill();
        };
        signal.addEventListener('abort', stop, { once: true });
        child.send(work);
      });
    },
    end() {
      isEnding = true;
      if (running === null) kill();
    },
  };
}

/** An idle process keeps nobody from ending. */
function hold(child: ChildProcess, isBusy: boolean): void {
  if (isBusy) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}

const refused = (reason: string): RowReply => ({ outcome: { kind: 'refused', reason }, tooLarge: [] });
