import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { AppStore, JobTask } from '../../core/ports.ts';
import { openAppStore, processOwner } from '../../core/store/index.ts';
import { isAlive } from '../../core/store/sqlite/process-owner.ts';
import type { DocumentId, IngestReport } from '../../core/types.ts';
import { startClaiming } from './store-processes.ts';

let data: string;
let app: AppStore;
const me = processOwner();
const folder: JobTask = { kind: 'ingest-folder', path: '/somewhere', inPlace: true };
const removal: JobTask = { kind: 'remove-document', documentId: 'abc' as DocumentId };
const report: IngestReport = { added: 1, changed: 0, unchanged: 2, removed: 0, unpacked: 0, skipped: 0, failed: 0, lines: [], tookMs: 5 };

const reopen = (): AppStore => openAppStore(loadConfig({ flags: { data }, environment: {} }));
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-jobs-'));
  app = reopen();
});
afterEach(() => {
  app.close();
  rmSync(data, { recursive: true, force: true });
});

/** Says that the running jobs belong to a process that is dead: pid 1 lives, but did not start at that time. */
function killOwners(): void {
  const database = new Sqlite(join(data, 'app.sqlite'));
  database.exec("UPDATE job SET owner = '1:0' WHERE state = 'running'");
  database.close();
}

describe('a job', () => {
  test('is queued, claimed, reports its progress and ends with its report', () => {
    const { id } = app.enqueue('leave', folder);
    expect(app.job(id)).toMatchObject({ collection: 'leave', state: 'queued', done: 0, total: 0, report: null, reason: '' });
    expect(app.claim(me)).toMatchObject({ job: { id, state: 'running' }, task: folder });
    expect(app.progress(id, 3, 12, 900, 'a.md')).toBe(true);
    expect(app.job(id)).toMatchObject({ done: 3, total: 12, etaMs: 900, current: 'a.md' });
    app.finish(id, 'done', report, '');
    expect(app.job(id)).toMatchObject({ state: 'done', etaMs: null, current: '', report });
    expect(app.claim(me)).toBeNull();
  });

  test('is still there when the service is started again', () => {
    const { id } = app.enqueue('leave', folder);
    app.close();
    app = reopen();
    expect(app.claim(me)).toMatchObject({ job: { id }, task: folder });
  });

  test('that nobody knows is null', () => {
    expect(app.job('nothing')).toBeNull();
    expect(app.cancel('nothing')).toBeNull();
    expect(app.progress('nothing', 1, 2, null, '')).toBe(false);
  });

  test('ends once: what comes later changes nothing', () => {
    const { id } = app.enqueue('leave', folder);
    app.claim(me);
    app.finish(id, 'failed', null, 'The disk is full.');
    app.finish(id, 'done', report, '');
    expect(app.progress(id, 1, 2, null, '')).toBe(false);
    expect(app.job(id)).toMatchObject({ state: 'failed', reason: 'The disk is full.' });
  });

  test('is listed newest first, of one collection or of all', () => {
    const ids = ['leave', 'prices', 'leave'].map((collection) => app.enqueue(collection, folder).id);
    expect(app.jobs(null).map((job) => job.id)).toEqual(ids.toReversed());
    expect(app.jobs('prices').map((job) => job.id)).toEqual([ids[1]]);
  });

  test('is among the unfinished until it ends', () => {
    const { id } = app.enqueue('leave', folder);
    app.enqueue('leave', removal);
    app.claimJob(id, me);
    expect(app.unfinished()).toEqual([folder, removal]);
    app.finish(id, 'done', report, '');
    expect(app.unfinished()).toEqual([removal]);
    expect(app.done()).toEqual([{ id, collection: 'leave' }]);
  });

  test('can be given back to the queue', () => {
    const { id } = app.enqueue('leave', folder);
    app.claim(me);
    app.release(id);
    expect(app.claim(me)?.job.id).toBe(id);
  });
});

function claimAndEnd(): string | undefined {
  const id = app.claim(me)?.job.id;
  if (id !== undefined) app.finish(id, 'done', report, '');
  return id;
}

describe('the order', () => {
  test('is that of arrival, but removals go first', () => {
    const ids = [folder, folder, removal, removal].map((task) => app.enqueue('leave', task).id);
    const claimed = ids.map(() => claimAndEnd());
    expect(claimed).toEqual([ids[2], ids[3], ids[0], ids[1]]);
  });

  test('lets nothing be ingested into a collection from which something is still to be removed, but into others', () => {
    const [late, elsewhere, gone] = [app.enqueue('leave', folder), app.enqueue('prices', folder), app.enqueue('leave', removal)];
    expect(app.claim(me)?.job.id).toBe(gone.id);
    // Something was in its way.
    app.release(gone.id);
    expect([claimAndEnd(), claimAndEnd(), claimAndEnd()]).toEqual([elsewhere.id, gone.id, late.id]);
  });

  test('can be passed by asking for one job, once', () => {
    const [, second] = [app.enqueue('leave', folder), app.enqueue('leave', folder)];
    expect(app.claimJob(second.id, me)?.job.id).toBe(second.id);
    expect(app.claimJob(second.id, me)).toBeNull();
  });

  test('lets an ingest pick out removals only', () => {
    app.enqueue('leave', folder);
    expect(app.claimRemoval(me)).toBeNull();
    const { id } = app.enqueue('leave', removal);
    expect(app.claimRemoval(me)).toMatchObject({ job: { id }, task: removal });
  });
});

