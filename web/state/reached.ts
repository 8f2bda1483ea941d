/** What a running job has read so far, for the list of its files. */
import { signal } from '@preact/signals';
import type { DocumentRecord, Job } from '../../core/types.ts';
import { getDocuments } from '../api/collections.ts';

/** As many as the server gives at one time. Of a larger job only what needs a look is listed: nobody reads the rest. */
export const mostReached = 2_000;

/** By job. */
export const reached = signal<ReadonlyMap<string, readonly DocumentRecord[]>>(new Map());

export async function loadReached({ id, collection, createdAt, total }: Job): Promise<void> {
  const show = total > mostReached ? 'unread' : 'all';
  const wanted = { after: '', limit: mostReached, holding: '', show, since: createdAt } as const;
  // The list of files is a comfort: when it cannot be had, the bar above it still tells how far the job is.
  const page = await getDocuments(collection, wanted).catch(() => null);
  if (page !== null) reached.value = new Map([...reached.value, [id, page.documents]]);
}
