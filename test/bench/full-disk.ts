/**
 * A disk that is full at one write after the other: 64 levels of free room, a step apart, so that each finds another write
 * without any. At each: does an ingest end or pause with a reason, is every deletion done, is an answer given, does the
 * ingest go on when there is room? Needs root for a tmpfs. `node test/bench/full-disk.ts [levels]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, Job } from '../../core/types.ts';
import { createCollection, post, type Running, startServer, upload } from '../e2e/running.ts';
import { noSmallDisk, openSmallDisk, type SmallDisk } from '../e2e/small-disk.ts';

if (noSmallDisk !== null) throw new Error(`There is no small disk to be had: ${noSmallDisk}.`);

const levels = Number(process.argv[2] ?? 64);
/** A page and a half of SQLite. */
const stepBytes = 6 * 1024;
/** The lowest levels only refuse the job. */
const firstLevelBytes = 16 * 1024;
const megabyte = 1024 * 1024;
/** What the issue allows. */
const soonMs = 10_000;

interface Outcome {
  readonly job: string;
  readonly tookMs: number;
  readonly removals: readonly number[];
  readonly answer: number;
  readonly end: string;
}

const folder = mkdtempSync(join(tmpdir(), 'carrel-books-'));
const lines = Array.from({ length: 1500 }, (_, line) => `Clause ${line}: item ${(line * 7919) % 9973} costs ${line * 3} euros.`);
writeFileSync(join(folder, 'book.md'), `# Book\n\n${lines.join('\n\n')}\n`);
const disk = openSmallDisk(64);
const server = await startServer({ reserveBytes: String(8 * megabyte), folders: folder, parsers: '1' }, disk.folder);
const outcomes: Outcome[] = [];
for (let level = 0; level < levels; level += 1) {
  const leftBytes = firstLevelBytes + level * stepBytes;
  const outcome = await atLevel(leftBytes, `full-${level}`, server, disk);
  outcomes.push(outcome);
  console.log(`${leftBytes} bytes left: ${JSON.stringify(outcome)}`);
}
await server.stop();
disk.close();
rmSync(folder, { recursive: true, force: true });

const removals = outcomes.flatMap((outcome) => outcome.removals);
console.log(
  `jobs that end or pause with a reason within ${soonMs} ms: ${outcomes.filter(({ job }) => job !== 'hangs').length} of ${levels}`,
);
console.log(`  of these paused: ${outcomes.filter(({ job }) => job === 'paused').length}`);
console.log(`deletions done: ${removals.filter((status) => status === 204).length} of ${removals.length}`);
console.log(`answers given: ${outcomes.filter(({ answer }) => answer === 200).length} of ${levels}`);
console.log(`done when there was room: ${outcomes.filter(({ end }) => end === 'done').length} of ${levels}`);

async function atLevel(leftBytes: number, name: string, on: Running, full: SmallDisk): Promise<Outcome> {
  await createCollection(on, name);
  await upload(on, name, { 'leave.md': '# Leave\n\nEvery employee has 27 days of annual leave a year.\n' });
  const answers = `/api/collections/${name}/answers`;
  const asked = await post(on, answers, { question: 'How many days of leave?', conversationId: 'new' });
  const { conversationId } = (await asked.json()) as Answer;
  const { documents } = (await (await fetch(`${on.address}/api/collections/${name}/documents`)).json()) as { documents: { id: string }[] };

  full.fill(leftBytes);
  const startedAt = performance.now();
  const queued = await post(on, `/api/collections/${name}/documents`, { path: folder });
  const id = queued.status === 202 ? ((await queued.json()) as { job: Job }).job.id : null;
  const seen = id === null ? null : await jobWhen(id, on, (job) => job.paused !== null || isEnded(job), soonMs);
  const tookMs = Math.round(performance.now() - startedAt);
  const answer = (await post(on, answers, { question: 'How many days of leave?' })).status;
  const removed: number[] = [];
  for (const path of [`collections/${name}/documents/${documents[0]?.id}`, `conversations/${conversationId}`])
    removed.push((await fetch(`${on.address}/api/${path}`, { method: 'DELETE' })).status);
  const end = await withRoom(id, on, full);
  full.fill(leftBytes);
  removed.push((await fetch(`${on.address}/api/collections/${name}`, { method: 'DELETE' })).status);
  full.free(64 * megabyte);
  return { job: jobOutcome(id, seen), tookMs, removals: removed, answer, end };
}

function jobOutcome(id: string | null, seen: Job | null): string {
  if (id === null) return 'refused';
  if (seen === null) return 'hangs';
  return seen.paused === null ? seen.state : 'paused';
}

async function withRoom(id: string | null, on: Running, full: SmallDisk): Promise<string> {
  full.free(64 * megabyte);
  if (id === null) return 'done';
  return (await jobWhen(id, on, isEnded, 6 * soonMs))?.state ?? 'hangs';
}

function isEnded({ state }: Job): boolean {
  return state !== 'queued' && state !== 'running';
}

async function jobWhen(id: string, on: Running, isSo: (job: Job) => boolean, withinMs: number): Promise<Job | null> {
  for (const startedAt = performance.now(); performance.now() - startedAt < withinMs; ) {
    const job = (await (await fetch(`${on.address}/api/jobs/${id}`)).json()) as Job;
    if (isSo(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}
