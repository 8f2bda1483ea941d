/** Keeps the posting lists: new chunks wait in a small table, then become a segment; segments are merged and cleaned. */
import type { Database } from 'better-sqlite3';
import type { ChunkTerms } from '../../types.ts';
import { invert, type TermRow, trigramLeg, wordLeg } from './invert.ts';
import { addPosting, packFigures, postingWriter, readPostings, unpackFigures } from './posting-codec.ts';

// Sealing costs about 0.2 ms a chunk and a row a term; readers search waiting chunks from memory. Measured in test/bench.
const freshLimit = 512;
// A question looks up each term once a segment; below this the lookups are not felt.
const mostSegments = 8;
// Terms rewritten at a time: keeps a merge of any size in some 50 MB.
const termsAtOnce = 4_000;

interface FreshRow extends ChunkTerms {
  readonly id: number;
  readonly documentKey: number;
}

interface PostingRow {
  readonly leg: number;
  readonly term: string;
  readonly segment: number;
  readonly chunks: Uint8Array;
}

/** Makes chunks searchable. Part of the caller's transaction. */
export function addFresh(database: Database, rows: readonly { readonly id: number; readonly terms: ChunkTerms }[]): void {
  if (count(database, 'fresh_chunk') >= freshLimit) seal(database);
  const insert = database.prepare('INSERT INTO fresh_chunk (chunk_id, title, headings, body, letters) VALUES (?, ?, ?, ?, ?)');
  for (const { id, terms } of rows) insert.run(id, terms.title, terms.headings, terms.body, terms.trigramText);
}

/** Hides chunks from every search at once; their words leave the file with `purge`. Part of the caller's transaction. */
export function hideChunks(database: Database, chunkIds: readonly number[]): void {
  const isFresh = database.prepare('DELETE FROM fresh_chunk WHERE chunk_id = ?');
  const hide = database.prepare('INSERT OR IGNORE INTO dead_chunk (chunk_id) VALUES (?)');
  for (const id of chunkIds) if (isFresh.run(id).changes === 0) hide.run(id);
}

/** The chunks that wait for a segment, above an id, ids ascending. */
export function freshRows(database: Database, above: number): readonly TermRow[] {
  const rows = database
    .prepare<[number], FreshRow>(
      `SELECT chunk_id AS id, document_key AS documentKey, title, fresh_chunk.headings, body, letters AS trigramText
       FROM fresh_chunk JOIN chunk ON chunk.id = chunk_id WHERE chunk_id > ? ORDER BY chunk_id`,
    )
    .all(above);
  return rows.map(({ id, documentKey, title, headings, body, trigramText }) => ({
    id,
    documentKey,
    terms: { title, headings, body, trigramText },
  }));
}

/** Turns the waiting chunks into a segment. */
function seal(database: Database): void {
  const rows = freshRows(database, 0);
  if (rows.length === 0) return;
  const { legs, figures } = invert(rows);
  const { lastInsertRowid } = database.prepare('INSERT INTO segment (chunks) VALUES (?)').run(packFigures(figures));
  const insert = database.prepare('INSERT INTO posting (leg, term, segment, chunks) VALUES (?, ?, ?, ?)');
  for (const leg of [wordLeg, trigramLeg] as const) {
    // In key order, pages are filled one after the other.
    for (const term of [...legs[leg].keys()].sort()) insert.run(leg, term, lastInsertRowid, legs[leg].get(term));
  }
  database.prepare('DELETE FROM fresh_chunk').run();
}

/** Brings the index to its resting form: no waiting chunks, few segments, no word of a removed chunk. One transaction. */
export function settle(database: Database): void {
  database
    .transaction(() => {
      seal(database);
      if (count(database, 'dead_chunk') > 0 || count(database, 'segment') > mostSegments) rewrite(database);
    })
    .immediate();
}

function count(database: Database, table: 'fresh_chunk' | 'dead_chunk' | 'segment'): number {
  return database.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
}

/** Merges all segments into one and leaves the dead out. */
function rewrite(database: Database): void {
  const dead = new Set(database.prepare<[], number>('SELECT chunk_id FROM dead_chunk').pluck().all());
  const segments = database.prepare<[], Uint8Array>('SELECT chunks FROM segment ORDER BY id').pluck().all();
  const figures = segments.flatMap((chunks) => unpackFigures(chunks)).filter(({ id }) => !dead.has(id));
  const { lastInsertRowid } = database.prepare('INSERT INTO segment (chunks) VALUES (?)').run(packFigures(figures));
  const target = Number(lastInsertRowid);
  for (const leg of [wordLeg, trigramLeg]) rewriteLeg(database, leg, target, dead);
  database.prepare('DELETE FROM segment WHERE id <> ?').run(target);
  database.prepare('DELETE FROM dead_chunk').run();
}

function rewriteLeg(database: Database, leg: number, target: number, dead: ReadonlySet<number>): void {
  const select = database.prepare<[{ leg: number; last: string; limit: number }], PostingRow>(
    `SELECT leg, term, segment, chunks FROM posting WHERE leg = :leg AND term IN
       (SELECT DISTINCT term FROM posting WHERE leg = :leg AND term > :last ORDER BY term LIMIT :limit)
     ORDER BY term, segment`,
  );
  const remove = database.prepare('DELETE FROM posting WHERE leg = ? AND term BETWEEN ? AND ?');
  const insert = database.prepare('INSERT INTO posting (leg, term, segment, chunks) VALUES (?, ?, ?, ?)');
  let last = '';
  for (;;) {
    const rows = select.all({ leg, last, limit: termsAtOnce });
    const first = rows[0];
    if (first === undefined) return;
    last = rows.at(-1)?.term ?? last;
    remove.run(leg, first.term, last);
    for (const [term, lists] of Map.groupBy(rows, (row) => row.term)) {
      const merged = mergedPostings(lists, dead);
      if (merged.length > 0) insert.run(leg, term, target, merged);
    }
  }
}

function mergedPostings(lists: readonly PostingRow[], dead: ReadonlySet<number>): Uint8Array {
  const writer = postingWriter();
  for (const { chunks } of lists) {
    readPostings(chunks, (id, counts) => {
      if (!dead.has(id)) addPosting(writer, id, counts);
    });
  }
  return Uint8Array.from(writer.bytes);
}
