/** The document law: each document is wholly there or not at all, and everything that is kept of it agrees. */
import { existsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { sha256 } from '../../hash.ts';
import type { DocumentStatus } from '../../types.ts';
import { digestOf } from './digest.ts';
import { translated } from './faults.ts';
import { sealFindings } from './index-seal.ts';
import { checkIndex } from './search-index.ts';
import { digestedColumns, digestedContent, type StoredContent, type StoredRow, storedContent } from './stored-digest.ts';
import { totalsFindings } from './totals.ts';

interface CheckedDocument extends StoredRow {
  readonly status: DocumentStatus;
  readonly characters: number;
  readonly tokens: number;
  readonly chunks: number;
}

/** Reads everything and returns each breach as a sentence; empty when all is well. `what` names the collection. */
export function findingsIn(database: Database, what: string): readonly string[] {
  try {
    return translated(what, () => [
      ...pageFindings(database),
      ...documentFindings(database),
      ...totalsFindings(database),
      ...checkIndex(database),
      ...sealFindings(database),
    ]);
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
    `SELECT ${digestedColumns}, characters, tokens, chunks FROM document ORDER BY source`,
  );
  const checks = [contentFindings(database), originalFindings(database)];
  return documents
    .all()
    .flatMap((document) => checks.flatMap((check) => check(document).map((finding) => `${document.source}: ${finding}`)));
}

type Check = (document: CheckedDocument) => readonly string[];

function contentFindings(database: Database): Check {
  const contentOf = storedContent(database);
  const digested = digestedContent(database);
  return (document) => {
    const content = contentOf(document.key);
    const findings = [
      ...chunkFindings(document, content.chunks),
      ...textFindings(document, content.text),
      ...mapFindings(document, content.maps),
    ];
    if (findings.length > 0) return findings;
    return digestOf(document, digested(document.key, content)) === document.digest ? [] : ['it is not what was stored'];
  };
}

function chunkFindings(document: CheckedDocument, chunks: StoredContent['chunks']): readonly string[] {
  const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
  const broken = chunks.findIndex((chunk, index) => chunk.ordinal !== index || chunk.start !== (chunks[index - 1]?.end ?? 0));
  return [
    ...(chunks.length === document.chunks ? [] : [`${chunks.length} chunks, ${document.chunks} declared`]),
    ...(tokens === document.tokens ? [] : [`${tokens} tokens, ${document.tokens} declared`]),
    ...(broken < 0 ? [] : [`chunk ${broken} does not follow the one before`]),
  ];
}

function textFindings(document: CheckedDocument, text: string): readonly string[] {
  return text.length === document.characters ? [] : [`${text.length} characters, ${document.characters} declared`];
}

function mapFindings(document: CheckedDocument, maps: StoredContent['maps']): readonly string[] {
  if ((maps !== undefined) === (document.status === 'indexed')) return [];
  return [maps === undefined ? 'its maps are missing' : 'maps of a file that was not read'];
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
