/** Queries on documents. Each function prepares its statements once and returns the query. */
import type { Database } from 'better-sqlite3';
import type { DocumentId, DocumentPage, DocumentRecord, DocumentStatus, DocumentsWanted } from '../../types.ts';
import { isNamed, pageOf } from '../document-page.ts';

/** The columns of a record, in the order of `RecordRow`. */
const recordColumns = `id, source, title, format, status, reason, warnings, pages, characters, tokens, chunks,
  size_bytes, hash, language, ingested_at, picture_pages`;

type RecordRow = readonly [
  id: DocumentId,
  source: string,
  title: string,
  format: string,
  status: DocumentStatus,
  reason: string,
  warnings: string,
  pages: number,
  characters: number,
  tokens: number,
  chunks: number,
  sizeBytes: number,
  hash: string,
  language: string,
  ingestedAt: string,
  picturePages: number,
];

function recordOf(row: RecordRow): DocumentRecord {
  const [id, source, title, format, status, reason, warnings, pages, characters, tokens, chunks, sizeBytes, hash, language, ...rest] = row;
  const [ingestedAt, picturePages] = rest;
  return {
    id,
    source,
    title,
    format,
    status,
    reason,
    warnings: unpackList(warnings),
    pages,
    ...(picturePages === 0 ? {} : { picturePages }),
    characters,
    tokens,
    chunks,
    sizeBytes,
    hash,
    language,
    ingestedAt,
  };
}

/** A list of sentences or headings as text; empty lists, which are most, cost nothing to read. */
export function packList(list: readonly string[]): string {
  return list.length === 0 ? '' : JSON.stringify(list);
}

export function unpackList(text: string): readonly string[] {
  return text === '' ? [] : (JSON.parse(text) as readonly string[]);
}

/** Every document by source, in the order of its UTF-8 bytes. */
export function allRecords(database: Database): () => readonly DocumentRecord[] {
  const select = database.prepare<[], RecordRow>(`SELECT ${recordColumns} FROM document ORDER BY source`).raw();
  return () => select.all().map(recordOf);
}

export function recordById(database: Database): (id: DocumentId) => DocumentRecord | null {
  const select = database.prepare<[DocumentId], RecordRow>(`SELECT ${recordColumns} FROM document WHERE id = ?`).raw();
  return (id) => {
    const row = select.get(id);
    return row === undefined ? null : recordOf(row);
  };
}

/** The row number of a document; null when it is not there. */
export function keyOf(database: Database): (id: DocumentId) => number | null {
  const select = database.prepare<[DocumentId], number>('SELECT key FROM document WHERE id = ?').pluck();
  return (id) => select.get(id) ?? null;
}

/** One page of the list, in the same order; the index on the source leads to its first document. */
export function recordPage(database: Database): (wanted: DocumentsWanted) => DocumentPage {
  database.function('holds', { deterministic: true }, (source, title, needle) =>
    isNamed({ source: String(source), title: String(title) }, String(needle)) ? 1 : 0,
  );
  const matches = `(:show = 'all' OR (:show = 'unread' AND status <> 'indexed') OR (:show = 'doubtful' AND status = 'indexed' AND warnings <> ''))
    AND (:since = '' OR ingested_at >= :since) AND (:holding = '' OR holds(source, title, :holding))`;
  const count = database.prepare<[DocumentsWanted], number>(`SELECT count(*) FROM document WHERE ${matches}`).pluck();
  const select = database
    .prepare<[DocumentsWanted], RecordRow>(
      `SELECT ${recordColumns} FROM document WHERE source > :after AND ${matches} ORDER BY source LIMIT :limit`,
    )
    .raw();
  return (wanted) => pageOf(select.all({ ...wanted, limit: wanted.limit + 1 }).map(recordOf), wanted.limit, count.get(wanted) ?? 0);
}
