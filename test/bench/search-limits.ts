/** Searches of 7 million characters through HTTP: alone, and while the same pages are read into another and into the same collection. */
import { join } from 'node:path';
import { jsonLines } from '../eval/data.ts';
import { percentile } from '../eval/score.ts';
import { type BenchServer, openBenchServer } from './bench-server.ts';
import { writeCorpus } from './ingest-corpora.ts';
import { enterBlocked, type Targets } from './report.ts';

const idleRounds = 3;

/** Says so and measures nothing when ../shared/eval is absent. */
export async function measureSearch(folder: string, targets: Targets): Promise<void> {
  const files = join(folder, 'files');
  if (writeCorpus('postgresql', join(files, 'docs')) === null) return targets.note('../shared/eval is absent: search was not measured.');
  // The same pages under other names: as many new documents for the collection that is being searched.
  writeCorpus('postgresql', join(files, 'more', 'again'));
  const questions = jsonLines<{ readonly question: string }>('office/postgresql-docs-1m/qa.jsonl').map(({ question }) => question);
  const server = await openBenchServer(join(folder, 'data'), { folders: files });
  try {
    await server.createCollection('docs');
    await server.createCollection('other');
    const startedAt = performance.now();
    await server.endOf(await server.ingest('docs', join(files, 'docs')));
    targets.enter('ingest of postgresql-docs, text to searchable', (performance.now() - startedAt) / 1000, 's', 60);
    enterBlocked(targets, 'during that ingest', await server.figures());
    await round(server, questions);
    await server.figures();
    const idle = await rounds(server, questions, (done) => done >= idleRounds);
    const idleMs = describe(targets, 'idle', idle, await server.figures());
    targets.enter('search through HTTP, idle, p95', idleMs, 'ms', 15);
    for (const [collection, from, into] of [
      ['other', 'docs', 'another collection'],
      ['docs', 'more', 'the same collection'],
    ] as const) {
      const tookMs = await searchedWhile(server, questions, await server.ingest(collection, join(files, from)));
      const figures = await server.figures();
      const p95 = describe(targets, `during an ingest into ${into}`, tookMs, figures);
      targets.enter(`search during an ingest into ${into}, p95 against idle`, p95 / idleMs, 'x', 2);
      enterBlocked(targets, 'during that', figures);
    }
  } finally {
    await server.stop();
  }
}

/** Gives the 95th percentile. */
function describe(targets: Targets, when: string, tookMs: readonly number[], { processorMs }: { readonly processorMs: number }): number {
  const p95 = percentile(tookMs, 0.95);
  const figures = `p50 ${percentile(tookMs, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
  targets.note(`${tookMs.length} searches ${when}: ${figures}; ${(processorMs / tookMs.length).toFixed(1)} ms of processor each`);
  return p95;
}

async function searchedWhile(server: BenchServer, questions: readonly string[], job: string): Promise<readonly number[]> {
  let isOver = false;
  const ended = server.endOf(job).then(() => {
    isOver = true;
  });
  const tookMs = await rounds(server, questions, () => isOver);
  await ended;
  return tookMs;
}

async function rounds(server: BenchServer, questions: readonly string[], isEnough: (done: number) => boolean): Promise<readonly number[]> {
  const tookMs: number[] = [];
  for (let done = 0; !isEnough(done); done += 1) tookMs.push(...(await round(server, questions)));
  return tookMs;
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
