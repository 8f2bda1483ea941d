/** Queries on documents. Each function prepares its statements once and returns the query. */
import type { Database } from 'better-sqlite3';
import type { CollectionSummary, DocumentId, DocumentRecord, DocumentStatus } from '../../types.ts';

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

/** Counts what can be answered from: skipped and failed files are listed, not counted. */
export function summaryOf(database: Database, name: string): () => CollectionSummary {
  const totals = database.prepare<[], Pick<CollectionSummary, 'documents' | 'chunks' | 'tokens'>>(
    `SELECT count(*) AS documents, coalesce(sum(chunks), 0) AS chunks, coalesce(sum(tokens), 0) AS tokens
     FROM document WHERE status = 'indexed'`,
  );
  const updatedAt = database.prepare<[], string>('SELECT updated_at FROM collection').pluck();
  return () => ({
    name,
    ...(totals.get() ?? { documents: 0, chunks: 0, tokens: 0 }),
    sizeBytes: Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true })),
    updatedAt: updatedAt.get() ?? '',
  });
}
