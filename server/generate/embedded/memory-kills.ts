/** Whether the system has ended programs for want of memory, as far as it tells. */
import { readFileSync } from 'node:fs';

/** Linux counts them since its start; null elsewhere. */
function killsSoFar(): number | null {
  try {
    const found = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'));
    return found === null ? null : Number(found[1]);
  } catch {
    // No such file: not Linux, or hidden from us.
    return null;
  }
}

/** Watches from now on. The function tells whether memory ran out since; never where the system does not say. */
export function watchMemoryKills(count: () => number | null = killsSoFar): () => boolean {
  const before = count();
  return () => {
    const now = count();
    return before !== null && now !== null && now > before;
  };
}
