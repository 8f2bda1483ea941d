/**
 * Ingests every file of ../shared/eval/hostile and ../shared/eval/documents as one folder each and prints what became
 * of them: `node test/bench/ingest-hostile.ts`. A file without a line, or one that took over 30 s, is a failure.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../core/config.ts';
import { checkCollection, createCollection, openAppStore, openReader, processOwner } from '../../core/store/index.ts';
import { isRubbish } from '../../ingest/ignore-rules.ts';
import { runJob } from '../../ingest/run-job.ts';
import { openParserPool } from '../../ingest/sandbox/pool.ts';

const shared = fileURLToPath(new URL('../../../shared/eval/', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'carrel-hostile-'));
try {
  if (!existsSync(shared)) process.stdout.write('../shared/eval is absent: nothing measured.\n');
  else for (const set of ['hostile', 'documents']) await ingestSet(set);
} finally {
  rmSync(data, { recursive: true, force: true });
}

async function ingestSet(set: string): Promise<void> {
  const folder = join(shared, set, 'files');
  const config = loadConfig({ flags: { data }, environment: {} });
  createCollection(config, set);
  const app = openAppStore(config);
  const parsers = openParserPool(config);
  const queued = app.claimJob(app.enqueue(set, { kind: 'ingest-folder', path: folder, inPlace: false }).id, processOwner());
  if (queued === null) throw new Error('The job was not there.');
  const startedAt = performance.now();
  const waits = new Map<string, number>();
  await runJob(queued, {
    ...{ config, app, parsers, stop: new AbortController().signal, log: (line: string) => process.stderr.write(`${line}\n`) },
    afterDocuments: () => undefined,
    onPause: (pause) => process.stderr.write(`${JSON.stringify(pause)}\n`),
    onProgress: ({ current }) => {
      if (!waits.has(current)) waits.set(current, performance.now());
    },
  });
  const ended = app.job(queued.job.id);
  parsers.close();
  app.close();

  const reader = openReader(config, set);
  const records = reader.documents();
  reader.close();
  const present = new Set(records.map(({ source }) => source));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !isRubbish(entry.name));
  const lost = files.filter(
    (entry) =>
      !present.has(
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .normalize('NFC'),
      ),
  );
  for (const { source, status, reason } of records) if (status !== 'indexed') process.stdout.write(`  ${status} ${source}: ${reason}\n`);
  const counts = { state: ended?.state, ...ended?.report, lines: ended?.report?.lines.length };
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${set}: ${files.length} files, ${lost.length} lost ${lost.map(({ name }) => name).join(' ')}, ${seconds} s; `);
  process.stdout.write(`${checkCollection(config, set).length} breaches of the document law; ${JSON.stringify(counts)}\n`);
}
