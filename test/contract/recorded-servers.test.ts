import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { Engine, GenerateEvent, GenerateRequest } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { ollamaEngine } from '../../server/generate/ollama.ts';
import { openaiEngine } from '../../server/generate/openai.ts';

const data = mkdtempSync(join(tmpdir(), 'carrel-recorded-servers-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** Answers each path with what was recorded for it, in order, the last again and again. */
async function replay(name: string): Promise<string> {
  const file = readFileSync(new URL(`../fixtures/model-servers/${name}.json`, import.meta.url), 'utf8');
  const left = new Map<string, Exchange[]>();
  for (const exchange of (JSON.parse(file) as { readonly exchanges: readonly Exchange[] }).exchanges) {
    const key = `${exchange.method} ${exchange.path}`;
    left.set(key, [...(left.get(key) ?? []), exchange]);
  }
  const server = createServer((request, response) => {
    const exchanges = left.get(`${request.method} ${request.url}`) ?? [];
    const exchange = exchanges.length > 1 ? exchanges.shift() : exchanges[0];
    request.resume();
    response.writeHead(exchange?.status ?? 500, { 'content-type': exchange?.contentType ?? 'text/plain' }).end(exchange?.body);
  });
  closers.push(() => new Promise((closed) => server.close(closed)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const soon = (): AbortSignal => AbortSignal.timeout(30_000);
const prompt = { system: 'Answer briefly.', prefix: '', history: [], question: 'When is rent due?', tokens: 400 };
const request: GenerateRequest = { question: prompt.question, passages: [], outcome: null, prompt, maxOutputTokens: 24 };

async function discovered(engine: Engine): Promise<ModelDescription> {
  const [model] = await engine.discover(soon());
  if (model === undefined) throw new Error('nothing discovered');
  return model;
}

const answer = (engine: Engine, model: ModelDescription): Promise<readonly GenerateEvent[]> =>
  Array.fromAsync(engine.open(model).generate(request, soon()));

const textOf = (events: readonly GenerateEvent[]): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('');

describe('a real Ollama', () => {
  test('is understood: models, load, two answers, a prompt that is too long, a model that is missing', async () => {
    const ollamaUrl = await replay('ollama');
    const config = loadConfig({ flags: { data, ollamaUrl, contextTokens: '2048' }, environment: {} });
    const engine = ollamaEngine(config);
    const model = await discovered(engine);
    expect(model).toMatchObject({ id: 'smol:latest', contextTokens: 2_048, embeds: false, parameters: '134.52M' });
    const cold = await answer(engine, model);
    expect(textOf(cold)).toMatch(/^The data shows that the rent is due on May/);
    expect(cold.at(-1)).toMatchObject({ finish: 'length', usage: { promptTokens: 493, outputTokens: 24 } });
    const warm = await answer(engine, model);
    expect(textOf(warm)).toBe('The answer is: House 1: rent is due in May.');
    expect(warm.at(-1)).toMatchObject({ finish: 'stop', usage: { promptTokens: 491, cachedTokens: 432 } });
    await expect(answer(engine, model)).rejects.toThrow('The prompt has 4,021 tokens; the window of smol:latest holds 2,048');
    await expect(answer(engine, { ...model, id: 'missing:1b' })).rejects.toMatchObject({ code: 'model-unknown' });
  });
});

describe('a real llama-server', () => {
  test('is understood: model, progress, two answers with what was cached, a prompt that is too long', async () => {
    const openaiUrl = await replay('llama-server');
    const engine = openaiEngine(loadConfig({ flags: { data, openaiUrl }, environment: {} }));
    const model = await discovered(engine);
    expect(model).toMatchObject({ id: 'SmolLM2-135M-Instruct.Q4_1.gguf', contextTokens: 4_096, parameters: '0.1B' });
    const cold = await answer(engine, model);
    expect(cold.filter(({ type }) => type === 'progress').at(-1)).toMatchObject({ phase: 'reading', done: 493, total: 493 });
    expect(textOf(cold)).toMatch(/^The data shows that the rent is due on May/);
    expect(cold.at(-1)).toMatchObject({ finish: 'length', usage: { promptTokens: 493, cachedTokens: 0, outputTokens: 24 } });
    const warm = await answer(engine, model);
    expect(warm.at(-1)).toMatchObject({ finish: 'stop', usage: { promptTokens: 491, cachedTokens: 482 } });
    await expect(answer(engine, model)).rejects.toThrow(
      'The prompt has 9,021 tokens; the window of SmolLM2-135M-Instruct.Q4_1.gguf holds 4,096',
    );
  });
});
