/** Finds the documents that did not vanish but are called something else now. */
import { documentIdOf } from '../core/hash.ts';
import type { AppStore, CollectionWriter, Renamed } from '../core/ports.ts';
import type { DocumentId, DocumentRecord } from '../core/types.ts';

/** By old source. The bytes are the same and the text too: another ending may have had them read in another way. */
export function renamed(
  gone: readonly string[],
  met: ReadonlySet<string>,
  writer: Pick<CollectionWriter, 'documents' | 'document'>,
): ReadonlyMap<string, DocumentRecord> {
  if (gone.length === 0) return new Map();
  const records = writer.documents().filter(({ status }) => status === 'indexed');
  const bySource = new Map(records.map((record) => [record.source, record]));
  const here = Map.groupBy(
    records.filter(({ source }) => met.has(source)),
    ({ hash }) => hash,
  );
  const textOf = (id: DocumentId): string | undefined => writer.document(id)?.parsed.text;
  return new Map(
    gone.flatMap((source) => {
      const before = bySource.get(source);
      const now = here.get(before?.hash ?? '')?.find(({ id }) => before !== undefined && textOf(id) === textOf(before.id));
      return now === undefined ? [] : [[source, now] as const];
    }),
  );
}

/**
 * Answers and vectors follow their documents. Before the old ones are removed: whoever is killed in between finds the
 * same again at the next run.
 */
export function followRenamed(
  found: ReadonlyMap<string, DocumentRecord>,
  writer: Pick<CollectionWriter, 'name' | 'inheritVectors'>,
  app: Pick<AppStore, 'followRenamed'>,
): void {
  if (found.size === 0) return;
  const byId: Renamed = new Map([...found].map(([source, record]) => [documentIdOf(source), record]));
  for (const [from, { id }] of byId) writer.inheritVectors(from, id);
  app.followRenamed(writer.name, byId);
}
