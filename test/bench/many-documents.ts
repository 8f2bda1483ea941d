/** A collection of 50,000 notes: how long its list, its ledger and a count take, and for how long anybody else has to wait. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchServer, openBenchServer } from './bench-server.ts';
import type { Targets } from './report.ts';

const notes = 50_000;
const perFolder = 500;
/** Of the main loop, with fifty thousand documents (issue 9). */
const mostBlockedMs = 100;

export async function measureManyDocuments(folder: string, targets: Targets): Promise<void> {
  const files = join(folder, 'files');
  writeNotes(files);
  const server = await openBenchServer(join(folder, 'data'), { folders: files });
  try {
    await server.createCollection('notes');
    await server.endOf(await server.ingest('notes', files));
    const list = '/api/collections/notes/documents';
    const ask = (question: string) => server.request('POST', '/api/collections/notes/answers', { question, model: 'extractive' });
    // The first brings the worker up, and is what a start costs anyway.
    await server.request('GET', `${list}?limit=100`);
    const before = (await server.figures()).residentBytes;
    targets.enter('first page of 50,000 documents', await timed(server, targets, `${list}?limit=100`), 'ms', 50);
    targets.enter('memory for that page', ((await server.figures()).residentBytes - before) / 1e6, 'MB', 4);
    await timed(server, targets, list);
    await timed(server, targets, '/api/collections/notes/ledger');
    await blocked(server, targets, 'an answer', () => ask('What was said of the garden?'));
    await blocked(server, targets, '"How many notes?"', () => ask('How many notes?'));
    await blocked(server, targets, 'ten people at once', () =>
      Promise.all(
        Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? ask(`What was said of day ${index}?`) : server.request('GET', list))),
      ),
    );
  } finally {
    await server.stop();
  }
}

function writeNotes(files: string): void {
  for (let index = 0; index < notes; index += 1) {
    const folder = join(files, String(Math.floor(index / perFolder)));
    if (index % perFolder === 0) mkdirSync(folder, { recursive: true });
    const text = `# Note ${index}\n\nOn day ${index % 365} the meeting was about the garden, the budget and report ${index % 977}.\n`;
    writeFileSync(join(folder, `note-${index}.md`), text);
  }
}

const timed = (server: BenchServer, targets: Targets, path: string): Promise<number> =>
  blocked(server, targets, path, () => server.request('GET', path));

async function blocked(server: BenchServer, targets: Targets, during: string, work: () => Promise<unknown>): Promise<number> {
  await server.figures();
  const startedAt = performance.now();
  await work();
  const tookMs = performance.now() - startedAt;
  const { blockedMs, busyMs } = await server.figures();
  targets.enter(`main loop blocked by ${during}`, blockedMs, 'ms', mostBlockedMs);
  targets.note(`of these, our own work at one time: at most ${busyMs.toFixed(1)} ms; it took ${(tookMs / 1000).toFixed(2)} s`);
  return tookMs;
}
