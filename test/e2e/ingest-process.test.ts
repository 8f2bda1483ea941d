/** The ingest process as the server starts it: on demand, after a crash, after a restart, and to its orderly end. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import type { AppStore } from '../../core/ports.ts';
import { checkCollection, createCollection, openAppStore, openReader } from '../../core/store/index.ts';
import type { Job } from '../../core/types.ts';
import { type IngestProcess, startIngestProcess } from '../../server/ingest-process.ts';

let base = '';
let config: Config;
let app: AppStore;
let started: IngestProcess[] = [];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'carrel-process-'));
  config = loadConfig({ flags: { data: join(base, 'data'), parsers: '1' }, environment: {} });
  createCollection(config, 'desk');
  app = openAppStore(config);
});

afterEach(async () => {
  await Promise.all(started.map((process) => process.stop()));
  started = [];
  app.close();
  rmSync(base, { recursive: true, force: true });
});

function start(settings: Partial<Config> = {}): IngestProcess {
  const process = startIngestProcess({ ...config, ...settings });
  started.push(process);
  return process;
}

function enqueue(files: number): Job {
  const folder = mkdtempSync(join(base, 'files-'));
  for (let index = 0; index < files; index += 1) writeFileSync(join(folder, `${index}.txt`), `file number ${index} says nothing`);
  return app.enqueue('desk', { kind: 'ingest-folder', path: folder, inPlace: false });
}

/** Resolves with the job when it is as wanted. A test that waits in vain fails by its time limit. */
async function until(id: string, isWanted: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = app.job(id);
    if (job !== null && isWanted(job)) return job;
    await wait(20);
  }
}

const isDone = (job: Job): boolean => job.state === 'done';

/** Processes that this one started, by what they run: only Linux says so. */
function childrenRunning(program: RegExp): readonly number[] {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  return pids.filter((pid) => pid > 0 && program.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')));
}

const linuxTest = test.skipIf(process.platform !== 'linux');
const ingestProgram = /ingest\/process\.ts/;

describe('the ingest process', () => {
  linuxTest('is started by the first job and not before, and takes the next ones', async () => {
    const ingest = start();
    expect(childrenRunning(ingestProgram)).toEqual([]);
    const first = enqueue(3);
    ingest.wake();
    expect((await until(first.id, isDone)).report).toMatchObject({ added: 3 });
    const second = enqueue(2);
    ingest.wake();
    await until(second.id, isDone);
    expect(childrenRunning(ingestProgram)).toHaveLength(1);
  });

  test('takes up what an earlier server left in the queue', async () => {
    const job = enqueue(2);
    start();
    expect((await until(job.id, isDone)).report).toMatchObject({ added: 2 });
  });

  linuxTest('is started again when it was killed, and the job goes on', async () => {
    const ingest = start();
    const job = enqueue(1500);
    ingest.wake();
    await until(job.id, ({ state, total }) => state === 'running' && total > 0);
    for (const pid of childrenRunning(ingestProgram)) process.kill(pid, 'SIGKILL');
    const { report } = await until(job.id, isDone);
    expect((report?.added ?? 0) + (report?.unchanged ?? 0)).toBe(1500);
    expect(checkCollection(config, 'desk')).toEqual([]);
  });

  linuxTest('ends when it is told to, leaves no child, and the job waits in the queue for the next one', async () => {
    const ingest = start();
    const job = enqueue(3000);
    ingest.wake();
    await until(job.id, ({ state, total }) => state === 'running' && total > 0);
    const [pid = 0] = childrenRunning(ingestProgram);
    await ingest.stop();
    expect(() => process.kill(pid, 0)).toThrow();
    expect(app.job(job.id)?.state).toBe('queued');

    started = [];
    start();
    await until(job.id, isDone);
    const reader = openReader(config, 'desk');
    expect(reader.documents()).toHaveLength(3000);
    reader.close();
  });

  linuxTest('ends between two files above its memory limit and goes on anew, until all is read once', async () => {
    const ingest = start({ ingestMemoryBytes: 64 * 2 ** 20 });
    const job = enqueue(1500);
    const after = enqueue(1);
    const seen = new Set<number>();
    ingest.wake();
    const { report } = await until(job.id, (current) => {
      for (const pid of childrenRunning(ingestProgram)) seen.add(pid);
      return isDone(current);
    });
    // A process of Node alone is above 64 MB, and a batch has 512 files at most.
    expect(seen.size).toBeGreaterThan(1);
    expect((report?.added ?? 0) + (report?.unchanged ?? 0)).toBe(1500);
    expect((await until(after.id, isDone)).report).toMatchObject({ added: 1 });
    expect(checkCollection(config, 'desk')).toEqual([]);
  });

  test('stopping what never started is no fault', async () => {
    await start().stop();
    started = [];
  });
});
