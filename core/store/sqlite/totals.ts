/** The sums over all documents, kept in the collection's own row: nobody adds them up to read them. */
import type { Database } from 'better-sqlite3';
import type { CollectionSummary, DocumentId } from '../../types.ts';

type Totals = Pick<CollectionSummary, 'documents' | 'chunks' | 'tokens' | 'doubtful' | 'unread'>;

/** What documents add to the sums; those that were not read are listed, not counted. */
const shares = `sum(status = 'indexed') AS documents, sum(iif(status = 'indexed', chunks, 0)) AS chunks,
  sum(iif(status = 'indexed', tokens, 0)) AS tokens, sum(status = 'indexed' AND warnings <> '') AS doubtful,
  sum(status <> 'indexed') AS unread`;

/** Takes a document out of the sums before it changes (-1), or puts it in afterwards (1). Nothing for one that is not there. */
export function documentCounter(database: Database): (id: DocumentId, sign: 1 | -1) => void {
  const add = database.prepare<[{ id: DocumentId; sign: 1 | -1 }]>(
    `UPDATE collection SET documents = collection.documents + :sign * share.documents,
       chunks = collection.chunks + :sign * share.chunks, tokens = collection.tokens + :sign * share.tokens,
       doubtful = collection.doubtful + :sign * share.doubtful, unread = collection.unread + :sign * share.unread
     FROM (SELECT ${shares} FROM document WHERE id = :id GROUP BY id) AS share`,
  );
  return (id, sign) => {
    add.run({ id, sign });
  };
}

/** Counts what can be answered from: skipped and failed files are listed, not counted. */
export function summaryOf(database: Database, name: string): () => CollectionSummary {
  const kept = database.prepare<[], Totals & Pick<CollectionSummary, 'updatedAt'>>(
    'SELECT documents, chunks, tokens, doubtful, unread, updated_at AS updatedAt FROM collection',
  );
  return () => {
    const totals = kept.get() ?? { documents: 0, chunks: 0, tokens: 0, doubtful: 0, unread: 0, updatedAt: '' };
    const sizeBytes = Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true }));
    return { name, ...totals, sizeBytes };
  };
}

/** For the check of a collection: its sums are what its documents come to. */
export function totalsFindings(database: Database): readonly string[] {
  const kept = database.prepare('SELECT documents, chunks, tokens, doubtful, unread FROM collection').raw().get();
  const summed = database.prepare(`SELECT ${shares} FROM document`).raw().get() as readonly (number | null)[];
  const isSame = JSON.stringify(kept) === JSON.stringify(summed.map((sum) => sum ?? 0));
  return isSame ? [] : ['its totals are not what its documents come to'];
}
