/** Names a process so that others can tell whether it still lives, also after its pid was given to another one. */
import { readFileSync } from 'node:fs';

/** This process: `pid:start`. */
export function processOwner(): string {
  return `${process.pid}:${startOf(process.pid)}`;
}

/** True for a name that `processOwner` makes. */
export function isOwner(name: string): boolean {
  return /^\d+:\w*$/.test(name);
}

/** True while the process that was given this name lives. */
export function isAlive(owner: string): boolean {
  const [, pid = '', start = ''] = /^(\d+):(\w*)$/.exec(owner) ?? [];
  if (pid === '' || !isRunning(Number(pid))) return false;
  const startNow = startOf(Number(pid));
  return start === '' || startNow === '' || start === startNow;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: it lives, and belongs to someone else.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/** Start time in clock ticks since boot, from /proc (proc(5), field 22); empty where there is no /proc. */
function startOf(pid: number): string {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // Not Linux, or the process is gone: the pid alone must do.
    return '';
  }
  // The program's name, in parentheses, may hold blanks and parentheses itself.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // A zombie is dead to us: field 3, the first here, is its state. Field 22 is then the 20th.
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
}
