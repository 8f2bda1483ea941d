/** The last step of every removal: what is deleted leaves no byte, in the collection nor in what answers said of it. */
import type { AppStore, CollectionWriter } from '../core/ports.ts';

/**
 * Does nothing when nothing was removed. The collection is compacted last: until then it remembers that this is owed,
 * also when the process is killed in between.
 */
export function wipeRemoved(writer: CollectionWriter, app: Pick<AppStore, 'forgetDocuments'>): void {
  if (!writer.owesCompaction()) return;
  const there = new Set(writer.documents().flatMap(({ id, status }) => (status === 'indexed' ? [id] : [])));
  app.forgetDocuments(writer.name, (id) => there.has(id));
  writer.compact();
}