describe('an owner', () => {
  test('keeps its job while it lives, and loses it when it is killed', async () => {
    const { id } = app.enqueue('leave', folder);
    const other = await startClaiming(data);
    expect(other.lines).toEqual([id]);
    expect(app.claim(me)).toBeNull();
    expect(app.claimJob(id, me)).toBeNull();
    await other.kill();
    expect(app.claim(me)?.job.id).toBe(id);
  });

  test('keeps the other jobs of its collection waiting, and no others', async () => {
    app.enqueue('leave', folder);
    const other = await startClaiming(data);
    const waiting = [app.enqueue('leave', folder), app.enqueue('leave', removal)];
    const { id } = app.enqueue('prices', folder);
    expect(app.claimRemoval(me)).toBeNull();
    expect([app.claim(me)?.job.id, app.claim(me)]).toEqual([id, null]);
    await other.kill();
    expect(app.claimRemoval(me)?.job.id).toBe(waiting[1]?.id);
  });

  test('is not taken for another process that was given its pid', () => {
    expect(isAlive(me)).toBe(true);
    expect(isAlive(`${process.pid}:1`)).toBe(process.platform !== 'linux');
    expect(isAlive('999999999:1')).toBe(false);
  });

  test('must be named as a process', () => {
    app.enqueue('leave', folder);
    expect(() => app.claim('somebody')).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  test('that dies again and again without getting further ends the job with its last file', () => {
    const { id } = app.enqueue('leave', folder);
    for (let death = 1; death <= 19; death += 1) {
      expect(app.claim(me)?.job.id).toBe(id);
      app.progress(id, 1, 9, null, 'bomb.pdf');
      killOwners();
    }
    // It gets further: the count begins again.
    app.claim(me);
    app.progress(id, 2, 9, null, 'bomb.pdf');
    for (let death = 1; death <= 20; death += 1) {
      killOwners();
      expect(app.claim(me)?.job.id).toBe(death < 20 ? id : undefined);
    }
    expect(app.job(id)).toMatchObject({ state: 'failed', reason: expect.stringContaining('last at "bomb.pdf"') });
  });
});

describe('cancelling', () => {
  test('takes back no removal: it was promised', () => {
    const { id } = app.enqueue('leave', removal);
    expect(app.cancel(id)).toMatchObject({ state: 'queued' });
    expect(app.claim(me)?.job.id).toBe(id);
    expect(app.cancel(id)).toMatchObject({ state: 'running' });
    app.release(id);
    expect(app.claim(me)?.job.id).toBe(id);
  });

  test('ends a waiting job at once', () => {
    const { id } = app.enqueue('leave', folder);
    expect(app.cancel(id)).toMatchObject({ id, state: 'cancelled' });
    expect(app.claim(me)).toBeNull();
  });

  test('tells a running job at its next progress', () => {
    const { id } = app.enqueue('leave', folder);
    app.claim(me);
    expect(app.cancel(id)).toMatchObject({ state: 'running' });
    expect(app.progress(id, 1, 2, null, '')).toBe(false);
    app.finish(id, 'cancelled', report, '');
    expect(app.job(id)?.state).toBe('cancelled');
  });

  test.each([
    ['dies', killOwners],
    ['gives it back', (id: string) => app.release(id)],
  ])('ends a job whose process %s before it hears of it', (_what, lose) => {
    const { id } = app.enqueue('leave', folder);
    app.claim(me);
    app.cancel(id);
    lose(id);
    expect(app.claim(me)).toBeNull();
    expect(app.job(id)?.state).toBe('cancelled');
  });

  test('changes nothing about a job that has ended', () => {
    const { id } = app.enqueue('leave', folder);
    app.claim(me);
    app.finish(id, 'done', report, '');
    expect(app.cancel(id)?.state).toBe('done');
  });
});

test('the newest 1,000 ended jobs are remembered, and every job that has not ended', () => {
  const waiting = app.enqueue('leave', folder).id;
  const database = new Sqlite(join(data, 'app.sqlite'));
  database.exec(`WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < 1200)
    INSERT INTO job (id, collection, task, removes, state, created_at) SELECT 'old-' || value, 'leave', '{}', 0, 'done', '' FROM number`);
  database.close();
  const { id } = app.enqueue('leave', removal);
  app.claim(me);
  app.finish(id, 'done', null, '');
  expect([id, 'old-1200', 'old-202', 'old-201', waiting].map((job) => app.job(job)?.state)).toEqual([
    ...['done', 'done', 'done', undefined, 'queued'],
  ]);
  // A list shows the newest hundred of them.
  const listed = app.jobs(null).map((job) => job.id);
  expect(listed).toEqual([id, ...Array.from({ length: 99 }, (_, index) => `old-${1200 - index}`), waiting]);
});

test('a forgotten collection takes its jobs along, the running one too', () => {
  const { id } = app.enqueue('leave', folder);
  const other = app.enqueue('prices', folder);
  app.claimJob(id, me);
  app.forgetCollection('leave');
  expect(app.progress(id, 1, 2, null, '')).toBe(false);
  app.finish(id, 'done', report, '');
  expect(app.jobs(null).map((job) => job.id)).toEqual([other.id]);
});
