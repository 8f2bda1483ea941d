/** When to read ahead without being told: at the start, after an ingest, and when the model has been loaded again. */
import type { AppStore } from '../../core/ports.ts';
import type { Job } from '../../core/types.ts';
import type { LastAsked } from './last-asked.ts';
import type { WantedReading } from './warm-ups.ts';

export interface Occasions {
  /** What has become worth reading since the last look; null when nothing has. */
  look(): Promise<WantedReading | null>;
}

export interface OccasionSources {
  readonly app: Pick<AppStore, 'unfinished' | 'done'>;
  lastAsked(): LastAsked | null;
  /** Whether the model may still hold what it had read; null when its server does not answer. */
  isHeld(asked: LastAsked): Promise<boolean | null>;
  now(): number;
}

/** How often the model server is asked whether the model is still loaded. */
const askEveryMs = 30_000;
/** Doubled each time, halved when it is still there: another program that loads the model its own way must not be fought with. */
const longestPauseMs = 3_600_000;

export function occasions({ app, lastAsked, isHeld, now }: OccasionSources): Occasions {
  const seen = new Set<string>();
  let isFirstLook = true;
  let wasGone = false;
  let pauseMs = askEveryMs;
  let askAgainMs = 0;

  /** The collection whose ingest ended last since the last look, whoever made it: a command may have. */
  function ingested(): string | null {
    return app.unfinished().length > 0 ? null : (newlyDone()[0]?.collection ?? null);
  }

  function newlyDone(): readonly Pick<Job, 'id' | 'collection'>[] {
    const ended = app.done().filter(({ id }) => !seen.has(id));
    for (const { id } of ended) seen.add(id);
    return ended;
  }

  /** What was asked last, when the model has lost it. */
  async function lost(): Promise<LastAsked | null> {
    const asked = lastAsked();
    if (asked === null || now() < askAgainMs) return null;
    askAgainMs = now() + askEveryMs;
    const isThere = await isHeld(asked);
    const cameBack = isThere === true && wasGone;
    wasGone = isThere === null;
    if (isThere === true && !cameBack) pauseMs = Math.max(askEveryMs, pauseMs / 2);
    if (isThere !== false && !cameBack) return null;
    askAgainMs = now() + pauseMs;
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    return asked;
  }

  /** At the start nothing is known to be held, and reading it is no fight with anybody. */
  function first(): LastAsked | null {
    isFirstLook = false;
    askAgainMs = now() + askEveryMs;
    newlyDone();
    return lastAsked();
  }

  return {
    async look() {
      const collection = isFirstLook ? null : ingested();
      if (collection !== null) return { collection, model: lastAsked()?.model ?? '', mode: 'auto' };
      const found = isFirstLook ? first() : await lost();
      return found === null ? null : { ...found, mode: 'auto' };
    },
  };
}
