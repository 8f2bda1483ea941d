import type { AnswerEvent } from '../../../core/types.ts';

type Progress = Extract<AnswerEvent, { type: 'progress' }>;

// A person sees ten steps a second as a movement; thousands of small documents need not be an event each.
const leastPauseMs = 100;

/** Counts the sections that have been read, and says how long the rest will take at the same pace. */
export function scanClock(total: number): {
  start(): Progress;
  /** So many more were read; silent when the last event is hardly a moment ago, except at the end. */
  read(sections: number): Iterable<Progress>;
} {
  const startedMs = Date.now();
  let done = 0;
  let toldMs = startedMs;
  const progress = (): Progress => {
    const etaMs = done === 0 ? null : Math.round(((Date.now() - startedMs) * (total - done)) / done);
    return { type: 'progress', phase: 'reading', done, total, etaMs };
  };
  return {
    start: progress,
    *read(sections) {
      done += sections;
      if (sections === 0 || (done < total && Date.now() - toldMs < leastPauseMs)) return;
      toldMs = Date.now();
      yield progress();
    },
  };
}
