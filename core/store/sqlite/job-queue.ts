/** The durable queue of ingest jobs. A job belongs to a living process, or to nobody. */
import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { AppStore, JobTask, QueuedJob } from '../../ports.ts';
import type { Job, JobState } from '../../types.ts';
import { isAlive, isOwner } from './process-owner.ts';

type JobQueue = Pick<
  AppStore,
  | 'enqueue'
  | 'claim'
  | 'claimJob'
  | 'claimRemoval'
  | 'release'
  | 'progress'
  | 'finish'
  | 'cancel'
  | 'isWanted'
  | 'job'
  | 'jobs'
  | 'done'
  | 'unfinished'
  | 'ingestedPaths'
  | 'ended'
>;

interface JobRow {
  readonly id: string;
  readonly collection: string;
  readonly task: string;
  readonly state: JobState;
  readonly done: number;
  readonly total: number;
  readonly etaMs: number | null;
  readonly current: string;
  readonly report: string | null;
  readonly reason: string;
  readonly createdAt: string;
}

const columns = `id, collection, task, state, done, total, eta_ms AS etaMs, current, report, reason, created_at AS createdAt`;

// A collection has one writer: a job of one that another process is at work on would only fail. It waits instead.
const free = "collection NOT IN (SELECT collection FROM job WHERE state = 'running' AND owner <> :owner)";

// What was removed before must not take along what is ingested later. A removal that was put off, since something was in
// its way, holds up its own collection and no other.
const inOrder = "(removes = 1 OR collection NOT IN (SELECT collection FROM job WHERE removes = 1 AND state IN ('queued', 'running')))";
const order = '(removes = 1 AND deaths = 0) DESC, removes, sequence';

// Ended jobs beyond this many are forgotten, oldest first: a watched folder makes a job for every change.
const historyLength = 1000;
// A list is for a person to look at; each entry brings its report, which names every file that was not read.
const listLength = 100;
// A job whose process dies this often without ever getting further is given up, so that it can't block the queue for
// good. Generous, because a person may kill or restart the service many times during one long ingest.
const mostDeaths = 20;

/** The queue in `database`. */
export function jobQueue(database: Database): JobQueue {
  const select = database.prepare<[string], JobRow>(`SELECT ${columns} FROM job WHERE id = ?`);
  const list = database.prepare<[{ collection: string | null; most: number }], JobRow>(
    `WITH wanted AS (SELECT * FROM job WHERE :collection IS NULL OR collection = :collection)
     SELECT sequence, ${columns} FROM wanted WHERE state IN ('queued', 'running')
     UNION ALL
     SELECT * FROM (
       SELECT sequence, ${columns} FROM wanted WHERE state NOT IN ('queued', 'running') ORDER BY sequence DESC LIMIT :most
     ) ORDER BY sequence DESC`,
  );
  const done = database.prepare<[number], Pick<Job, 'id' | 'collection'>>(
    "SELECT id, collection FROM job WHERE state = 'done' ORDER BY sequence DESC LIMIT ?",
  );
  const unfinished = database.prepare<[], string>("SELECT task FROM job WHERE state IN ('queued', 'running') ORDER BY sequence").pluck();
  const ingested = database
    .prepare<[string], string>(
      "SELECT DISTINCT task ->> 'path' FROM job WHERE collection = ? AND task ->> 'kind' = 'ingest-folder' AND state <> 'queued'",
    )
    .pluck();
  const ended = database.prepare<[], string>("SELECT task FROM job WHERE state NOT IN ('queued', 'running')").pluck();
  const wanted = database.prepare<[string], number>("SELECT cancel_wanted = 0 FROM job WHERE id = ? AND state = 'running'").pluck();
  const job = (id: string): Job | null => {
    const row = select.get(id);
    return row === undefined ? null : jobOf(row);
  };
  return {
    ...claims(database),
    ...endings(database, job),
    enqueue: enqueuer(database),
    progress: progressSaver(database),
    isWanted: (id) => wanted.get(id) === 1,
    job,
    jobs: (collection) => list.all({ collection, most: listLength }).map(jobOf),
    done: () => done.all(listLength),
    unfinished: () => unfinished.all().map((task) => JSON.parse(task) as JobTask),
    ingestedPaths: (collection) => ingested.all(collection),
    ended: () => ended.all().map((task) => JSON.parse(task) as JobTask),
  };
}

function enqueuer(database: Database): JobQueue['enqueue'] {
  const insert = database.prepare<[{ id: string; collection: string; task: string; removes: number; now: string }], JobRow>(
    `INSERT INTO job (id, collection, task, removes, state, created_at) VALUES (:id, :collection, :task, :removes, 'queued', :now)
     RETURNING ${columns}`,
  );
  // In a transaction: `get` of a statement that changes something never tells that its commit found the disk full.
  const insertWhole = database.transaction((input: Parameters<typeof insert.get>[0]) => insert.get(input));
  return (collection, task) => {
    const removes = task.kind === 'remove-document' ? 1 : 0;
    const row = insertWhole.immediate({ id: randomUUID(), collection, task: JSON.stringify(task), removes, now: new Date().toISOString() });
    if (row === undefined) throw new AppError('internal', 'The job was not stored', 'Try again.');
    return jobOf(row);
  };
}

