/**
 * A model server for tests: plays Ollama (from 0.30 and 0.24), llama-server, LM Studio and vLLM, and each of their
 * known faults. Deterministic and on loopback; it counts with the real tokenizer and keeps a prefix cache.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSlots, type Reply, type Slots } from './completion.ts';
import type { Fault } from './faults.ts';
import { llamaServerPaths } from './llama-server.ts';
import { lmStudioPaths } from './lm-studio.ts';
import { type FakeModel, fakeModels } from './model.ts';
import { ollamaPaths } from './ollama.ts';
import type { SlotFiles } from './slot-files.ts';
import { vllmPaths } from './vllm.ts';
import { failDiscovery, readJson } from './wire.ts';

export type Flavour = 'ollama' | 'ollama-0.24' | 'llama-server' | 'lm-studio' | 'vllm';

export interface FakeModelServerOptions {
  readonly flavour?: Flavour;
  /** The first is the one that single-model servers have loaded. */
  readonly models?: readonly FakeModel[];
  readonly fault?: Fault | null;
  readonly reply?: Reply;
  /** Window that llama-server, LM Studio and vLLM were started with; Ollama is asked for one. */
  readonly windowTokens?: number;
  /** Reads at this speed and takes the time for it; else it answers at once and only says that it read 1,000 a second. */
  readonly tokensPerMs?: number;
  /** Told of each reading instead of waiting for it: a clock of the test's own. */
  readonly onRead?: (milliseconds: number, cachedTokens: number) => void;
  /** The same for what it writes. */
  readonly onWrite?: (milliseconds: number) => void;
  /** The folder for states of a llama-server; it was started without one unless given. */
  readonly slotFiles?: SlotFiles;
  /** A free one unless given: for a server that comes back. */
  readonly port?: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** `closed` when the client closed the connection before the answer was complete. */
  outcome: 'open' | 'answered' | 'closed';
}

export interface FakeModelServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** How often a model was loaded, reloads included. */
  readonly loads: number;
  setFault(fault: Fault | null): void;
  /** The next reading takes so much longer: the machine sleeps in the middle of it. */
  stall(milliseconds: number): void;
  /** Resolves as soon as the requests seen so far satisfy the condition. */
  until(condition: (requests: readonly SeenRequest[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** What a flavour gets for each request. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly response: ServerResponse;
}

export interface FakeState {
  readonly flavour: Flavour;
  readonly models: readonly FakeModel[];
  readonly windowTokens: number;
  readonly slots: Slots;
  readonly slotFiles: SlotFiles | null;
  /** True when reading takes the time that it is said to take. */
  readonly takesTime: boolean;
  readonly onRead: (milliseconds: number, cachedTokens: number) => void;
  /** Added to the next reading, by the server's own clock too. */
  stallMs: number;
  readonly onWrite: (milliseconds: number) => void;
  /** Load-time options by model name, as the server holds them. */
  readonly loaded: Map<string, { readonly windowTokens: number; readonly options: string }>;
  fault: Fault | null;
  loads: number;
  /** How many generating requests came; some faults are only in the first. */
  generations: number;
}

/** What a flavour does by path; `*` is any other path. */
export type Paths = Readonly<Record<string, (exchange: Exchange, state: FakeState) => void>>;

const flavours: Readonly<Record<Flavour, Paths>> = {
  ollama: ollamaPaths,
  'ollama-0.24': ollamaPaths,
  'llama-server': llamaServerPaths,
  'lm-studio': lmStudioPaths,
  vllm: vllmPaths,
};

const defaultWindowTokens = 32_768;

export async function startFakeModelServer(options: FakeModelServerOptions = {}): Promise<FakeModelServer> {
  const { flavour = 'ollama', models = [fakeModels.twentySix], fault = null, reply = 'It is in there [1].' } = options;
  const state: FakeState = {
    flavour,
    models,
    windowTokens: options.windowTokens ?? defaultWindowTokens,
    slots: openSlots(reply, () => state.fault, options.tokensPerMs ?? 1),
    takesTime: options.tokensPerMs !== undefined && options.onRead === undefined,
    onRead: options.onRead ?? (() => {}),
    onWrite: options.onWrite ?? (() => {}),
    slotFiles: options.slotFiles ?? null,
    loaded: new Map(),
    fault,
    stallMs: 0,
    loads: 0,
    generations: 0,
  };
  const requests: SeenRequest[] = [];
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of watchers) watcher();
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://fake');
    const seen: SeenRequest = { method: request.method ?? 'GET', path, body, outcome: 'open' };
    requests.push(seen);
    response.once('close', () => {
      seen.outcome = response.writableFinished ? 'answered' : 'closed';
      changed();
    });
    changed();
    const generates = path === '/api/chat' || path === '/v1/chat/completions' || path === '/completion';
    if (!generates && failDiscovery(response, state.fault)) return;
    const paths = flavours[flavour];
    (paths[path] ?? paths['*'])?.({ method: seen.method, path, query, body, response }, state);
  }

  const server = createServer((request, response) => void handle(request, response).catch((error) => response.destroy(error)));
  await new Promise<void>((listening) => server.listen(options.port ?? 0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get loads() {
      return state.loads;
    },
    setFault: (next) => {
      state.fault = next;
    },
    stall: (milliseconds) => {
      state.stallMs = milliseconds;
    },
    until: (condition) =>
      new Promise((fulfil) => {
        const watch = () => {
          if (!condition(requests)) return;
          watchers.delete(watch);
          fulfil();
        };
        watchers.add(watch);
        watch();
      }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
