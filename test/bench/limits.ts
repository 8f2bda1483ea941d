/**
 * The limits that a person feels, each beside its target: `node test/bench/limits.ts`. Starts real servers and sends
 * real requests. Ends with 1 when a target is missed. Run it on a quiet machine; every ratio is taken within one run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonLines } from '../eval/data.ts';
import { percentile } from '../eval/score.ts';
import { type BenchServer, openBenchServer } from './bench-server.ts';
import { measureFreshStart } from './fresh-start.ts';
import { writeCorpus } from './ingest-corpora.ts';
import { measureUpload } from './upload-memory.ts';

const folder = mkdtempSync(join(tmpdir(), 'carrel-limits-'));
const missed: string[] = [];

/** Prints one figure and remembers whether it is within its target. */
function report(what: string, value: number, unit: string, most: number): void {
  const isMet = value <= most;
  if (!isMet) missed.push(what);
  console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(unit === 'x' ? 2 : 1)} ${unit} (at most ${most})`);
}

try {
  const fresh = await measureFreshStart(join(folder, 'fresh'));
  report('from the start to listening, sample present', fresh.listeningMs, 'ms', 1_000);
  report('memory of all processes, idle, sample open', fresh.idleBytes / 1e6, 'MB', 300);
  const upload = await measureUpload(join(folder, 'upload'));
  report('memory for an upload of 300 MB', upload.grownBytes / 1e6, 'MB', 64);
  report('main loop blocked during that upload', upload.blockedMs, 'ms', 50);
  await measureSearch();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(missed.length === 0 ? 'Every target was met.' : `Missed: ${missed.join('; ')}.`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function measureSearch(): Promise<void> {
  const files = join(folder, 'files');
  if (writeCorpus('postgresql', join(files, 'docs')) === null) return console.log('../shared/eval is absent: search was not measured.');
  const questions = jsonLines<{ readonly question: string }>('office/postgresql-docs-1m/qa.jsonl').map(({ question }) => question);
  const server = await openBenchServer(join(folder, 'data'), files);
  try {
    await server.createCollection('docs');
    const startedAt = performance.now();
    await server.endOf(await server.ingest('docs', join(files, 'docs')));
    report('ingest of postgresql-docs, text to searchable', (performance.now() - startedAt) / 1000, 's', 60);
    report('main loop blocked during that ingest', (await server.figures()).blockedMs, 'ms', 50);
    await round(server, questions);
    await server.figures();
    const idle = [...(await round(server, questions)), ...(await round(server, questions)), ...(await round(server, questions))];
    console.log(`       search through HTTP, idle: p50 ${percentile(idle, 0.5).toFixed(1)} ms`);
    report('search through HTTP, idle, p95', percentile(idle, 0.95), 'ms', 15);
    report('main loop blocked by searches', (await server.figures()).blockedMs, 'ms', 50);
    await meanwhile(server, questions, percentile(idle, 0.95), files);
  } finally {
    await server.stop();
  }
}

/** Searches one collection while the same pages are read into another one. */
async function meanwhile(server: BenchServer, questions: readonly string[], idleMs: number, files: string): Promise<void> {
  await server.createCollection('again');
  const job = await server.ingest('again', join(files, 'docs'));
  const tookMs: number[] = [];
  let isOver = false;
  const ended = server.endOf(job).then(() => {
    isOver = true;
  });
  while (!isOver) tookMs.push(...(await round(server, questions)));
  await ended;
  console.log(`       ${tookMs.length} searches during an ingest: p50 ${percentile(tookMs, 0.5).toFixed(1)} ms`);
  report('search during an ingest, p95 against idle', percentile(tookMs, 0.95) / idleMs, 'x', 2);
  report('main loop blocked during that', (await server.figures()).blockedMs, 'ms', 50);
}

async function round(server: BenchServer, questions: readonly string[]): Promise<readonly number[]> {
  const tookMs: number[] = [];
  for (const question of questions) {
    const startedAt = performance.now();
    await server.request('POST', '/api/collections/docs/search', { question, limit: 20 });
    tookMs.push(performance.now() - startedAt);
  }
  return tookMs;
}
