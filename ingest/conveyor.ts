/** Keeps several candidates in work at once and hands out the results in their order, so that a run can be repeated exactly. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Candidate, Met } from './meet.ts';

interface Result {
  readonly candidate: Candidate;
  readonly met: Met;
}

export interface Conveyor {
  /** The next result; `waiting` after a fifth of a second without one; `finished` when there are no more. */
  next(): Promise<Result | 'waiting' | 'finished'>;
  /** Puts candidates before all that are not yet in work. */
  insert(candidates: readonly Candidate[]): void;
  /** What the next result is waited for; empty at the end. */
  current(): string;
}

/** Enough that two parser processes never wait for the reading or saving of small files. */
const mostAhead = 128;
/** Bytes in work are held in memory several times over: as read, in the pipe, and as text. */
const mostBytesAhead = 32 * 1024 * 1024;
/** Progress is shown, and a wish to stop is noticed, at least this often. */
const patienceMs = 200;

/** Starts at once with as many candidates as may be in work together. */
export function openConveyor(candidates: readonly Candidate[], work: (candidate: Candidate) => Promise<Met>): Conveyor {
  // Reversed, so that taking from the front and inserting there are cheap.
  const waiting = candidates.toReversed();
  const inWork: { readonly candidate: Candidate; readonly result: Promise<Result> }[] = [];
  let bytesInWork = 0;

  function fill(): void {
    while (inWork.length === 0 || (inWork.length < mostAhead && bytesInWork < mostBytesAhead)) {
      const candidate = waiting.pop();
      if (candidate === undefined) return;
      bytesInWork += bytesOf(candidate);
      const result = work(candidate).then((met) => ({ candidate, met }));
      // It is awaited in its turn; when an earlier one ends the run, that turn never comes.
      result.catch(() => undefined);
      inWork.push({ candidate, result });
    }
  }

  return {
    async next() {
      fill();
      const [head] = inWork;
      if (head === undefined) return 'finished';
      const patience = new AbortController();
      const tick = wait(patienceMs, 'waiting' as const, { signal: patience.signal });
      // Ended by us alone, when the result came first.
      tick.catch(() => undefined);
      const result = await Promise.race([head.result, tick]).finally(() => patience.abort());
      if (result === 'waiting') return result;
      inWork.shift();
      bytesInWork -= bytesOf(head.candidate);
      return result;
    },
    insert: (inserted) => {
      waiting.push(...inserted.toReversed());
    },
    current: () => inWork[0]?.candidate.source ?? '',
  };
}

function bytesOf(candidate: Candidate): number {
  switch (candidate.kind) {
    case 'file':
      return candidate.sizeBytes;
    case 'inner':
      return candidate.bytes.length;
    case 'refused':
    case 'closed-folder':
      return 0;
  }
}
