/** Ingest jobs of the shown collection: followed while they run, kept as reports until dismissed. */
import { signal } from '@preact/signals';
import type { Job } from '../../core/types.ts';
import { isAbort } from '../api/http.ts';
import { cancelJob, followJob, getJobs } from '../api/jobs.ts';
import { words } from '../words/index.ts';
import { place } from './address.ts';
import { announce } from './announce.ts';
import { anyText, kept } from './kept.ts';
import { loadCollections, loadDocuments } from './shelf.ts';

export const jobs = signal<readonly Job[]>([]);
const dismissed = kept('dismissed-jobs', anyText);
const followed = new Map<string, AbortController>();

/** The list is asked for again only this many times its own cost later: at most a twentieth of the server's time. */
const refreshRest = 20;
const leastRefreshMs = 1500;

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
  const tellsSomething = newestEnded !== undefined && !gone.has(newestEnded.id) && hasNews(newestEnded);
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

export async function follow(job: Job): Promise<void> {
  if (followed.has(job.id)) return;
  const controller = new AbortController();
  followed.set(job.id, controller);
  put(job);
  const refresh = refresher();
  try {
    for await (const step of followJob(job.id, controller.signal)) {
      put(step);
      refresh();
      if (isEnded(step)) announce(words.value.announce.ingested(step.done));
    }
  } catch (error) {
    // The job goes on without us; what it did is in the document list, and a reload picks it up again.
    if (isAbort(error)) return;
  } finally {
    followed.delete(job.id);
  }
  await Promise.all([loadDocuments(), loadCollections()]);
}

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

function refresher(): () => void {
  let isBusy = false;
  let nextAt = 0;
  return () => {
    if (isBusy || performance.now() < nextAt) return;
    isBusy = true;
    const startedAt = performance.now();
    void Promise.all([loadDocuments(), loadCollections()]).finally(() => {
      const tookMs = performance.now() - startedAt;
      nextAt = performance.now() + Math.max(leastRefreshMs, tookMs * refreshRest);
      isBusy = false;
    });
  };
}
