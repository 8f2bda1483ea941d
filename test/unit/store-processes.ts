/** Starts other processes that use the same data folder, and kills them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface OtherProcess {
  /** Every line it has printed so far: what it has acknowledged. */
  readonly lines: readonly string[];
  /** Kills it with SIGKILL and waits until all it printed has been read. False when it had ended by itself before. */
  kill(): Promise<boolean>;
}

/** A process that holds the writer of a collection, and does nothing. */
export function startWriter(data: string, name: string): Promise<OtherProcess> {
  return start('hold', data, name);
}

/** A process that changes documents of a collection without end, and prints what is done. */
export function startChanges(data: string, name: string, seed: number): Promise<OtherProcess> {
  return start('change', data, name, String(seed));
}

/** A process that adds jobs without end, and prints their ids. */
export function startQueueing(data: string): Promise<OtherProcess> {
  return start('enqueue', data);
}

/** A process that claims a job, and holds it. */
export function startClaiming(data: string): Promise<OtherProcess> {
  return start('claim', data);
}

/** Resolves with the first line that the process prints. */
async function start(...words: readonly string[]): Promise<OtherProcess> {
  const script = fileURLToPath(new URL('./store-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const reading = createInterface({ input: child.stdout });
  reading.on('line', (line) => lines.push(line));
  const closed = once(child, 'close');
  await Promise.race([once(reading, 'line'), closed]);
  return {
    lines,
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
      return child.signalCode === 'SIGKILL';
    },
  };
}
