/** Starts the real server in this process, on a free port, with a data folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../core/config.ts';
import type { Job } from '../../core/types.ts';
import { closeServerDeps, openServerDeps, type ServerDeps } from '../../server/deps.ts';
import { listen } from '../../server/listen.ts';

export interface Running {
  readonly address: string;
  readonly data: string;
  readonly deps: ServerDeps;
  stop(): Promise<void>;
}

/** A port on which nothing listens: "discard", which no desktop serves. */
const silentUrl = 'http://127.0.0.1:9';

function testConfig(data: string, flags: Readonly<Record<string, string>> = {}): Config {
  return loadConfig({ flags: { port: '0', ollamaUrl: silentUrl, modelPorts: 'none', ...flags, data }, environment: {} });
}

/** A data folder that the caller brings stays when the server is stopped. */
export async function startServer(flags: Readonly<Record<string, string>> = {}, brought?: string): Promise<Running> {
  const data = brought ?? mkdtempSync(join(tmpdir(), 'carrel-e2e-'));
  const deps = openServerDeps(testConfig(data, flags), '0.0.0-test');
  const server = await listen(deps);
  return {
    address: server.address,
    data,
    deps,
    async stop() {
      await server.stop();
      await closeServerDeps(deps);
      if (brought === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

export async function createCollection(server: Running, name: string): Promise<void> {
  const response = await post(server, '/api/collections', { name });
  if (response.status !== 201) throw new Error(`collection ${name}: ${await response.text()}`);
}

export function post(server: Running, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${server.address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Uploads files and waits for the end of their job. */
export async function upload(
  server: Running,
  collection: string,
  files: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>,
): Promise<Job> {
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) form.append('files', new Blob([content]), name);
  const response = await fetch(`${server.address}/api/collections/${encodeURIComponent(collection)}/documents`, {
    method: 'POST',
    body: form,
  });
  if (response.status !== 202) throw new Error(`upload: ${response.status} ${await response.text()}`);
  const { job } = (await response.json()) as { job: Job };
  return endOfJob(server, job.id);
}

/** Follows the job's event stream to its end. */
async function endOfJob(server: Running, id: string): Promise<Job> {
  const response = await fetch(`${server.address}/api/jobs/${id}/events`);
  const events = parseEvents(await response.text());
  const last = events.at(-1);
  if (last?.name !== 'end') throw new Error(`job ${id} ended with ${JSON.stringify(last)}`);
  return (last.data as { job: Job }).job;
}

/** Waits until nothing is to be done any more: no job, and no byte of what was deleted to be wiped. */
export async function settled({ deps: { app } }: Running): Promise<void> {
  while (app.unfinished().length > 0 || app.owesWipe()) await new Promise((resolve) => setTimeout(resolve, 20));
}

export interface ReceivedEvent {
  readonly name: string;
  readonly data: unknown;
}

export function parseEvents(text: string): readonly ReceivedEvent[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('event: '))
    .map((frame) => {
      const [first = '', ...rest] = frame.split('\n');
      return {
        name: first.slice('event: '.length),
        data: JSON.parse(rest.map((line) => line.slice('data: '.length)).join('\n')) as unknown,
      };
    });
}
