/** Writes the rows of one document. Runs inside the writer's transaction. */
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { documentIdOf } from '../../hash.ts';
import type { OriginalFile } from '../../ports.ts';
import type { ChunkId, DocumentId, DocumentRecord, PreparedDocument } from '../../types.ts';
import { assertTiled } from '../tiling.ts';
import { type DigestedContent, digestOf, nothingRead } from './digest.ts';
import { sumKeeper } from './document-sums.ts';
import { packList } from './documents.ts';
import { imageAdder, packImages, packReferences } from './images.ts';
import { packBoxes, packMaps } from './maps.ts';
import { addToIndex, removeFromIndex } from './search-index.ts';
import { textValue } from './text-value.ts';
import { documentCounter } from './totals.ts';

/** What a file that was not read leaves behind. */
export type UnreadFile = Omit<OriginalFile, 'kept'> & { readonly recipe: string };

type DocumentRow = Omit<DocumentRecord, 'warnings' | 'picturePages'> & {
  readonly picturePages: number;
  readonly warnings: string;
  readonly recipe: string;
  readonly origin: string;
  readonly digest: string;
};

/** Replaces all rows of the source by the prepared document. */
export function documentSaver(database: Database): (file: OriginalFile, prepared: PreparedDocument) => DocumentId {
  const clear = documentClearer(database);
  const upsert = documentUpserter(database);
  const addMaps = database.prepare<[number, Buffer, Buffer]>('INSERT INTO document_maps (document_key, maps, boxes) VALUES (?, ?, ?)');
  const addOriginal = database.prepare<[number, string | null, Uint8Array | null]>(
    'INSERT INTO document_original (document_key, path, bytes) VALUES (?, ?, ?)',
  );
  const addChunks = chunkAdder(database);
  const addImages = imageAdder(database);
  const count = documentCounter(database);
  const keepSums = sumKeeper(database);
  return (file, prepared) => {
    assertTiled(file.source, prepared);
    const maps = packMaps(prepared.parsed);
    const boxes = packBoxes(prepared.parsed.boxes);
    const images = packImages(prepared.parsed.images);
    const references = packReferences(prepared.parsed.pictureReferences);
    const row = indexedRow(file, prepared, { maps, boxes, images, references });
    clear(row.id);
    const key = upsert(row);
    addMaps.run(key, maps, boxes);
    addImages(key, images, references);
    keepSums(key, prepared.parsed.text, prepared.chunks);
    const { kept } = file;
    addOriginal.run(key, kept.kind === 'path' ? kept.path : null, kept.kind === 'bytes' ? kept.bytes : null);
    count(row.id, 1);
    addToIndex(database, addChunks(key, prepared));
    return row.id;
  };
}

/** Replaces all rows of the source by a line that says why it was not read. */
export function unreadSaver(database: Database): (file: UnreadFile, status: 'skipped' | 'failed', reason: string) => DocumentId {
  const clear = documentClearer(database);
  const upsert = documentUpserter(database);
  const count = documentCounter(database);
  return (file, status, reason) => {
    const row = unreadRow(file, status, reason);
    clear(row.id);
    upsert(row);
    count(row.id, 1);
    return row.id;
  };
}

/** Removes every row of a document, its words and vectors too. False when there was none. */
export function documentRemover(database: Database): (id: DocumentId) => boolean {
  const clear = documentClearer(database);
  const remove = database.prepare<[DocumentId]>('DELETE FROM document WHERE id = ?');
  return (id) => {
    clear(id);
    return remove.run(id).changes > 0;
  };
}

/** Removes what hangs on the document row, which itself stays, and takes it out of the sums. */
function documentClearer(database: Database): (id: DocumentId) => void {
  const key = database.prepare<[DocumentId], number>('SELECT key FROM document WHERE id = ?').pluck();
  const chunkIds = database.prepare<[number], ChunkId>('SELECT id FROM chunk WHERE document_key = ?').pluck();
  const removals = ['chunk', 'document_maps', 'document_original', 'document_image', 'picture_reference'].map((table) =>
    database.prepare<[number]>(`DELETE FROM ${table} WHERE document_key = ?`),
  );
  const count = documentCounter(database);
  return (id) => {
    const row = key.get(id);
    if (row === undefined) return;
    count(id, -1);
    removeFromIndex(database, chunkIds.all(row));
    for (const removal of removals) removal.run(row);
  };
}

