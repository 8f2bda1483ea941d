/** Makes a real collection of evaluation data in a temporary folder and opens it as the product does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../core/config.ts';
import { sha256 } from '../../core/hash.ts';
import type { SearchableCollection } from '../../core/ports.ts';
import { createCollection, openReader, openWriter } from '../../core/store/index.ts';
import { analyzeChunk } from '../../core/text/analyze.ts';
import { detectLanguage } from '../../core/text/language.ts';
import type { ParsedDocument, PreparedDocument } from '../../core/types.ts';
import { chunkDocument } from '../../ingest/chunk/index.ts';
import { prepare } from '../../ingest/prepare.ts';
import { inProcessAccess } from '../../server/search/access.ts';
import { type LocatedAccess, located } from '../../server/search/places.ts';
import { searchable } from '../../server/search/search.ts';
import { fusionWeights } from '../../server/search/weights.ts';

/** A text without a file of its own: judged sets give a title and a text. */
export interface TextEntry {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export interface FileEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface BuiltCollection {
  readonly collection: SearchableCollection;
  /** The same for answering. */
  readonly access: LocatedAccess;
  readonly config: Config;
  readonly buildMs: number;
  /** Closes and removes everything. */
  close(): void;
}

/** Judged texts, one document each, as a parser would hand them over. */
export function buildFromTexts(entries: readonly TextEntry[]): BuiltCollection {
  return build(entries.map(({ id, title, text }) => [id, preparedText({ title, text })] as const));
}

/** Files, read by the real parsers. */
export async function buildFromFiles(files: readonly FileEntry[]): Promise<BuiltCollection> {
  const documents: (readonly [string, PreparedDocument])[] = [];
  for (const { path, bytes } of files) {
    const { document } = await prepare({ source: path, bytes });
    if (document !== null) documents.push([path, document]);
  }
  return build(documents);
}

function preparedText({ title, text }: { readonly title: string; readonly text: string }): PreparedDocument {
  const parsed: ParsedDocument = { title, text, blocks: [], pageStarts: [], boxes: [], cells: [], warnings: [] };
  const language = detectLanguage(text);
  const chunks = chunkDocument(parsed);
  const terms = chunks.map(({ span, headings }) => analyzeChunk({ title, headings, text: text.slice(span.start, span.end), language }));
  return { parsed, format: 'text', language, chunks, terms, recipe: 'eval' };
}

function build(documents: readonly (readonly [source: string, prepared: PreparedDocument])[]): BuiltCollection {
  const data = mkdtempSync(join(tmpdir(), 'carrel-eval-'));
  const config = loadConfig({ flags: { data }, environment: {} });
  const started = performance.now();
  createCollection(config, 'eval');
  const writer = openWriter(config, 'eval');
  const bytes = new Uint8Array();
  writer.batch(() => {
    for (const [source, prepared] of documents) {
      writer.save({ source, origin: '', hash: sha256(source), sizeBytes: 0, kept: { kind: 'bytes', bytes } }, prepared);
    }
  });
  writer.finishIndex(() => undefined);
  writer.close();
  const buildMs = performance.now() - started;
  const collection = searchable(openReader(config, 'eval'), fusionWeights(config));
  const access = inProcessAccess(located(collection), config);
  const close = (): void => {
    // With the processes that were asked for its table rows.
    void access.close();
    rmSync(data, { recursive: true, force: true });
  };
  return { collection, access, config, buildMs, close };
}
