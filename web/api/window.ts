/** What a collection takes of the models' windows, and what a model has read of it ahead of any question. */
import type { Ledger, WarmUp } from '../../core/types.ts';
import { call, collectionPath } from './http.ts';

export function getLedger(collection: string, signal: AbortSignal): Promise<Ledger> {
  return call('GET', collectionPath(collection, 'ledger'), { signal });
}

/** Whether the model has read the collection, and how far it is. */
export function getWarmUp(collection: string, model: string): Promise<WarmUp> {
  const query = model === '' ? '' : `?model=${encodeURIComponent(model)}`;
  return call('GET', collectionPath(collection, 'warm-up') + query);
}

export function beginWarmUp(collection: string, model: string): Promise<WarmUp> {
  return call('POST', collectionPath(collection, 'warm-up'), { body: { model } });
}

export function endWarmUp(collection: string): Promise<WarmUp> {
  return call('DELETE', collectionPath(collection, 'warm-up'));
}
