/**
 * What other questions drove out of the model comes back when nobody asks. Once, until somebody has asked about it
 * again: a reading that nobody uses is not worth repeating.
 */
import type { AnswerEvent, Plan } from '../../core/types.ts';
import type { LastAsked } from './last-asked.ts';
import type { WarmUps } from './warm-ups.ts';

export interface Returning {
  /** Passes the events of an answer on, and looks afterwards at what it has cost the model. */
  follow(collection: string, events: AsyncIterable<AnswerEvent>): AsyncIterable<AnswerEvent>;
  /** A collection was read ahead to its end. */
  wasRead(read: LastAsked): void;
  /** Resolves when nothing is being looked at. */
  settled(): Promise<void>;
}

interface Kept extends LastAsked {
  /** Somebody has asked about it since it last came back. */
  readonly isUsed: boolean;
}

/** `lastAsked` names the model that was asked last: one that was asked nothing has lost nothing. */
export function returning(
  warmUps: Pick<WarmUps, 'state' | 'begin' | 'isBusy'>,
  lastAsked: () => LastAsked | null,
  signal: AbortSignal,
): Returning {
  let kept: Kept | null = null;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    if (kept === null || !kept.isUsed || kept.model !== lastAsked()?.model || warmUps.isBusy()) return;
    const { collection, model } = kept;
    try {
      const { state } = await warmUps.state(collection, model, signal);
      if (state !== 'cold' || signal.aborted) return;
      kept = { collection, model, isUsed: false };
      warmUps.begin({ collection, model, mode: 'auto' });
    } catch {
      // It was deleted, or its model is gone: there is nothing to come back to.
      kept = null;
    }
  }

  function note(collection: string, plan: Plan | null): void {
    const asked = lastAsked();
    if (plan?.mode === 'whole' && asked?.collection === collection) kept = { ...asked, isUsed: true };
    else looking = looking.then(look);
  }

  return {
    async *follow(collection, events) {
      let plan: Plan | null = null;
      try {
        for await (const event of events) {
          if (event.type === 'plan-ready') plan = event.plan;
          yield event;
        }
      } finally {
        // Also when it was stopped on the way: what it had read is in the cache all the same.
        note(collection, plan);
      }
    },
    wasRead({ collection, model }) {
      const isSame = kept?.collection === collection && kept.model === model;
      kept = { collection, model, isUsed: isSame ? (kept?.isUsed ?? true) : true };
    },
    settled: () => looking,
  };
}
