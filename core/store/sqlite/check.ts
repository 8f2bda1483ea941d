/** The document law: each document is wholly there or not at all, and everything that is kept of it agrees. */
import { existsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { sha256 } from '../../hash.ts';
import type { DocumentStatus } from '../../types.ts';
import { textOfDocument } from './chunks.ts';
import { translated } from './faults.ts';
import { unpackBoxes, unpackMaps } from './maps.ts';
import { checkIndex } from './search-index.ts';

interface CheckedDocument {
  readonly key: number;
  readonly source: string;
  readonly status: DocumentStatus;
  readonly characters: number;
  readonly tokens: number;
  readonly chunks: number;
  readonly hash: string;
  readonly textHash: string;
}

/** Reads everything and returns each breach as a sentence; empty when all is well. `what` names the collection. */
export function findingsIn(database: Database, what: string): readonly string[] {
  try {
    return translated(what, () => [...pageFindings(database), ...documentFindings(database), ...checkIndex(database)]);
  } catch (cause) {
    return [cause instanceof Error ? cause.message : `${what} can't be checked`];
  }
}

function pageFindings(database: Database): readonly string[] {
  const rows = database.pragma('integrity_check') as readonly { readonly integrity_check: string }[];
  const pages = rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
  const orphans = database.pragma('foreign_key_check') as readonly { readonly table: string }[];
  return [...pages, ...orphans.map(({ table }) => `a row of ${table} belongs to no document`)];
}

function documentFindings(database: Database): readonly string[] {
  const documents = database.prepare<[], CheckedDocument>(
    'SELECT key, source, status, characters, tokens, chunks, hash, text_hash AS textHash FROM document ORDER BY source',
  );
  const checks = [chunkFindings(database), textFindings(database), mapFindings(database), originalFindings(database)];
  return documents
    .all()
    .flatMap((document) => checks.flatMap((check) => check(document).map((finding) => `${document.source}: ${finding}`)));
}

type Check = (document: CheckedDocument) => readonly string[];

function chunkFindings(database: Database): Check {
  const select = database.prepare<[number], { ordinal: number; start: number; end: number; tokens: number }>(
    'SELECT ordinal, start, "end", tokens FROM chunk WHERE document_key = ? ORDER BY start',
  );
  return (document) => {
    const rows = select.all(document.key);
    const findings: string[] = [];
    if (rows.length !== document.chunks) findings.push(`${rows.length} chunks, ${document.chunks} declared`);
    const tokens = rows.reduce((sum, row) => sum + row.tokens, 0);
    if (tokens !== document.tokens) findings.push(`${tokens} tokens, ${document.tokens} declared`);
    const broken = rows.findIndex((row, index) => row.ordinal !== index || row.start !== (rows[index - 1]?.end ?? 0));
    if (broken >= 0) findings.push(`chunk ${broken} does not follow the one before`);
    return findings;
  };
}

function textFindings(database: Database): Check {
  const textOf = textOfDocument(database);
  return (document) => {
    const text = textOf(document.key);
    if (text.length !== document.characters) return [`${text.length} characters, ${document.characters} declared`];
    return sha256(text) === document.textHash ? [] : ['its text is not the one that was stored'];
  };
}

function mapFindings(database: Database): Check {
  const select = database.prepare<[number], { maps: Buffer; boxes: Buffer }>(
    'SELECT maps, boxes FROM document_maps WHERE document_key = ?',
  );
  return (document) => {
    const row = select.get(document.key);
    if ((row !== undefined) !== (document.status === 'indexed'))
      return [row === undefined ? 'its maps are missing' : 'maps of a file that was not read'];
    try {
      if (row !== undefined) [unpackMaps(row.maps), unpackBoxes(row.boxes)];
      return [];
    } catch {
      // Whatever the packed bytes trip over, the finding is the same.
      return ['its maps are damaged'];
    }
  };
}

function originalFindings(database: Database): Check {
  const select = database.prepare<[number], { path: string | null; bytes: Buffer | null }>(
    'SELECT path, bytes FROM document_original WHERE document_key = ?',
  );
  return (document) => {
    const row = select.get(document.key);
    if ((row !== undefined) !== (document.status === 'indexed')) {
      return [row === undefined ? 'its original is missing' : 'an original of a file that was not read'];
    }
    if (row?.path != null) return existsSync(row.path) ? [] : ['the file it was read from is gone, so its original cannot be opened'];
    if (row?.bytes != null && sha256(row.bytes) !== document.hash) return ['its original is not the one that was stored'];
    return [];
  };
}
