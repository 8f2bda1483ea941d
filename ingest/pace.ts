/** How far an ingest is and when it will end, from what it has measured so far. */
import type { Candidate } from './meet.ts';

export interface IngestProgress {
  readonly done: number;
  readonly total: number;
  readonly etaMs: number | null;
  /** The source or phase that is being worked on. */
  readonly current: string;
}

/** What a file costs beside its bytes: 2 ms for opening, storing and indexing, in which 20 kB of text are prepared. */
const fileWeight = 20_000;
/** Before that the start of the parser processes dominates and the forecast would be wild. */
const leastMs = 1500;
/** Often enough to look alive, seldom enough that storing it costs nothing. */
const intervalMs = 200;

export interface Pace {
  /** More files turned up, found or taken out of others. */
  add(candidates: readonly Candidate[]): void;
  finish(candidate: Candidate): void;
  /** True when the last progress is old enough for the next. */
  isDue(): boolean;
  progress(current: string): IngestProgress;
}

/** Starts the clock. */
export function startPace(): Pace {
  const startedAt = performance.now();
  let done = 0;
  let total = 0;
  let weightDone = 0;
  let weightTotal = 0;
  let shownAt = startedAt;
  return {
    add(candidates) {
      total += candidates.length;
      for (const candidate of candidates) weightTotal += weightOf(candidate);
    },
    finish(candidate) {
      done += 1;
      weightDone += weightOf(candidate);
    },
    isDue: () => performance.now() - shownAt >= intervalMs,
    progress(current) {
      shownAt = performance.now();
      const elapsedMs = shownAt - startedAt;
      const isKnown = weightDone > 0 && elapsedMs > leastMs;
      return { done, total, etaMs: isKnown ? Math.round((elapsedMs * (weightTotal - weightDone)) / weightDone) : null, current };
    },
  };
}

function weightOf(candidate: Candidate): number {
  switch (candidate.kind) {
    case 'file':
      return candidate.sizeBytes + fileWeight;
    case 'inner':
      return candidate.bytes.length + fileWeight;
    case 'refused':
    case 'closed-folder':
      return fileWeight;
  }
}
