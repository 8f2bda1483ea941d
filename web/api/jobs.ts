import type { Job } from '../../core/types.ts';
import { call, collectionPath, Fault, pageFault, parseProblem, send } from './http.ts';
import { readEvents } from './sse.ts';
import type { UploadFile } from './upload-file.ts';

export async function getJobs(collection: string): Promise<readonly Job[]> {
  return (await call<{ jobs: readonly Job[] }>('GET', `/api/jobs?collection=${encodeURIComponent(collection)}`)).jobs;
}

export async function cancelJob(id: string): Promise<void> {
  await send('DELETE', `/api/jobs/${encodeURIComponent(id)}`);
}

export async function ingestFolder(collection: string, path: string): Promise<Job> {
  return (await call<{ job: Job }>('POST', collectionPath(collection, 'documents'), { body: { path } })).job;
}

/** Yields the job at each step until it has ended. */
export async function* followJob(id: string, signal: AbortSignal): AsyncGenerator<Job> {
  const response = await send('GET', `/api/jobs/${encodeURIComponent(id)}/events`, { accept: 'text/event-stream', signal });
  if (response.body === null) return;
  for await (const { event, data } of readEvents(response.body)) {
    if (event !== 'progress' && event !== 'end') continue;
    yield (JSON.parse(data) as { job: Job }).job;
    if (event === 'end') return;
  }
}

/** Uploads with progress. XMLHttpRequest, because fetch cannot say how much of a body has gone. */
export function uploadFiles(
  collection: string,
  files: readonly UploadFile[],
  onProgress: (sentBytes: number, totalBytes: number) => void,
  signal: AbortSignal,
): Promise<Job> {
  const form = new FormData();
  for (const { path, file } of files) form.append('files', file, path);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', collectionPath(collection, 'documents'));
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    request.onerror = () => reject(pageFault('server-unreachable'));
    request.onabort = () => reject(new DOMException('Upload stopped', 'AbortError'));
    request.onload = () => {
      const isDone = request.status >= 200 && request.status < 300;
      if (isDone) resolve((JSON.parse(request.responseText) as { job: Job }).job);
      else reject(new Fault(parseProblem(request.responseText, request.status)));
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}
