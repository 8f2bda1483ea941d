/** The original of a document: kept in the collection, or still in the folder it was read from. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import { sha256 } from '../../hash.ts';
import type { DocumentId, DocumentRecord } from '../../types.ts';

type OriginalRow = { readonly path: string; readonly bytes: null } | { readonly path: null; readonly bytes: Buffer };

/** The bytes that were ingested, never others. @throws AppError file-unreadable when the file is gone or has changed. */
export function originalOf(database: Database): (record: DocumentRecord) => Uint8Array | null {
  const select = database.prepare<[DocumentId], OriginalRow>(
    `SELECT path, bytes FROM document_original JOIN document ON document.key = document_original.document_key WHERE document.id = ?`,
  );
  return (record) => {
    const row = select.get(record.id);
    if (row === undefined) return null;
    return row.path === null ? row.bytes : readAgain(row.path, record);
  };
}

function readAgain(path: string, record: DocumentRecord): Uint8Array {
  const bytes = readRegularFile(path, record.sizeBytes);
  if (bytes === 'absent') {
    throw new AppError(
      'file-unreadable',
      `"${record.source}" can no longer be read in the folder it was ingested from`,
      'Bring the folder back, or ingest it again from where it is now.',
    );
  }
  if (bytes === 'changed' || sha256(bytes) !== record.hash) {
    throw new AppError(
      'file-unreadable',
      `"${record.source}" has changed since it was ingested, so the original can't be shown`,
      'Ingest its folder again.',
    );
  }
  return bytes;
}

function readRegularFile(path: string, sizeBytes: number): Uint8Array | 'absent' | 'changed' {
  // No link is followed and no pipe waited for: somebody may have put another thing in the file's place.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  let file: number;
  try {
    file = openSync(path, flags);
  } catch {
    // Gone, a link now, or no rights: to the reader it is all the same, the original is not there.
    return 'absent';
  }
  try {
    const state = fstatSync(file);
    if (!state.isFile()) return 'absent';
    return state.size === sizeBytes ? readFileSync(file) : 'changed';
  } finally {
    closeSync(file);
  }
}
