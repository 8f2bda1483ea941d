/**
 * How long a corpus takes from the queue to searchable: `node test/bench/ingest.ts scifact|postgresql`.
 * Prints wall time, processor time of this process and of its parser processes, and peak memory.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../core/config.ts';
import { createCollection, openAppStore, processOwner } from '../../core/store/index.ts';
import { runJob } from '../../ingest/run-job.ts';
import { openParserPool } from '../../ingest/sandbox/pool.ts';
import { isCorpusName, writeCorpus } from './ingest-corpora.ts';

const name = process.argv[2] ?? 'scifact';
if (!isCorpusName(name)) throw new Error('Name a corpus: scifact or postgresql.');
const folder = mkdtempSync(join(tmpdir(), 'carrel-bench-'));
try {
  const files = writeCorpus(name, join(folder, 'files'));
  if (files === null) process.stdout.write('../shared/eval is absent: nothing measured.\n');
  else await measure(name, files);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(corpus: string, files: number): Promise<void> {
  const config = loadConfig({ flags: { data: join(folder, 'data') }, environment: {} });
  createCollection(config, corpus);
  const app = openAppStore(config);
  const parsers = openParserPool(config);
  for (const round of ['first', 'again']) {
    const task = { kind: 'ingest-folder', path: join(folder, 'files'), inPlace: false } as const;
    const queued = app.claimJob(app.enqueue(corpus, task).id, processOwner());
    if (queued === null) throw new Error('The job was not there.');
    const before = process.cpuUsage();
    const startedAt = performance.now();
    let phase = '';
    await runJob(queued, {
      ...{ config, app, parsers, stop: new AbortController().signal, log: (line) => process.stderr.write(`${line}\n`) },
      afterDocuments: () => undefined,
      onPause: (pause) => process.stderr.write(`${JSON.stringify(pause)}\n`),
      onProgress: ({ current }) => {
        if (current.includes('.') || current === phase) return;
        phase = current;
        process.stdout.write(`  ${((performance.now() - startedAt) / 1000).toFixed(2)} s: ${phase}\n`);
      },
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(before);
    const memory = process.resourceUsage().maxRSS / 1024;
    const ended = app.job(queued.job.id);
    const counts = { state: ended?.state, ...ended?.report, lines: ended?.report?.lines.length };
    process.stdout.write(
      `${corpus} ${round}: ${files} files in ${seconds.toFixed(2)} s; this process ${((user + system) / 1e6).toFixed(2)} s `,
    );
    process.stdout.write(`of processor, peak ${memory.toFixed(0)} MB; ${JSON.stringify(counts)}\n`);
  }
  parsers.close();
  app.close();
}
