/** Ingest jobs of the shown collection: followed while they run, kept as reports until dismissed. */
import { signal } from '@preact/signals';
import type { Job } from '../../core/types.ts';
import { isAbort, toFault } from '../api/http.ts';
import { cancelJob, followJob, getJobs } from '../api/jobs.ts';
import { words } from '../words/index.ts';
import { place } from './address.ts';
import { announce } from './announce.ts';
import { loadDocuments } from './documents.ts';
import { anyText, kept } from './kept.ts';
import { loadReached } from './reached.ts';
import { loadCollections } from './shelf.ts';

export const jobs = signal<readonly Job[]>([]);
const dismissed = kept('dismissed-jobs', anyText);
const followed = new Map<string, AbortController>();
/** Jobs that were seen running in this page: their end is news in any case. */
const witnessed = new Set<string>();

/** The list is asked for again only this many times its own cost later: at most a twentieth of the server's time. */
const refreshRest = 20;
const leastRefreshMs = 1500;
/** A server that is started again is back within a second or two. */
const reconnectMs = 2000;

export const isEnded = (job: Job): boolean => job.state !== 'queued' && job.state !== 'running';

export async function loadJobs(): Promise<void> {
  const name = place.value.collection;
  for (const controller of followed.values()) controller.abort();
  followed.clear();
  jobs.value = [];
  if (name === null) return;
  // Jobs are news, not the shelf itself: when they cannot be had, the documents still say what was read.
  const found = await getJobs(name).catch(() => []);
  if (place.value.collection !== name) return;
  const gone = new Set(dismissed.value.split(' '));
  const running = found.filter((job) => !isEnded(job));
  const newestEnded = found.filter(isEnded).toSorted((first, second) => second.createdAt.localeCompare(first.createdAt))[0];
  const tellsSomething = newestEnded !== undefined && !gone.has(newestEnded.id) && (witnessed.has(newestEnded.id) || hasNews(newestEnded));
  jobs.value = tellsSomething ? [...running, newestEnded] : running;
  for (const job of running) void follow(job);
}

/** A finished job is worth a card after a reload only if it has something to say. */
function hasNews(job: Job): boolean {
  return (
    job.state !== 'done' ||
    (job.report?.lines.some(({ outcome, warnings }) => outcome === 'skipped' || outcome === 'failed' || warnings.length > 0) ?? false)
  );
}

/** Shows a job until it has ended; a broken connection is taken up again for as long as the collection is shown. */
export async function follow(job: Job): Promise<void> {
  if (followed.has(job.id)) return;
  const controller = new AbortController();
  followed.set(job.id, controller);
  witnessed.add(job.id);
  put(job);
  const refresh = refresher();
  while (!controller.signal.aborted && !(await hasEnded(job.id, refresh, controller.signal))) await pause(reconnectMs);
  if (followed.get(job.id) === controller) followed.delete(job.id);
  if (!controller.signal.aborted) await Promise.all([loadDocuments(), loadCollections()]);
}

/** False when the connection broke before the job's end. A job that the server no longer knows has ended. */
async function hasEnded(id: string, refresh: (job: Job) => void, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const step of followJob(id, signal)) {
      put(step);
      refresh(step);
      if (!isEnded(step)) continue;
      announce(words.value.announce.ingested(step.done));
      return true;
    }
    return false;
  } catch (error) {
    return isAbort(error) || toFault(error).problem.code === 'job-unknown';
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function stopJob(id: string): Promise<void> {
  await cancelJob(id).catch(() => undefined);
}

export function dismissJob(id: string): void {
  jobs.value = jobs.value.filter((job) => job.id !== id);
  dismissed.value = [...dismissed.value.split(' ').slice(-20), id].join(' ').trim();
}

function put(job: Job): void {
  const isKnown = jobs.value.some(({ id }) => id === job.id);
  jobs.value = isKnown ? jobs.value.map((other) => (other.id === job.id ? job : other)) : [...jobs.value, job];
}

function refresher(): (job: Job) => void {
  let isBusy = false;
  let nextAt = 0;
  return (job) => {
    if (isBusy || performance.now() < nextAt) return;
    isBusy = true;
    const startedAt = performance.now();
    void Promise.all([loadDocuments(), loadCollections(), loadReached(job)]).finally(() => {
      const tookMs = performance.now() - startedAt;
      nextAt = performance.now() + Math.max(leastRefreshMs, tookMs * refreshRest);
      isBusy = false;
    });
  };
}
