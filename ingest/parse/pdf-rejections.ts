/** Promises that pdf.js leaves behind: it rejects some that nobody awaits when a file is damaged. */

interface Run {
  contained: number;
}

/** Runs may overlap; the first takes the listeners away, the last puts them back. */
const running = new Set<Run>();
let suspended: NodeJS.UnhandledRejectionListener[] = [];

/**
 * Runs a piece of work and counts the rejections that nobody handled meanwhile. Node would end the process for each of them
 * (4 of 1,000 mutated files), although the caller handles the fault.
 */
export async function containRejections<Result>(work: () => Promise<Result>): Promise<{ result: Result; contained: number }> {
  const run: Run = { contained: 0 };
  enter(run);
  try {
    const result = await work();
    // Rejections are reported after the microtasks of the turn in which they happened.
    await new Promise((resolve) => setImmediate(resolve));
    return { result, contained: run.contained };
  } finally {
    leave(run);
  }
}

function enter(run: Run): void {
  if (running.size === 0) {
    suspended = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', count);
  }
  running.add(run);
}

function leave(run: Run): void {
  running.delete(run);
  if (running.size > 0) return;
  process.removeListener('unhandledRejection', count);
  for (const listener of suspended) process.on('unhandledRejection', listener);
}

function count(): void {
  for (const run of running) run.contained += 1;
}
