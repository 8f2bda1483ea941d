/** A full disk is no dead end: what can wait waits and says so, deleting works, and everything goes on when there is room. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { checkCollection, findCollection, createCollection as makeCollection } from '../../core/store/index.ts';
import type { Answer, Job } from '../../core/types.ts';
import { cleanEnvironment, launcher, runCarrel } from './run-carrel.ts';
import { createCollection, post, type Running, startServer, upload } from './running.ts';
import { noSmallDisk, openSmallDisk, type SmallDisk } from './small-disk.ts';

if (noSmallDisk !== null) process.stderr.write(`full-disk.test.ts is passed over: ${noSmallDisk}\n`);

const megabyte = 1024 * 1024;

let disk: SmallDisk;
let server: Running;
/** Documents that lie on another disk. */
let folder: string;

async function json<Body>(path: string, method = 'GET'): Promise<Body> {
  const response = await fetch(`${server.address}${path}`, { method });
  return (await response.json()) as Body;
}

const remove = (path: string): Promise<Response> => fetch(`${server.address}${path}`, { method: 'DELETE' });
const jobOf = (id: string): Promise<Job> => json<Job>(`/api/jobs/${id}`);

/** The job as soon as it is as wanted; the test's own limit ends the wait. */
async function jobWhen(id: string, isSo: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await jobOf(id);
    if (isSo(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ingestFolder(): Promise<Job> {
  const response = await post(server, '/api/collections/office/documents', { path: folder });
  return ((await response.json()) as { job: Job }).job;
}

/** More text than a disk with a quarter of a megabyte takes. */
function writeBooks(): void {
  for (let book = 0; book < 3; book += 1) {
    const lines = Array.from(
      { length: 2000 },
      (_, line) => `Clause ${book}.${line}: item ${(line * 7919) % 9973} costs ${line * book} euros.`,
    );
    writeFileSync(join(folder, `book-${book}.md`), `# Book ${book}\n\n${lines.join('\n\n')}\n`);
  }
}

describe.skipIf(noSmallDisk !== null)('on a full disk', () => {
  beforeEach(async () => {
    disk = openSmallDisk(64);
    folder = mkdtempSync(join(tmpdir(), 'carrel-books-'));
    server = await startServer({ reserveBytes: String(8 * megabyte), folders: folder, parsers: '1' }, disk.folder);
    await createCollection(server, 'office');
    await upload(server, 'office', {
      'leave.md': '# Leave\n\nEvery employee has 27 days of annual leave a year.\n',
      'travel.md': '# Travel\n\nThe daily allowance is 28 euros.\n',
    });
  });

  afterEach(async () => {
    await server.stop();
    disk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('an ingest pauses with the reason, and goes on by itself when there is room', async () => {
    writeBooks();
    disk.fill(megabyte / 4);
    const { id } = await ingestFolder();
    const paused = await jobWhen(id, (job) => job.paused !== null);
    expect(paused).toMatchObject({
      state: 'running',
      paused: { reason: expect.stringMatching(/no room left on the disk.*goes on by itself/) },
    });
    disk.free(40 * megabyte);
    const ended = await jobWhen(id, ({ state }) => state !== 'queued' && state !== 'running');
    expect(ended).toMatchObject({ state: 'done', paused: null, report: { failed: 0 } });
    const { documents } = await json<{ documents: readonly unknown[] }>('/api/collections/office/documents');
    expect(documents).toHaveLength(5);
  });

  test('a document, a conversation and a collection can be deleted while an ingest waits, and it can be stopped', async () => {
    writeBooks();
    const asked = await post(server, '/api/collections/office/answers', { question: 'How many days of leave?', conversationId: 'new' });
    const { conversationId } = (await asked.json()) as Answer;
    disk.fill(megabyte / 4);
    const { id } = await ingestFolder();
    await jobWhen(id, (job) => job.paused !== null);
    disk.fill(0);

    const { documents } = await json<{ documents: readonly { id: string; source: string }[] }>('/api/collections/office/documents');
    const leave = documents.find(({ source }) => source === 'leave.md');
    expect((await remove(`/api/collections/office/documents/${leave?.id}`)).status).toBe(204);
    expect(await (await fetch(`${server.address}/api/collections/office/documents`)).text()).not.toContain('leave.md');

    disk.fill(0);
    expect((await remove(`/api/conversations/${conversationId}`)).status).toBe(204);
    expect((await remove(`/api/jobs/${id}`)).status).toBe(200);
    expect(await jobWhen(id, ({ state }) => state !== 'queued' && state !== 'running')).toMatchObject({ state: 'cancelled', paused: null });
    expect((await remove('/api/collections/office')).status).toBe(204);
  });

  test('an answer is given with a warning that it is not kept', async () => {
    disk.fill(0);
    const response = await post(server, '/api/collections/office/answers', { question: 'How many days of leave?', conversationId: 'new' });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as Answer;
    expect(answer.text).toContain('27 days');
    expect(answer.receipt.warnings).toEqual([expect.stringMatching(/^This answer is not kept.*no room left on the disk/)]);
    expect((await fetch(`${server.address}/api/answers/${answer.id}`)).status).toBe(404);
  });

  test('a server starts, searches and deletes', async () => {
    await server.stop();
    disk.fill(0);
    server = await startServer({ reserveBytes: String(8 * megabyte), folders: folder, parsers: '1' }, disk.folder);
    const found = await post(server, '/api/collections/office/search', { question: 'annual leave' });
    expect(await found.text()).toContain('27 days');
    disk.fill(0);
    expect((await remove('/api/collections/office')).status).toBe(204);
  });

  test('a job that was acknowledged is there, and one that found no room is refused', async () => {
    disk.fill(0);
    const replies = await Promise.all([1, 2, 3].map(() => post(server, '/api/collections/office/documents', { path: folder })));
    for (const reply of replies) {
      const body = (await reply.json()) as { readonly code?: string; readonly job?: Job };
      if (reply.status === 507) expect(body.code).toBe('disk-full');
      else expect(await jobOf(body.job?.id ?? '')).toMatchObject({ id: body.job?.id });
    }
  });

  test('the room for deleting is taken again when it is free', async () => {
    const reserve = join(disk.folder, 'reserve');
    expect(statSync(reserve).size).toBe(8 * megabyte);
    disk.fill(0);
    const { documents } = await json<{ documents: readonly { id: string }[] }>('/api/collections/office/documents');
    for (const { id } of documents) expect((await remove(`/api/collections/office/documents/${id}`)).status).toBe(204);
    disk.free(16 * megabyte);
    const { id } = await ingestFolder();
    await jobWhen(id, ({ state }) => state === 'done');
    expect(statSync(reserve).size).toBe(8 * megabyte);
  });
});

describe.skipIf(noSmallDisk !== null)('a command', () => {
  beforeEach(() => {
    disk = openSmallDisk(64);
    folder = mkdtempSync(join(tmpdir(), 'carrel-books-'));
  });

  afterEach(() => {
    disk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('answers from a data folder that nobody can write, and warns that the answer is not kept', async () => {
    writeFileSync(join(folder, 'leave.md'), '# Leave\n\nEvery employee has 27 days of annual leave a year.\n');
    expect(await runCarrel(['ingest', folder, '--collection', 'office'], disk.folder)).toMatchObject({ status: 0 });
    disk.remount('ro');
    const { status, stdout, stderr } = await runCarrel(['ask', 'How many days of leave?', '--collection', 'office'], disk.folder);
    expect({ status, stdout, stderr }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('27 days'),
      stderr: expect.stringContaining('This answer is not kept'),
    });
  });

  test('that ingests says why it waits, and ends well when there is room', async () => {
    writeBooks();
    disk.fill(megabyte);
    const environment = cleanEnvironment({ CARREL_DATA: disk.folder, CARREL_RESERVE_BYTES: String(8 * megabyte) });
    const child = spawn(process.execPath, [launcher, 'ingest', folder, '--collection', 'office'], { env: environment });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('it goes on by itself')) disk.free(40 * megabyte);
    });
    const [status] = await once(child, 'close');
    expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining('Paused: ') });
  });
});

test.skipIf(noSmallDisk !== null)('a collection is made whole or not at all, whatever write finds the disk full', () => {
  const small = openSmallDisk(8);
  try {
    const config = loadConfig({ flags: { data: small.folder, reserveBytes: '0' }, environment: {} });
    // From no room to enough of it: the file, its WAL and their index take some 300 kB.
    const made = Array.from({ length: 26 }, (_, step) => step * 16 * 1024).map((leftBytes, step) => {
      small.fill(leftBytes);
      const name = `made-${step}`;
      try {
        makeCollection(config, name);
        expect(checkCollection(config, name)).toEqual([]);
      } catch (fault) {
        expect(fault).toMatchObject({ code: 'disk-full' });
        expect(findCollection(config, name)).toBeNull();
      }
      const isMade = findCollection(config, name) !== null;
      small.free(8 * megabyte);
      return isMade;
    });
    expect([made.at(0), made.at(-1)]).toEqual([false, true]);
  } finally {
    small.close();
  }
});
