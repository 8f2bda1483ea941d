/** Reading ahead as the server does it: by itself where the config says so, and for people who want it. */
import type { Config } from '../../core/config.ts';
import { faultFigures, log } from '../../core/log.ts';
import type { AppStore } from '../../core/ports.ts';
import { answerDeps } from '../answering.ts';
import { isModelHeld } from '../generate/index.ts';
import { emptyStaleFiles } from '../generate/llama-slots/stale.ts';
import type { CollectionPool } from '../search/pool.ts';
import { readAfterIdle } from './after-idle.ts';
import { lastAsked } from './last-asked.ts';
import { occasions } from './occasions.ts';
import { type Returning, returning } from './returning.ts';
import { openWarmUps, type WarmUps } from './warm-ups.ts';

export interface ServerWarmUps extends WarmUps {
  /** Passes the events of an answer on; what it drove out of the model is read again when nobody asks. */
  follow: Returning['follow'];
}

/** An ingest that has just ended is followed soon enough; looking costs one small query. */
const lookEveryMs = 2_000;
/** Half a minute: a server that is down is not to be asked all the time. */
const looksBetweenEmptying = 15;

export function startWarmUps(config: Config, app: AppStore, collections: CollectionPool): ServerWarmUps {
  const stop = new AbortController();
  const warmUps = openWarmUps(
    (collection, model, signal) => answerDeps(collections.access(collection), model, config, signal),
    (collection, model) => back.wasRead({ collection, model }),
  );
  const back = returning(warmUps, () => lastAsked(config), stop.signal);
  const watched = occasions({
    app,
    lastAsked: () => lastAsked(config),
    isHeld: ({ model }) => isModelHeld(config, model, stop.signal),
    now: Date.now,
  });
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      const found = config.warmUp === 'auto' ? await watched.look() : null;
      if (found !== null && !stop.signal.aborted) warmUps.begin(found);
      if (looks++ % looksBetweenEmptying === 0) await emptyStaleFiles(config.data, stop.signal);
    } catch (fault) {
      // The next look may do better; nobody waits for this one.
      if (!stop.signal.aborted) log('warning', 'reading ahead', faultFigures(fault));
    }
    if (!stop.signal.aborted) timer = setTimeout(again, lookEveryMs).unref();
  }

  const again = (): void => {
    looking = look();
  };
  let looks = 0;
  let timer = setTimeout(again, 0).unref();

  if (config.warmUp === 'auto') readAfterIdle(config, warmUps, stop.signal);

  return {
    ...warmUps,
    follow: config.warmUp === 'auto' ? back.follow : (_collection, events) => events,
    async close() {
      stop.abort();
      clearTimeout(timer);
      await Promise.all([looking, back.settled()]);
      await warmUps.close();
    },
  };
}
