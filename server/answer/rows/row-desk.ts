/**
 * Two long-lived processes that read tables and run SQL over them, and one line before them. SQLite cannot be interrupted,
 * but a process can be killed; the main loop parses no row and sees no more of a result than is shown.
 */
import { type Config, configAsFlags } from '../../../core/config.ts';
import type { FoundCollection } from '../../../core/store/index.ts';
import { cancelled, stopIfCancelled } from '../cancel.ts';
import { type RowProcess, startRowProcess } from './row-process.ts';
import type { RowReply, RowWork } from './row-reader.ts';

/** Rows of one collection. */
export interface RowReader {
  /** A statement that takes too long is refused like one that is wrong. @throws AppError cancelled, and what opening the collection throws */
  ask(work: Omit<RowWork, 'collection'>, signal: AbortSignal): Promise<RowReply>;
}

export interface RowDesk {
  of(collection: FoundCollection): RowReader;
  /** From now on no idle process holds a row of the collection, and a busy one not beyond its work. */
  forget(name: string): void;
  close(): void;
}

/** One more than one, so that a statement without end holds nobody up; each may take some 300 MB over a large table. */
const mostProcesses = 2;
/** A table is asked again within minutes or not at all, and an idle service keeps no memory for it. */
const idleMs = 120_000;

interface Waiting {
  readonly work: RowWork;
  readonly signal: AbortSignal;
  resolve(reply: RowReply): void;
  reject(fault: unknown): void;
}

export function openRowDesk(config: Config): RowDesk {
  const flags = configAsFlags(config);
  const line: Waiting[] = [];
  let processes: readonly RowProcess[] = [];
  const idle = setTimeout(endIdle, idleMs).unref();

  function endIdle(): void {
    for (const process of processes) if (!process.isBusy()) process.end();
  }

  /** First come, first served; by the process that holds the collection's tables, where it is free. */
  function next(): void {
    const [first] = line;
    if (first === undefined) return;
    const free = processes.filter((process) => !process.isBusy());
    const process = free.find(({ collections }) => collections.has(first.work.collection.name)) ?? free[0] ?? started();
    if (process === null) return;
    line.shift();
    idle.refresh();
    process.run(first.work, first.signal).then(first.resolve, first.reject);
    next();
  }

  function started(): RowProcess | null {
    if (processes.length === mostProcesses) return null;
    const process = startRowProcess(flags, (hasEnded) => {
      if (hasEnded) processes = processes.filter((one) => one !== process);
      next();
    });
    processes = [...processes, process];
    return process;
  }

  return {
    of: (collection) => ({
      ask(work, signal) {
        stopIfCancelled(signal);
        return new Promise((resolve, reject) => {
          const waiting: Waiting = { work: { ...work, collection }, signal, resolve, reject };
          const giveUp = (): void => {
            const at = line.indexOf(waiting);
            if (at === -1) return;
            line.splice(at, 1);
            reject(cancelled());
          };
          signal.addEventListener('abort', giveUp, { once: true });
          line.push(waiting);
          next();
        });
      },
    }),
    forget(name) {
      for (const process of processes) if (process.collections.has(name)) process.end();
    },
    close() {
      clearTimeout(idle);
      for (const { reject } of line.splice(0)) reject(cancelled());
      for (const process of processes) process.end();
    },
  };
}
