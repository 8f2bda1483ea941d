/** A watched server in a process of its own, with the few calls that the benches make. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Probe, ProbeFigures } from './probed-server.ts';

export interface BenchServer {
  readonly address: string;
  /** What the server's main loop and memory did since the last call. */
  figures(): Promise<ProbeFigures>;
  /** The parsed reply. Throws when the status is 400 or more. */
  request(method: string, path: string, body?: unknown): Promise<unknown>;
  createCollection(name: string): Promise<void>;
  /** Begins to read a folder; gives the job's id. */
  ingest(collection: string, folder: string): Promise<string>;
  endOf(job: string): Promise<void>;
  stop(): Promise<void>;
}

/** Settings beyond the data folder as flags; without any, no folder may be ingested by path and no model is looked for. */
export async function openBenchServer(data: string, flags: Readonly<Record<string, string>>): Promise<BenchServer> {
  mkdirSync(data, { recursive: true });
  const child = fork(fileURLToPath(new URL('./probed-server.ts', import.meta.url)), [JSON.stringify({ ...flags, data })], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = async (): Promise<Probe> => ((await once(child, 'message')) as [Probe])[0];
  const ready = await next();
  const address = ready.type === 'ready' ? ready.address : '';
  const agent = new Agent({ keepAlive: true });

  async function request(method: string, path: string, body?: unknown): Promise<unknown> {
    const asked = httpRequest(`${address}${path}`, { method, agent, headers: { 'content-type': 'application/json' } });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
    const text = (await response.setEncoding('utf8').toArray()).join('');
    if ((response.statusCode ?? 500) >= 400) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
    return text.startsWith('{') ? JSON.parse(text) : text;
  }

  return {
    address,
    request,
    async figures() {
      const told = next();
      child.send('figures');
      const probe = await told;
      if (probe.type !== 'figures') throw new Error('The server began again.');
      return probe.figures;
    },
    async createCollection(name) {
      await request('POST', '/api/collections', { name });
    },
    async ingest(collection, folder) {
      const { job } = (await request('POST', `/api/collections/${collection}/documents`, { path: folder })) as { job: { id: string } };
      return job.id;
    },
    async endOf(job) {
      // The stream ends with the job.
      await request('GET', `/api/jobs/${job}/events`);
    },
    async stop() {
      const ended = once(child, 'exit');
      agent.destroy();
      child.send('stop');
      await ended;
    },
  };
}
