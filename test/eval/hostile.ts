/**
 * Ingests the hostile files of ../shared/eval/hostile through the real sandbox into a real collection, and counts what must not
 * happen: crashes of the ingest, files over 30 seconds, files without a line. Run: node test/eval/hostile.ts [--all]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '../../core/config.ts';
import { createCollection, openReader, openWriter } from '../../core/store/index.ts';
import type { DocumentRecord } from '../../core/types.ts';
import { discover, findRoot } from '../../ingest/discover.ts';
import { ingest } from '../../ingest/index.ts';
import { openParserPool, type ParserPool } from '../../ingest/sandbox/pool.ts';
import { evalFile, hasEvalData, jsonLines } from './data.ts';

interface HostileFile {
  readonly file: string;
  readonly kind: string;
  readonly must_not_read?: string;
}

/** Issue 3: hangs over 30 s: 0. */
const hangMs = 30_000;

interface HostileOutcome {
  readonly records: readonly DocumentRecord[];
  /** Texts of what was read, by source. */
  readonly texts: ReadonlyMap<string, string>;
  readonly slowest: readonly { readonly source: string; readonly milliseconds: number }[];
  readonly tookMs: number;
}

/** Ingests every hostile file; throws when the ingest itself does not survive. */
async function ingestHostile(): Promise<HostileOutcome> {
  const data = mkdtempSync(join(tmpdir(), 'carrel-hostile-'));
  const config = loadConfig({ flags: { data }, environment: {} });
  const times: { source: string; milliseconds: number }[] = [];
  const parsers = timed(openParserPool(config), times);
  const started = performance.now();
  try {
    await ingestAll(config, parsers);
    return { ...readBack(config), slowest: times.toSorted((a, b) => b.milliseconds - a.milliseconds), tookMs: performance.now() - started };
  } finally {
    parsers.close();
    rmSync(data, { recursive: true, force: true });
  }
}

async function ingestAll(config: Config, parsers: ParserPool): Promise<void> {
  createCollection(config, 'hostile');
  const writer = openWriter(config, 'hostile');
  try {
    const root = findRoot(fileURLToPath(evalFile('hostile/files/')));
    const task = { files: [...discover(root, [])], root: root.path, origin: '', inPlace: false };
    const app = { forgetDocuments: () => 0, followRenamed: () => 0, ingestedPaths: () => [] };
    const deps = {
      config,
      writer,
      parsers,
      app,
      signal: new AbortController().signal,
      onPhase: () => {},
      betweenBatches: () => {},
      afterDocuments: () => {},
    };
    for await (const _ of ingest(task, deps));
  } finally {
    writer.close();
  }
}

function readBack(config: Config): Pick<HostileOutcome, 'records' | 'texts'> {
  const reader = openReader(config, 'hostile');
  const records = reader.documents();
  const texts = new Map(records.map((record) => [record.source, reader.document(record.id)?.parsed.text ?? '']));
  reader.close();
  return { records, texts };
}

/** The time a file spends in the pool, waiting for a free process included. */
function timed(pool: ParserPool, times: { source: string; milliseconds: number }[]): ParserPool {
  return {
    ...pool,
    async prepare(file, signal) {
      const started = performance.now();
      try {
        return await pool.prepare(file, signal);
      } finally {
        times.push({ source: file.source, milliseconds: performance.now() - started });
      }
    },
  };
}

function print({ records, texts, slowest, tookMs }: HostileOutcome, all: boolean): void {
  const listed = jsonLines<HostileFile>('hostile/manifest.jsonl');
  const lost = listed.filter(
    ({ file }) => !records.some(({ source }) => source === basename(file) || source.startsWith(`${basename(file)}/`)),
  );
  const leaked = listed.filter(
    ({ file, must_not_read: secret }) => secret !== undefined && /root:.*:0:0:/.test(texts.get(basename(file)) ?? ''),
  );
  const hung = slowest.filter(({ milliseconds }) => milliseconds > hangMs);
  const silent = records.filter(({ status, reason }) => status !== 'indexed' && reason === '');
  console.log(`${listed.length} hostile files, ${records.length} lines in the report, ${(tookMs / 1000).toFixed(1)} s`);
  console.log(
    `crashes of the ingest 0, over 30 s ${hung.length}, files lost ${lost.length}, lines without a reason ${silent.length}, files leaked ${leaked.length}`,
  );
  for (const status of ['indexed', 'skipped', 'failed'] as const) {
    console.log(`  ${status}: ${records.filter((record) => record.status === status).length}`);
  }
  console.log('slowest:');
  for (const { source, milliseconds } of slowest.slice(0, 5)) console.log(`  ${(milliseconds / 1000).toFixed(1)} s  ${source}`);
  for (const { file } of [...lost, ...leaked]) console.log(`LOST OR LEAKED: ${file}`);
  const ofParsers = records.filter(({ reason }) => /crash|memory|time/i.test(reason));
  for (const { source, reason } of all ? records : ofParsers) console.log(`  ${source}: ${reason}`);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
  if (!hasEvalData()) console.log('No hostile files to read: this evaluation needs the folder ../shared/eval beside the project.');
  else print(await ingestHostile(), values.all);
}
