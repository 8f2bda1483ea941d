/**
 * How much processor time a child process has had. Linux tells it in /proc for the price of a small read; elsewhere
 * one would have to start a program to ask, and null stands for "not known".
 */
import { readFileSync } from 'node:fs';

export interface ProcessorUse {
  /** Of all its threads, since it was started. */
  readonly usedMs: number;
  /** True while its main thread waits for something other than a processor: a busy machine is no reason to be asleep. */
  readonly isAsleep: boolean;
}

/** USER_HZ: 100 on every architecture that Node is built for (proc_pid_stat(5), sysconf(_SC_CLK_TCK)). */
const ticksPerSecond = 100;

export function processorUse(pid: number): ProcessorUse | null {
  if (process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets and may hold anything: counted from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? { usedMs: (ticks * 1000) / ticksPerSecond, isAsleep: fields[0] === 'S' } : null;
  } catch {
    // It has ended, or /proc is hidden from us.
    return null;
  }
}

/** The process at the end of a chain of wrappers, each with one child: the shell is replaced by what it starts, bubblewrap is not. */
export function innermostProcess(pid: number): number {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ');
    return child === undefined || child === '' ? pid : innermostProcess(Number(child));
  } catch {
    // A kernel without CONFIG_PROC_CHILDREN, or another system: the time of the wrapper stands still, so limits of time pass go by the clock.
    return pid;
  }
}
