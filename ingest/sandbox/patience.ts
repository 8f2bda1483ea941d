/**
 * How long a file may keep its parser. What counts is the processor time that it had: on a busy machine a second of
 * work takes many on the clock, and that is no fault of the file.
 */
import type { ProcessorUse } from './processor-use.ts';

export type Impatience = 'processor' | 'asleep' | 'clock';

export interface Patience {
  /** Looks at the process: the reason to stop it, or the milliseconds until the next look. */
  look(now: number, use: ProcessorUse | null): Impatience | number;
}

/** Eight busy programs on two cores, with Carrel at a lower priority than they, leave it about a twentieth. */
const clockLimits = 20;
/** Where processor time is not known the clock must do; a hanging file then holds up the others for so many limits. */
const clockLimitsAlone = 4;
/** Under this share of a processor a parser that sleeps does nothing: timers and collected garbage take less. */
const idleShare = 0.01;
const leastLookMs = 50;

/** The longest that a file may take by the clock, whatever the machine does meanwhile. */
export function clockLimitMs(limitMs: number, isProcessorKnown: boolean): number {
  return limitMs * (isProcessorKnown ? clockLimits : clockLimitsAlone);
}

/** Patience with the file that begins now; `use` is what the process had before. */
export function patience(limitMs: number, begunAt: number, use: ProcessorUse | null): Patience {
  const usedBefore = use?.usedMs ?? 0;
  let lastUsedMs = usedBefore;
  let lastLookAt = begunAt;
  let busyUntil = begunAt;

  return {
    look(now, current) {
      const most = clockLimitMs(limitMs, current !== null);
      if (now - begunAt >= most) return 'clock';
      if (current === null) return Math.max(leastLookMs, begunAt + most - now);
      const left = limitMs - (current.usedMs - usedBefore);
      if (left <= 0) return 'processor';
      if (!current.isAsleep || current.usedMs - lastUsedMs >= idleShare * (now - lastLookAt)) busyUntil = now;
      [lastUsedMs, lastLookAt] = [current.usedMs, now];
      if (now - busyUntil >= limitMs) return 'asleep';
      return Math.max(leastLookMs, Math.min(left, busyUntil + limitMs - now));
    },
  };
}
