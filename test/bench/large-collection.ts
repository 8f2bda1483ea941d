/**
 * Searches, a question about everything, and memory, over a large collection through HTTP:
 * `node test/bench/large-collection.ts DATA COLLECTION`, a data folder with a collection that is ingested already, or
 * `node test/bench/large-collection.ts DATA COLLECTION FOLDER` to ingest the folder first (19,000 files take minutes).
 * The targets are those of issue 9 for 19,339 code files in 194,000 passages.
 */

import { percentile } from '../eval/score.ts';
import { type BenchServer, openBenchServer } from './bench-server.ts';
import { treeMemory } from './process-memory.ts';
import { enterBlocked, openTargets, type Targets } from './report.ts';

const rounds = 5;
const settledAfterMs = 1_000;

/** As people ask of code; none names a file. */
const searches: readonly string[] = [
  'Where is the consumer group rebalanced when a member leaves?',
  'How does the mapper load a relationship lazily?',
  'Which class parses the application properties file?',
  'How is a database transaction rolled back after an exception?',
  'What does the dispatcher servlet do with a request?',
  'How are JSON bodies parsed and validated?',
  'Where is the default timeout of a socket connection set?',
  'How does the router match a path with parameters?',
  'What happens when a log segment is deleted?',
  'How is a bean created and its dependencies injected?',
  'Which function escapes SQL identifiers?',
  'How are validation errors translated into messages?',
];

/** A rare word, two words, a word that thousands of files hold, none at all. */
const aboutEverything: readonly string[] = [
  'List all places where hibernation is mentioned.',
  'List all places where a rebalance timeout is mentioned.',
  'List all mentions of transactions.',
  'Is there any mention of helicopters?',
];

const [data, collection, folder] = process.argv.slice(2);
if (data === undefined || collection === undefined) {
  console.error('Usage: node test/bench/large-collection.ts DATA COLLECTION [FOLDER]');
  process.exitCode = 2;
} else {
  const targets = openTargets();
  const server = await openBenchServer(data, folder === undefined ? {} : { folders: folder });
  try {
    if (folder !== undefined) await readFolder(server, targets, collection, folder);
    await measure(server, targets, collection);
  } finally {
    await server.stop();
    targets.end();
  }
}

async function readFolder(server: BenchServer, targets: Targets, name: string, path: string): Promise<void> {
  await server.createCollection(name);
  const started = performance.now();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, allBytes());
  }, settledAfterMs);
  await server.endOf(await server.ingest(name, path));
  clearInterval(watch);
  targets.note(`ingest: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  targets.enter('memory of all processes during the ingest, most', peak / 1e6, 'MB', 900);
}

async function measure(server: BenchServer, targets: Targets, name: string): Promise<void> {
  const path = `/api/collections/${encodeURIComponent(name)}`;
  await server.request('POST', `${path}/search`, { question: searches[0], limit: 20 });
  await server.figures();
  const tookMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const question of searches) tookMs.push(await timed(() => server.request('POST', `${path}/search`, { question, limit: 20 })));
  }
  const { processorMs } = await server.figures();
  targets.note(
    `${tookMs.length} searches: p50 ${percentile(tookMs, 0.5).toFixed(1)} ms, ${(processorMs / tookMs.length).toFixed(1)} ms of processor each`,
  );
  targets.enter('search through HTTP, p95', percentile(tookMs, 0.95), 'ms', 50);
  for (const question of aboutEverything) {
    let text = '';
    const ms = await timed(async () => {
      const asked = { question, mode: 'scan', model: 'extractive', conversationId: null };
      text = firstLine(await server.request('POST', `${path}/answers`, asked));
    });
    const figures = await server.figures();
    targets.enter(question, ms / 1000, 's', 5);
    targets.note(`${(figures.processorMs / 1000).toFixed(1)} s of processor: ${text}`);
    enterBlocked(targets, 'during that', figures);
  }
  targets.enter('memory of all processes', allBytes() / 1e6, 'MB', 900);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Without the bench itself. */
function allBytes(): number {
  const all = treeMemory(process.pid).filter(({ command }) => !command.endsWith('large-collection.ts'));
  return all.reduce((sum, { bytes }) => sum + bytes, 0);
}

function firstLine(answer: unknown): string {
  const text = typeof answer === 'object' && answer !== null && 'text' in answer ? answer.text : null;
  return typeof text === 'string' ? (text.split('\n')[0] ?? '') : JSON.stringify(answer).slice(0, 200);
}
