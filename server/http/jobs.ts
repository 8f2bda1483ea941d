import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { Job } from '../../core/types.ts';
import type { ServerDeps } from '../deps.ts';
import { sweepingUploads } from '../sweep-uploads.ts';
import { allowedFolder } from './allowed-folder.ts';
import { byName } from './collections.ts';
import { eventStream, type ServerEvent } from './event-stream.ts';
import { noParameters, nothing, readJson, route } from './route.ts';
import { jobSchema } from './schemas.ts';
import { stageUpload } from './staging.ts';
import { pause } from './wait.ts';

const byId = z.strictObject({ id: z.string() });
const jobReply = z.strictObject({ job: jobSchema });
const folderBody = z.strictObject({ path: z.string().min(1).max(4096) });

/** How often the queue's row is read for a watcher; a person sees a quarter of a second as at once. */
const watchEveryMs = 250;

export const ingest = route({
  method: 'post',
  path: '/api/collections/{name}/documents',
  summary: 'Takes files (multipart `files`) or the `path` of a folder that the config allows, and queues their ingest.',
  params: byName,
  query: noParameters,
  body: nothing,
  bodyMediaType: 'multipart/form-data',
  status: 202,
  reply: { mediaType: 'application/json', schema: jobReply },
  async handle({ params, request }, deps) {
    const { name } = params;
    deps.collections.access(name);
    const json = /^application\/json\b/i.test(request.headers.get('content-type') ?? '');
    const job = json ? await queueFolder(name, request, deps) : await queueUpload(name, request, deps);
    deps.ingest.wake();
    return { job };
  },
});

async function queueUpload(name: string, request: Request, deps: ServerDeps): Promise<Job> {
  const staged = await stageUpload(request, deps.config);
  try {
    // It may have been deleted while the files came in: nobody else would remove them then.
    deps.collections.access(name);
    return deps.app.enqueue(name, { kind: 'ingest-upload', staging: staged.folder });
  } catch (fault) {
    await rm(staged.folder, { recursive: true, force: true });
    throw fault;
  }
}

async function queueFolder(name: string, request: Request, deps: ServerDeps): Promise<Job> {
  const body = folderBody.safeParse(await readJson(request));
  if (!body.success) throw new AppError('bad-request', 'The body names no folder', 'Send {"path": "/a/folder"}.');
  const path = await allowedFolder(body.data.path, deps.config.folders);
  deps.collections.access(name);
  return deps.app.enqueue(name, { kind: 'ingest-folder', path, inPlace: false });
}

export const list = route({
  method: 'get',
  path: '/api/jobs',
  summary: 'Jobs, newest first.',
  params: noParameters,
  query: z.strictObject({ collection: z.string().optional() }),
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: z.strictObject({ jobs: z.array(jobSchema) }) },
  handle: ({ query }, deps) => ({ jobs: deps.app.jobs(query.collection ?? null).map((job) => withPause(job, deps)) }),
});

export const show = route({
  method: 'get',
  path: '/api/jobs/{id}',
  summary: 'State of a job, with its report when it has ended.',
  params: byId,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: jobSchema },
  handle: ({ params }, deps) => known(params.id, deps),
});

export const watch = route({
  method: 'get',
  path: '/api/jobs/{id}/events',
  summary: 'Server-sent events: `progress` {job} at every change, `end` {job} at last.',
  params: byId,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'text/event-stream', schema: z.string() },
  handle({ params, request }, deps) {
    known(params.id, deps);
    return eventStream(request, deps.farewell.signal, (signal) => jobEvents(params.id, deps, signal));
  },
});

async function* jobEvents(id: string, deps: ServerDeps, signal: AbortSignal): AsyncIterable<ServerEvent> {
  let sent = '';
  for (;;) {
    const job = known(id, deps);
    if (job.state !== 'queued' && job.state !== 'running') {
      yield { name: 'end', data: { job } };
      return;
    }
    const data = JSON.stringify(job);
    if (data !== sent) yield { name: 'progress', data: { job } };
    sent = data;
    await pause(watchEveryMs, signal);
  }
}

export const cancel = route({
  method: 'delete',
  path: '/api/jobs/{id}',
  summary: 'Cancels a job; what it has already ingested stays.',
  params: byId,
  query: noParameters,
  body: nothing,
  bodyMediaType: null,
  status: 200,
  reply: { mediaType: 'application/json', schema: jobSchema },
  async handle({ params }, deps) {
    known(params.id, deps);
    return (await sweepingUploads(deps.config.data, deps.app, () => deps.app.cancel(params.id))) ?? known(params.id, deps);
  },
});

function known(id: string, deps: ServerDeps): Job {
  const job = deps.app.job(id);
  if (job === null)
    throw new AppError(
      'job-unknown',
      `There is no job ${id.slice(0, 64)}`,
      'Ended jobs are forgotten after a while; look at the documents.',
    );
  return withPause(job, deps);
}

/** The disk is the same for all, so what waits in the queue waits for it too. */
function withPause(job: Job, { ingest }: ServerDeps): Job {
  return job.state === 'queued' || job.state === 'running' ? { ...job, paused: ingest.paused() } : job;
}
