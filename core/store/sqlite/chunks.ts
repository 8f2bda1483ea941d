/** Queries on chunks and, because chunks tile the text, on the text itself. */
import type { Database } from 'better-sqlite3';
import type { ChunkId, DocumentId, StoredChunk } from '../../types.ts';
import { unpackList } from './documents.ts';
import { type TextValue, textOf } from './text-value.ts';

const chunkColumns = `chunk.id, document.id, chunk.ordinal, chunk.start, chunk."end", chunk.section_start, chunk.section_end,
  chunk.tokens, chunk.headings`;

type ChunkRow = readonly [
  id: ChunkId,
  documentId: DocumentId,
  ordinal: number,
  start: number,
  end: number,
  sectionStart: number,
  sectionEnd: number,
  tokens: number,
  headings: string,
];

/** Neighbouring chunks share their headings: one list serves them all. */
function chunkReader(): (row: ChunkRow) => StoredChunk {
  let lastText = '';
  let lastHeadings: readonly string[] = [];
  return (row) => {
    const [id, documentId, ordinal, start, end, sectionStart, sectionEnd, tokens, headings] = row;
    if (headings !== lastText) {
      lastText = headings;
      lastHeadings = unpackList(headings);
    }
    return {
      id,
      documentId,
      ordinal,
      span: { start, end },
      section: { start: sectionStart, end: sectionEnd },
      tokens,
      headings: lastHeadings,
    };
  };
}

/** Chunks of one document, or of all by source, then offset. */
export function chunksOf(database: Database): (id: DocumentId | null) => readonly StoredChunk[] {
  const ofAll = database
    // CROSS JOIN fixes the order of the loops: documents by source, then their chunks by offset, without sorting.
    .prepare<[], ChunkRow>(
      `SELECT ${chunkColumns} FROM document CROSS JOIN chunk ON chunk.document_key = document.key
       ORDER BY document.source, chunk.start`,
    )
    .raw();
  const ofOne = database
    .prepare<[DocumentId], ChunkRow>(
      `SELECT ${chunkColumns} FROM document CROSS JOIN chunk ON chunk.document_key = document.key
       WHERE document.id = ? ORDER BY chunk.start`,
    )
    .raw();
  return (id) => (id === null ? ofAll.all() : ofOne.all(id)).map(chunkReader());
}

/** Chunks by id, in the order asked for; unknown ids are left out. */
export function chunksById(database: Database): (ids: readonly ChunkId[]) => readonly StoredChunk[] {
  const select = database
    .prepare<[ChunkId], ChunkRow>(`SELECT ${chunkColumns} FROM chunk JOIN document ON document.key = chunk.document_key WHERE chunk.id = ?`)
    .raw();
  return (ids) => {
    const chunkOf = chunkReader();
    return ids.flatMap((id) => {
      const row = select.get(id);
      return row === undefined ? [] : [chunkOf(row)];
    });
  };
}

/** Slices a document's text as `text.slice(start, end)` would for 0 <= start, reading only the chunks it touches. */
export function sliceOf(database: Database): (id: DocumentId, start: number, end: number) => string {
  const select = database
    .prepare<[{ id: DocumentId; start: number; end: number }], readonly [number, TextValue]>(
      `WITH wanted AS (SELECT key FROM document WHERE id = :id)
       SELECT start, text FROM chunk
       WHERE document_key = (SELECT key FROM wanted)
         AND start >= (SELECT max(start) FROM chunk WHERE document_key = (SELECT key FROM wanted) AND start <= :start)
         AND start < :end
       ORDER BY start`,
    )
    .raw();
  return (id, start, end) => {
    if (end <= start) return '';
    const rows = select.all({ id, start, end });
    const first = rows[0]?.[0] ?? 0;
    return rows
      .map(([, text]) => textOf(text))
      .join('')
      .slice(start - first, end - first);
  };
}

/** The whole text of a document. */
export function textOfDocument(database: Database): (key: number) => string {
  const select = database.prepare<[number], TextValue>('SELECT text FROM chunk WHERE document_key = ? ORDER BY start').pluck();
  return (key) => select.all(key).map(textOf).join('');
}
