/** A disk that takes nothing more ends no job: it waits, says why, and goes on by itself. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../core/config.ts';
import { AppError } from '../core/errors.ts';
import { holdReserve, roomBytes } from '../core/store/index.ts';
import type { JobPause } from '../core/types.ts';

export interface PauseDeps {
  /** Aborted when the process is told to end. */
  readonly stop: AbortSignal;
  /** Told at the start of a pause, and null at its end. */
  readonly onPause: (pause: JobPause | null) => void;
}

/** Whoever has freed some room looks whether it helped. One look is a call to the system. */
const lookEveryMs = 500;
/** So much must have been freed: an ingest that is tried again reads its files again. */
const leastFreedBytes = 1024 * 1024;
/**
 * Quotas and some network disks do not show in the figures of the file system, so it is tried without a sign too: soon at
 * first, since it may have been full for a moment only, and ever more seldom.
 */
const firstTryMs = 2_000;
const lastTryMs = 60_000;

/** Does a small write, again and again until the disk takes it. */
export async function oncePossible<Result>(work: () => Result, { stop, onPause }: PauseDeps): Promise<Result | 'stopped'> {
  let isPaused = false;
  for (;;) {
    try {
      const result = work();
      if (isPaused) onPause(null);
      return result;
    } catch (fault) {
      if (!isOfDisk(fault)) throw fault;
      if (!isPaused) onPause(pauseOf(fault));
      isPaused = true;
    }
    await wait(lookEveryMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return 'stopped';
  }
}

/**
 * Waits until what found the disk full so many times is worth another try. `meanwhile` is called at every look; the wait
 * ends when it gives false.
 */
export async function untilRoom(
  fault: AppError,
  times: number,
  meanwhile: () => boolean,
  { config, stop, onPause }: PauseDeps & { readonly config: Config },
): Promise<'room' | 'stopped' | 'unwanted'> {
  const enough = roomBytes(config) + leastFreedBytes;
  const tryAt = performance.now() + Math.min(firstTryMs * 2 ** (times - 1), lastTryMs);
  onPause(pauseOf(fault));
  try {
    for (;;) {
      await wait(lookEveryMs, undefined, { signal: stop }).catch(() => undefined);
      if (stop.aborted) return 'stopped';
      if (!meanwhile()) return 'unwanted';
      if (holdReserve(config) && (roomBytes(config) >= enough || performance.now() > tryAt)) return 'room';
    }
  } finally {
    onPause(null);
  }
}

/** True for a disk that is full or refuses to be read or written. */
export function isOfDisk(fault: unknown): fault is AppError {
  return fault instanceof AppError && (fault.code === 'disk-full' || fault.code === 'path-refused');
}

function pauseOf({ code, message, hint }: AppError): JobPause {
  const remedy = code === 'disk-full' ? 'Free some space' : hint.replace(/\.$/, '');
  return { reason: `${message}. ${remedy}: it goes on by itself.`, since: new Date().toISOString() };
}