function documentUpserter(database: Database): (row: DocumentRow) => number {
  const upsert = database
    .prepare<[DocumentRow], number>(
      `INSERT INTO document (id, source, title, format, status, reason, warnings, pages, picture_pages, characters, tokens,
         chunks, size_bytes, hash, language, recipe, origin, ingested_at, digest)
       VALUES (:id, :source, :title, :format, :status, :reason, :warnings, :pages, :picturePages, :characters, :tokens, :chunks,
         :sizeBytes, :hash, :language, :recipe, :origin, :ingestedAt, :digest)
       ON CONFLICT (id) DO UPDATE SET title = excluded.title, format = excluded.format, status = excluded.status,
         reason = excluded.reason, warnings = excluded.warnings, pages = excluded.pages, picture_pages = excluded.picture_pages, characters = excluded.characters,
         tokens = excluded.tokens, chunks = excluded.chunks, size_bytes = excluded.size_bytes, hash = excluded.hash,
         language = excluded.language, recipe = excluded.recipe, origin = excluded.origin,
         ingested_at = excluded.ingested_at, digest = excluded.digest
       RETURNING key`,
    )
    .pluck();
  return (row) => {
    const key = upsert.get(row);
    if (key === undefined) throw new AppError('internal', `"${row.source}" was not stored`, 'Ingest it again.');
    return key;
  };
}

function chunkAdder(database: Database): (key: number, prepared: PreparedDocument) => Parameters<typeof addToIndex>[1] {
  const insert = database.prepare(
    `INSERT INTO chunk (document_key, ordinal, start, "end", section_start, section_end, tokens, headings, text)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (key, { parsed, language, chunks, terms }) =>
    terms.flatMap((chunkTerms, ordinal) => {
      const chunk = chunks[ordinal];
      if (chunk === undefined) return [];
      const { span, section, tokens, headings } = chunk;
      const text = parsed.text.slice(span.start, span.end);
      const { lastInsertRowid } = insert.run(
        ...[key, ordinal, span.start, span.end, section.start, section.end, tokens, packList(headings), textValue(text)],
      );
      return [{ id: Number(lastInsertRowid) as ChunkId, title: parsed.title, headings, text, language, terms: chunkTerms }];
    });
}

function indexedRow(file: OriginalFile, prepared: PreparedDocument, kept: Omit<DigestedContent, 'text' | 'chunks'>): DocumentRow {
  const { parsed, format, language, recipe } = prepared;
  const chunks = prepared.chunks.map(({ span, section, tokens, headings }) => ({
    ...{ start: span.start, end: span.end, sectionStart: section.start, sectionEnd: section.end },
    ...{ tokens, headings: packList(headings) },
  }));
  const row = {
    ...identityOf(file, recipe),
    title: parsed.title,
    format,
    status: 'indexed' as const,
    reason: '',
    warnings: packList(parsed.warnings),
    pages: parsed.pageStarts.length,
    picturePages: parsed.blocks.filter(({ kind }) => kind === 'picture').length,
    characters: parsed.text.length,
    tokens: chunks.reduce((sum, chunk) => sum + chunk.tokens, 0),
    chunks: chunks.length,
    language,
  };
  return { ...row, digest: digestOf(row, { ...kept, text: parsed.text, chunks }) };
}

function unreadRow(file: UnreadFile, status: 'skipped' | 'failed', reason: string): DocumentRow {
  const row = {
    ...identityOf(file, file.recipe),
    ...{ title: file.source, format: '', status, reason, warnings: '', language: 'und' },
    ...{ pages: 0, picturePages: 0, characters: 0, tokens: 0, chunks: 0 },
  };
  return { ...row, digest: digestOf(row, nothingRead) };
}

function identityOf({ source, hash, sizeBytes, origin }: Omit<OriginalFile, 'kept'>, recipe: string) {
  return { id: documentIdOf(source), source, hash, sizeBytes, origin, recipe, ingestedAt: new Date().toISOString() };
}
