/** The engine that runs GGUF files, over a stand-in for its package, and questions for it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig } from '../../core/config.ts';
import type { AppError } from '../../core/errors.ts';
import type { GenerateEvent, GenerateRequest, Prompt } from '../../core/ports.ts';
import { type EmbeddedEngine, type EmbeddedSettings, embeddedEngine } from '../../server/generate/embedded/engine.ts';
import type { Patience } from '../../server/generate/patience.ts';
import { ggufBytes, tinyModel } from '../fake-llama/gguf.ts';

const entry = fileURLToPath(new URL('../../server/generate/embedded/child.ts', import.meta.url));
const fakePackage = new URL('../fake-llama/package.ts', import.meta.url).href;
/** Enough for a busy machine. */
export const patience: Patience = { loadMs: 30_000, readMsPerToken: 1, silenceMs: 20_000, pollMs: 5 };
/** For programs that hang, once they are up. */
export const impatience: Patience = { ...patience, readMsPerToken: 0, silenceMs: 100 };
/** No question of these tests takes longer. */
export const soon = (): AbortSignal => AbortSignal.timeout(30_000);

export interface Started {
  readonly engine: EmbeddedEngine;
  readonly config: Config;
  /** What the program did, one line each. */
  log(): readonly string[];
}

/** A data folder and the programs that were started over it. */
export interface ModelDesk {
  readonly data: string;
  /** `fault` is what the stand-in for the package does wrong; see test/fake-llama/package.ts. */
  start(fault?: string, settings?: Partial<EmbeddedSettings>, flags?: Readonly<Record<string, string>>): Started;
  close(): Promise<void>;
}

export function openModelDesk(): ModelDesk {
  const data = mkdtempSync(join(tmpdir(), 'carrel-embedded-'));
  const opened: EmbeddedEngine[] = [];
  return {
    data,
    start(fault = 'good', settings = {}, flags = {}) {
      const gguf = join(data, `model.${fault}.gguf`);
      writeFileSync(gguf, ggufBytes(tinyModel));
      const config = loadConfig({ flags: { data, gguf, contextTokens: '8192', ...flags }, environment: {} });
      const engine = embeddedEngine(config, { entry, package: fakePackage, patience, idleMs: 60_000, ...settings });
      opened.push(engine);
      return { engine, config, log: () => readFileSync(`${gguf}.log`, 'utf8').trim().split('\n') };
    },
    async close() {
      for (const engine of opened) await engine.close().catch(() => undefined);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** The documents of every question. */
export const corpus = Array.from({ length: 300 }, (_, line) => `Line ${line}: the lease ends in May.`).join('\n');

/** A question over the documents, as the answer would send it. */
export function ask(question: string, prompt: Partial<Prompt> = {}, folder?: string): GenerateRequest {
  const whole = { system: 'Answer from the documents.', prefix: corpus, history: [], question, tokens: 0, ...prompt };
  return { question, passages: [], outcome: null, prompt: whole, maxOutputTokens: 50, stateFolder: folder };
}

/** All that the model gives, to its end. */
export async function generate(
  { engine }: Started,
  request: GenerateRequest,
  signal: AbortSignal = soon(),
): Promise<readonly GenerateEvent[]> {
  const [model] = await engine.discover(soon());
  if (model === undefined) throw new Error('nothing discovered');
  return Array.fromAsync(engine.open(model).generate(request, signal));
}

export const textOf = (events: readonly GenerateEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('');

export function endOf(events: readonly GenerateEvent[]): Extract<GenerateEvent, { type: 'end' }> {
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('no end');
  return end;
}

/** The fault that the work ends with. */
export async function faultOf(outcome: Promise<unknown>): Promise<AppError> {
  return outcome.then(
    () => {
      throw new Error('it answered');
    },
    (fault: AppError) => fault,
  );
}
