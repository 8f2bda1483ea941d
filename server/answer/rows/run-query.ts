/** Runs statements over rows in a process of their own: SQLite cannot be interrupted, but a process can be killed. */
import { spawn } from 'node:child_process';
import { dirname, extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../../../core/config.ts';
import { AppError } from '../../../core/errors.ts';
import type { QueryOutcome, QueryTable } from '../../../core/store/index.ts';
import { stopIfCancelled } from '../cancel.ts';

export interface RowQueries {
  readonly tables: readonly QueryTable[];
  readonly statements: readonly string[];
  readonly mostRows: number;
}

/** One for each statement, in order. */
export type RowReplies = readonly QueryOutcome[];

const here = fileURLToPath(import.meta.url);
// TypeScript in a checkout, JavaScript in the package.
const entry = join(dirname(here), `process${extname(here)}`);

/** Counting 100,000 rows takes milliseconds; what takes this long does not end by itself. The process needs a second to start. */
const timeLimitMs = 10_000;
/** JavaScript heap of the process, in MB; SQLite has a bound of its own. */
const heapMegabytes = 512;

/**
 * The outcomes; a statement that takes too long is refused like one that is wrong, and so is what follows it.
 * @throws AppError cancelled
 */
export async function runQueries(queries: RowQueries, signal: AbortSignal, limitMs = timeLimitMs): Promise<RowReplies> {
  stopIfCancelled(signal);
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, entry], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...processEnvironment() },
    windowsHide: true,
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const timer = setTimeout(kill, limitMs);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const ended = new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => resolve());
    });
    // A killed process breaks the pipe; its end says so too.
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(queries));
    const [written] = await Promise.all([text(child.stdout), ended]);
    stopIfCancelled(signal);
    if (written === '') return queries.statements.map(() => ({ kind: 'refused', reason: `it took longer than ${limitMs / 1000} s` }));
    return JSON.parse(written) as RowReplies;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'internal',
      'The process for queries over rows could not be started',
      'Ask in mode retrieve; run `carrel doctor`.',
      cause,
    );
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}
