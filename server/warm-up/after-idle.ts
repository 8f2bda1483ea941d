import type { Config } from '../../core/config.ts';
import { whenPutInOrder } from '../answer/pack/shelf.ts';
import { lastAsked } from './last-asked.ts';
import type { WarmUps } from './warm-ups.ts';

/** A pack that was put in order while nobody asked is read again at once, if it is of the collection that was asked last. */
export function readAfterIdle(config: Config, warmUps: Pick<WarmUps, 'begin'>, stop: AbortSignal): void {
  whenPutInOrder(config, (collection) => {
    const asked = lastAsked(config);
    if (asked?.collection === collection && !stop.aborted) warmUps.begin({ ...asked, mode: 'auto' });
  });
}
