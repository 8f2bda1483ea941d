/** The document law: each document is wholly there or not at all, and everything that is kept of it agrees. */
import { existsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { sha256 } from '../../hash.ts';
import type { DocumentStatus } from '../../types.ts';
import { textOfDocument } from './chunks.ts';
import { type DigestedChunk, type DigestedDocument, digestOf, nothingRead } from './digest.ts';
import { translated } from './faults.ts';
import { imagesOfDocument } from './images.ts';
import { sealFindings } from './index-seal.ts';
import { checkIndex } from './search-index.ts';

interface CheckedDocument extends DigestedDocument {
  readonly key: number;
  readonly status: DocumentStatus;
  readonly characters: number;
  readonly tokens: number;
  readonly chunks: number;
  readonly digest: string;
}

interface Maps {
  readonly maps: Buffer;
  readonly boxes: Buffer;
}

/** Reads everything and returns each breach as a sentence; empty when all is well. `what` names the collection. */
export function findingsIn(database: Database, what: string): readonly string[] {
  try {
    return translated(what, () => [
      ...pageFindings(database),
      ...documentFindings(database),
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
    `SELECT key, id, source, title, format, status, reason, warnings, pages, picture_pages AS picturePages, characters, tokens, chunks, size_bytes AS sizeBytes,
       hash, language, recipe, origin, ingested_at AS ingestedAt, digest FROM document ORDER BY source`,
  );
  const checks = [contentFindings(database), originalFindings(database)];
  return documents
    .all()
    .flatMap((document) => checks.flatMap((check) => check(document).map((finding) => `${document.source}: ${finding}`)));
}

type Check = (document: CheckedDocument) => readonly string[];

function contentFindings(database: Database): Check {
  const textOf = textOfDocument(database);
  const imagesOf = imagesOfDocument(database);
  const chunksOf = database.prepare<[number], DigestedChunk & { readonly ordinal: number }>(
    `SELECT ordinal, start, "end", section_start AS sectionStart, section_end AS sectionEnd, tokens, headings
     FROM chunk WHERE document_key = ? ORDER BY start`,
  );
  const mapsOf = database.prepare<[number], Maps>('SELECT maps, boxes FROM document_maps WHERE document_key = ?');
  return (document) => {
    const text = textOf(document.key);
    const chunks = chunksOf.all(document.key);
    const maps = mapsOf.get(document.key);
    const findings = [...chunkFindings(document, chunks), ...textFindings(document, text), ...mapFindings(document, maps)];
    if (findings.length > 0) return findings;
    return digestOf(document, { ...(maps ?? nothingRead), text, chunks, ...imagesOf(document.key) }) === document.digest
      ? []
      : ['it is not what was stored'];
  };
}

function chunkFindings(document: CheckedDocument, chunks: readonly (DigestedChunk & { readonly ordinal: number })[]): readonly string[] {
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

function mapFindings(document: CheckedDocument, maps: Maps | undefined): readonly string[] {
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
