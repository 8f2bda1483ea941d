/** A folder, a data folder and one collection to ingest into; jobs run in this process with the real parsers and store. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { documentIdOf } from '../../core/hash.ts';
import type { AppStore, JobTask } from '../../core/ports.ts';
import { checkCollection, createCollection, openAppStore, openReader, processOwner } from '../../core/store/index.ts';
import type { DocumentRecord, IngestReport, Job, StoredDocument } from '../../core/types.ts';
import type { IngestProgress } from '../../ingest/pace.ts';
import { runJob } from '../../ingest/run-job.ts';
import { openParserPool, type ParserPool } from '../../ingest/sandbox/pool.ts';

export interface Desk {
  /** The folder that a person ingests. */
  readonly folder: string;
  readonly config: Config;
  readonly app: AppStore;
  put(files: Readonly<Record<string, string | Uint8Array>>): void;
  /** Stages files as the server does; gives the folder of the staging. */
  stage(files: readonly (readonly [source: string, content: string | Uint8Array])[]): string;
  run(task: JobTask, options?: Partial<RunOptions>): Promise<Job>;
  ingest(path?: string): Promise<IngestReport>;
  documents(): readonly DocumentRecord[];
  document(source: string): StoredDocument | null;
  servingEmbedder(): string | null;
  /** Breaches of the document law; also checked by `close`. */
  findings(): readonly string[];
  close(): void;
}

interface RunOptions {
  readonly stop: AbortSignal;
  readonly onProgress: (progress: IngestProgress) => void;
}

export const collection = 'desk';

// The desks of a file share their parser, as the jobs of a server do: to start one takes longer than most tests.
let parsers: ParserPool | null = null;
afterAll(() => parsers?.close());

/** How each document stands, by its name. */
export const statuses = (desk: Desk): Readonly<Record<string, string>> =>
  Object.fromEntries(desk.documents().map(({ source, status }) => [source, status]));

/** The numbers of a report. */
export const counts = ({ added, changed, unchanged, removed, unpacked, skipped, failed }: IngestReport) => ({
  ...{ added, changed, unchanged, removed, unpacked, skipped, failed },
});

/** The numbers of a report in which nothing happened. */
export const none = { added: 0, changed: 0, unchanged: 0, removed: 0, unpacked: 0, skipped: 0, failed: 0 };

export const lineOf = (report: IngestReport, source: string) => report.lines.find((line) => line.source === source);

export function openDesk(flags: Readonly<Record<string, string>> = {}): Desk {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'carrel-desk-')));
  const folder = join(base, 'handbook');
  mkdirSync(folder);
  const config = loadConfig({ flags: { parsers: '1', ...flags, data: join(base, 'data') }, environment: {} });
  createCollection(config, collection);
  const app = openAppStore(config);
  const pool = parsers ?? openParserPool(config);
  parsers = pool;
  let stagings = 0;

  const reading = <Result>(look: (reader: ReturnType<typeof openReader>) => Result): Result => {
    const reader = openReader(config, collection);
    try {
      return look(reader);
    } finally {
      reader.close();
    }
  };
  const desk: Desk = {
    ...{ folder, config, app },
    put(files) {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
    },
    stage(files) {
      const staging = join(config.data, 'uploads', String(++stagings));
      mkdirSync(staging, { recursive: true });
      for (const [index, [, content]] of files.entries()) writeFileSync(join(staging, String(index)), content);
      const lines = files.map(([source], index) => `${JSON.stringify({ file: String(index), source })}\n`);
      writeFileSync(join(staging, 'manifest.jsonl'), lines.join(''));
      return staging;
    },
    async run(task, options = {}) {
      const { id } = app.enqueue(collection, task);
      const queued = app.claimJob(id, processOwner());
      if (queued === null) throw new Error('the job was not there');
      await runJob(queued, {
        ...{ config, app, parsers: pool, stop: new AbortController().signal },
        ...{ onProgress: () => undefined, onPause: () => undefined, afterDocuments: () => undefined, log: () => undefined, ...options },
      });
      const job = app.job(id);
      if (job === null) throw new Error('the job is gone');
      return job;
    },
    async ingest(path = folder) {
      const job = await desk.run({ kind: 'ingest-folder', path, inPlace: false });
      if (job.report === null) throw new Error(`${job.state}: ${job.reason}`);
      return job.report;
    },
    documents: () => reading((reader) => reader.documents()),
    document: (source) => reading((reader) => reader.document(documentIdOf(source))),
    servingEmbedder: () => reading((reader) => reader.servingEmbedder()),
    findings: () => checkCollection(config, collection),
    close() {
      const findings = desk.findings();
      app.close();
      rmSync(base, { recursive: true, force: true });
      if (findings.length > 0) throw new Error(`The collection breaks the document law: ${findings.join(' ')}`);
    },
  };
  return desk;
}
