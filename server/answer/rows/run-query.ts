/** Runs statements over rows in a process of their own: SQLite cannot be interrupted, but a process can be killed. */
import { spawn } from 'node:child_process';
import { dirname, extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../../../core/config.ts';
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

/** Counting 100,000 rows takes milliseconds; what takes this long does not end by itself. On a busy machine the process needs seconds to start. */
const timeLimitMs = 20_000;
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
  let isLate = false;
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, limitMs);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const ended = new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => resolve());
    });
    // A killed process breaks the pipe; its end says so too.
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(queries));
    const written = await Promise.all([text(child.stdout), ended]).then(
      ([all]) => all,
      (cause: unknown) => notStarted(cause),
    );
    stopIfCancelled(signal);
    const failed = isLate ? refused(`it took longer than ${limitMs / 1000} s`) : typeof written === 'string' ? null : written;
    if (failed !== null) return queries.statements.map(() => failed);
    // A process that ran out of memory has written nothing.
    if (written === '') return queries.statements.map(() => refused('the process for queries ended without an answer'));
    return JSON.parse(String(written)) as RowReplies;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

/** A machine that starts no processes can still read texts. */
function notStarted(cause: unknown): QueryOutcome {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return refused(`the process for queries did not start${code}`);
}

const refused = (reason: string): QueryOutcome => ({ kind: 'refused', reason });
