/** What a collection takes of the models' windows, and what a model has read of it ahead of any question. */
import type { Ledger } from '../../core/types.ts';
import { call, collectionPath } from './http.ts';

/** How far a model is with reading a collection ahead. */
export interface WarmUp {
  readonly state: 'cold' | 'waiting' | 'reading' | 'warm' | 'failed';
  readonly model: string;
  /** In tokens. */
  readonly done: number;
  readonly total: number;
  readonly etaMs: number | null;
  /** Why it is not warm; empty when it is, or when nobody has asked for it. */
  readonly reason: string;
}

export function getLedger(collection: string, signal: AbortSignal): Promise<Ledger> {
  return call('GET', collectionPath(collection, 'ledger'), { signal });
}

export function callWarmUp(method: 'GET' | 'POST' | 'DELETE', collection: string): Promise<WarmUp> {
  return call(method, collectionPath(collection, 'warm-up'));
}
