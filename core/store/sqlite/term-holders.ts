/** Asks the word index which documents hold terms, and in which of their chunks. */
import type { Database } from 'better-sqlite3';
import type { TermHolder } from '../../ports.ts';
import { analyserVersion } from '../../text/analyze.ts';
import type { DocumentId, Span } from '../../types.ts';
import { wordLeg } from './invert.ts';
import { bodyCount, unpackPostings } from './posting-codec.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

/** See the port: every document that holds any of the terms, and those of which the index cannot tell. */
export function termHolders(database: Database): (terms: readonly string[]) => readonly TermHolder[] {
  // Other terms than a reading of today would find: prepared by an older analyser, cut inside a word, or with lines that stand for
  // pictures, which the index leaves out.
  const unsure = database
    .prepare<[string], DocumentId>(
      `SELECT id FROM document WHERE status = 'indexed'
       AND (has_cut_words = 1 OR picture_pages > 0 OR ' ' || recipe || ' ' NOT LIKE '% ' || ? || ' %') ORDER BY source`,
    )
    .pluck();
  const idOf = database.prepare<[number], DocumentId>('SELECT id FROM document WHERE key = ?').pluck();
  const chunksOf = database
    .prepare<[number], readonly [id: number, start: number, end: number]>(
      'SELECT id, start, "end" FROM chunk WHERE document_key = ? ORDER BY start',
    )
    .raw();
  return database.transaction((terms: readonly string[]) => {
    const snapshot = snapshotOf(database);
    const { held, isHolding } = holding(snapshot, terms);
    const doubtful = new Set(unsure.all(`terms@${analyserVersion}`));
    const found = Array.from(held, ([document, own]): TermHolder | null => {
      const key = snapshot.documentKeys[document] ?? 0;
      const documentId = idOf.get(key);
      if (documentId === undefined || doubtful.has(documentId)) return null;
      const chunks = chunksOf.all(key).filter(([id]) => isHolding[snapshot.slots[id - snapshot.firstId] ?? -1] === 1);
      return { documentId, terms: own, spans: chunks.map(([, start, end]): Span => ({ start, end })) };
    }).filter((holder) => holder !== null);
    return [...found, ...Array.from(doubtful, (documentId): TermHolder => ({ documentId, terms: new Set(), spans: null }))];
  });
}

/** The terms that each document's text holds, by its number; and a 1 for each chunk that holds any. */
function holding(
  snapshot: Snapshot,
  terms: readonly string[],
): { readonly held: ReadonlyMap<number, ReadonlySet<string>>; readonly isHolding: Uint8Array } {
  const held = new Map<number, Set<string>>();
  const isHolding = new Uint8Array(snapshot.chunkIds.length);
  for (const term of terms) {
    for (const list of snapshot.postings(wordLeg, term)) {
      const { ids, counts, size } = unpackPostings(list);
      for (let at = 0; at < size; at += 1) {
        const slot = snapshot.slots[(ids[at] ?? 0) - snapshot.firstId] ?? -1;
        // Titles and headings of the index are more than the text says.
        if (slot < 0 || bodyCount(counts[at] ?? 0) === 0) continue;
        isHolding[slot] = 1;
        const document = snapshot.documents[slot] ?? 0;
        const own = held.get(document);
        if (own === undefined) held.set(document, new Set([term]));
        else own.add(term);
      }
    }
  }
  return { held, isHolding };
}