function claims(database: Database): Pick<JobQueue, 'claim' | 'claimJob' | 'claimRemoval' | 'release'> {
  const reclaim = reclaimer(database);
  const taking = (choice: string): ((input: { owner: string; id: string }) => QueuedJob | null) => {
    const take = database.prepare<[{ owner: string; id: string }], JobRow>(
      `UPDATE job SET state = 'running', owner = :owner WHERE sequence = (
         SELECT sequence FROM job WHERE state = 'queued' AND ${choice} ORDER BY ${order} LIMIT 1
       ) RETURNING ${columns}`,
    );
    return (input) => {
      if (!isOwner(input.owner)) throw new AppError('internal', 'A job was claimed without naming a process', 'Claim with processOwner().');
      const claimed = database.transaction(() => {
        reclaim();
        return take.get(input);
      });
      const row = claimed.immediate();
      return row === undefined ? null : { job: jobOf(row), task: JSON.parse(row.task) as JobTask };
    };
  };
  // Every statement binds both names; a choice that needs no id says so with `:id = ''`.
  const takeAny = taking(`:id = '' AND ${free} AND ${inOrder}`);
  const takeThis = taking('id = :id');
  const takeRemoval = taking(`removes = 1 AND :id = '' AND ${free}`);
  const release = database.prepare<[string]>(
    `UPDATE job SET state = CASE cancel_wanted WHEN 1 THEN 'cancelled' ELSE 'queued' END, owner = NULL, deaths = deaths + removes
     WHERE id = ? AND state = 'running'`,
  );
  return {
    claim: (owner) => takeAny({ owner, id: '' }),
    claimJob: (id, owner) => takeThis({ owner, id }),
    claimRemoval: (owner) => takeRemoval({ owner, id: '' }),
    release: (id) => {
      release.run(id);
    },
  };
}

/** Puts the jobs of dead processes back into the queue, or ends those that were cancelled or are hopeless. */
function reclaimer(database: Database): () => void {
  const running = database.prepare<
    [],
    { sequence: number; owner: string; cancelWanted: number; removes: number; deaths: number; current: string }
  >("SELECT sequence, owner, cancel_wanted AS cancelWanted, removes, deaths, current FROM job WHERE state = 'running'");
  const requeue = database.prepare<[number]>("UPDATE job SET state = 'queued', owner = NULL, deaths = deaths + 1 WHERE sequence = ?");
  const end = database.prepare<[JobState, string, number]>('UPDATE job SET state = ?, owner = NULL, reason = ? WHERE sequence = ?');
  return () => {
    for (const { sequence, owner, cancelWanted, removes, deaths, current } of running.all()) {
      if (isAlive(owner)) continue;
      if (cancelWanted === 1) end.run('cancelled', '', sequence);
      // A removal is never given up: the document would be there again.
      else if (removes === 1 || deaths + 1 < mostDeaths) requeue.run(sequence);
      else end.run('failed', hopeless(current), sequence);
    }
  };
}

function hopeless(current: string): string {
  const where = current === '' ? '' : `, last at "${current}"`;
  return `The ingest died ${mostDeaths} times without getting further${where}. Take that file out, or give the machine more memory, and ingest again.`;
}

function progressSaver(database: Database): JobQueue['progress'] {
  const save = database
    .prepare<[{ id: string; done: number; total: number; etaMs: number | null; current: string }], number>(
      `UPDATE job SET done = :done, total = :total, eta_ms = :etaMs, current = :current, furthest = max(furthest, :done),
         deaths = CASE WHEN :done > furthest THEN 0 ELSE deaths END
       WHERE id = :id AND state = 'running' RETURNING cancel_wanted`,
    )
    .pluck();
  const saveWhole = database.transaction((input: Parameters<typeof save.get>[0]) => save.get(input));
  return (id, done, total, etaMs, current) => saveWhole.immediate({ id, done, total, etaMs, current }) === 0;
}

function endings(database: Database, job: (id: string) => Job | null): Pick<JobQueue, 'finish' | 'cancel'> {
  const finish = database.prepare<[{ id: string; state: JobState; report: string | null; reason: string }]>(
    `UPDATE job SET state = :state, report = :report, reason = :reason, owner = NULL, eta_ms = NULL, current = ''
     WHERE id = :id AND state IN ('queued', 'running')`,
  );
  const forget = database.prepare<[number]>(
    `DELETE FROM job WHERE sequence <= (
       SELECT sequence FROM job WHERE state IN ('done', 'failed', 'cancelled') ORDER BY sequence DESC LIMIT 1 OFFSET ?
     ) AND state IN ('done', 'failed', 'cancelled')`,
  );
  const cancelQueued = database.prepare<[string]>("UPDATE job SET state = 'cancelled' WHERE id = ? AND state = 'queued' AND removes = 0");
  const wantCancel = database.prepare<[string]>("UPDATE job SET cancel_wanted = 1 WHERE id = ? AND state = 'running' AND removes = 0");
  const reclaim = reclaimer(database);
  return {
    finish: (id, state, report, reason) => {
      const end = database.transaction(() => {
        finish.run({ id, state, report: report === null ? null : JSON.stringify(report), reason });
        forget.run(historyLength);
      });
      end.immediate();
    },
    cancel: (id) => {
      const end = database.transaction(() => {
        cancelQueued.run(id);
        wantCancel.run(id);
        reclaim();
      });
      end.immediate();
      return job(id);
    },
  };
}

function jobOf({ id, collection, state, done, total, etaMs, current, report, reason, createdAt }: JobRow): Job {
  return {
    ...{ id, collection, state, done, total, etaMs, current },
    report: report === null ? null : (JSON.parse(report) as Job['report']),
    // Known to the process that waits alone: a full disk cannot be told.
    ...{ reason, paused: null, createdAt },
  };
}
