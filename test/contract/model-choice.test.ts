import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import type { GenerateRequest } from '../../core/ports.ts';
import { servers } from '../../server/doctor/servers.ts';
import { chooseGenerator, engines, listModels } from '../../server/generate/index.ts';
import { type FakeModelServer, type FakeModelServerOptions, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';

const data = mkdtempSync(join(tmpdir(), 'carrel-model-choice-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const opened: FakeModelServer[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function start(options: FakeModelServerOptions): Promise<FakeModelServer> {
  const server = await startFakeModelServer(options);
  opened.push(server);
  return server;
}

const pages: Server[] = [];
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

/** A program that answers everything alike; gives its port. */
async function listen(onPath: (path: string) => void, body: string, type: string): Promise<number> {
  const page = createServer((request, response) => {
    onPath(request.url ?? '');
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  pages.push(page);
  await new Promise<void>((listening) => page.listen(0, '127.0.0.1', listening));
  return (page.address() as AddressInfo).port;
}

const soon = (): AbortSignal => AbortSignal.timeout(30_000);
/** Nothing listens on the discard port. */
const nowhere = 'http://127.0.0.1:9';

function configFor(urls: {
  readonly ollamaUrl?: string;
  readonly openaiUrl?: string;
  readonly model?: string;
  readonly modelPorts?: string;
}): Config {
  return loadConfig({
    flags: { data, ollamaUrl: nowhere, modelPorts: 'none', contextTokens: '32768', ...urls },
    environment: {},
  });
}

const ids = async (config: Config): Promise<readonly string[]> => (await listModels(config, soon())).map(({ id }) => id);

describe('a server that cannot be asked just now', () => {
  test('is told to be down, and nobody is told to install what may be there', async () => {
    const fault = await chooseGenerator(configFor({}), 'gemma4:26b', soon()).catch((cause: unknown) => cause);
    expect(fault).toMatchObject({ code: 'model-unreachable', hint: expect.stringContaining(nowhere) });
    expect(fault).not.toMatchObject({ hint: expect.stringContaining('ollama pull') });
  });

  test('is told to be missing the model where it runs', async () => {
    const ollama = await start({ models: [fakeModels.e4b] });
    const asked = chooseGenerator(configFor({ ollamaUrl: ollama.url }), 'gemma4:31b', soon());
    await expect(asked).rejects.toMatchObject({ code: 'model-unknown', hint: expect.stringContaining('ollama pull gemma4:31b') });
  });

  test.each(['named', 'found on its port'])('wants a key, and is not taken for missing: %s', async (how) => {
    const [ollama, llama] = [await start({ models: [fakeModels.e4b] }), await start({ flavour: 'llama-server', fault: 'locked' })];
    const where = how === 'named' ? { openaiUrl: llama.url } : { modelPorts: new URL(llama.url).port };
    const config = configFor({ ollamaUrl: ollama.url, ...where });
    expect(await ids(config)).toEqual(['gemma4:e4b', 'extractive']);
    const asked = chooseGenerator(config, 'gemma4:26b', soon());
    await expect(asked).rejects.toMatchObject({ code: 'model-unknown', hint: expect.stringContaining('wants a key') });
    const found = await servers(config, await listModels(config, soon()), soon());
    expect(found.map(({ message }) => message).join(' ')).toContain(`The model server at ${llama.url} wants a key.`);
  });
});

describe('the models that can be asked', () => {
  test('always hold extractive, also where no server runs', async () => {
    expect(await ids(configFor({}))).toEqual(['extractive']);
    expect(await ids(configFor({ openaiUrl: nowhere }))).toEqual(['extractive']);
  });

  test('are those of all servers, without what belongs to a cloud', async () => {
    const ollama = await start({ models: [fakeModels.e4b, fakeModels.cloud, fakeModels.embedding] });
    const llama = await start({ flavour: 'llama-server', models: [fakeModels.twentySix] });
    const config = configFor({ ollamaUrl: ollama.url, openaiUrl: `${llama.url}/v1` });
    expect(await ids(config)).toEqual(['gemma4:e4b', 'embeddinggemma:latest', 'gemma4:26b', 'extractive']);
    expect(engines(config).map(({ name, address }) => [name, address])).toEqual([
      ['ollama', ollama.url],
      ['openai', llama.url],
      ['extractive', null],
    ]);
  });

  test('are those of servers on the ports where they usually listen, several at once, when none is named', async () => {
    const servers = await Promise.all((['lm-studio', 'llama-server', 'vllm'] as const).map((flavour) => start({ flavour })));
    const ports = servers.map(({ url }) => new URL(url).port);
    const config = configFor({ modelPorts: ports.join(';') });
    const models = await listModels(config, soon());
    expect(models.map(({ engine }) => engine)).toEqual([...ports.map((port) => `openai:${port}`), 'extractive']);
    const chosen = await chooseGenerator(config, `openai:${ports[2]}/gemma4:26b`, soon());
    expect(chosen.model.engine).toBe(`openai:${ports[2]}`);
    const named = configFor({ openaiUrl: nowhere, modelPorts: ports.join(';') });
    expect(await ids(named)).toEqual(['extractive']);
  });

  test('are looked for on the ports of LM Studio, llama-server and vLLM, on this machine only, and never on our own', () => {
    const usual = loadConfig({ flags: { data }, environment: {} });
    const optional = (config: Config) => engines(config).flatMap(({ address, isOptional }) => (isOptional ? [address] : []));
    expect(optional(usual)).toEqual(['http://127.0.0.1:1234', 'http://127.0.0.1:8080', 'http://127.0.0.1:8000']);
    expect(optional({ ...usual, port: 8080 })).toEqual(['http://127.0.0.1:1234', 'http://127.0.0.1:8000']);
  });

  test('are never those of any other program that listens there, and it is asked only once a minute', async () => {
    const asked: string[] = [];
    const page = await listen((path) => asked.push(path), '<html>hello</html>', 'text/html');
    const lookalike = await listen(
      (path) => asked.push(path),
      '{"object":"list","data":[{"id":"m","object":"model"}]}',
      'application/json',
    );
    const config = configFor({ modelPorts: `${page},${lookalike}` });
    expect(await ids(config)).toEqual(['extractive']);
    const before = asked.length;
    expect(before).toBeGreaterThan(1);
    expect(await ids(config)).toEqual(['extractive']);
    expect(asked.length).toBe(before);
  });

  test('come at once where a program listens that never answers', async () => {
    const silent = await start({ flavour: 'llama-server', fault: 'hang-on-discovery' });
    const started = performance.now();
    expect(await ids(configFor({ modelPorts: new URL(silent.url).port }))).toEqual(['extractive']);
    expect(await ids(configFor({ modelPorts: new URL(silent.url).port }))).toEqual(['extractive']);
    // A second of it is the wait for the first answer; the rest is for a busy machine.
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(silent.requests.length).toBe(1);
  });

  test('are still those of a server that nobody has named and that was seen, after it was out of its mind for once', async () => {
    const server = await start({ flavour: 'llama-server' });
    const config = configFor({ modelPorts: new URL(server.url).port });
    expect(await ids(config)).toEqual(['gemma4:26b', 'extractive']);
    server.setFault('garbage-discovery');
    expect(await ids(config)).toEqual(['extractive']);
    server.setFault(null);
    expect(await ids(config)).toEqual(['gemma4:26b', 'extractive']);
  });

  test.each(['hang-on-discovery', 'garbage-discovery'] as const)(
    'leave out a server that is of no use, and wait for it only shortly: %s',
    async (fault) => {
      const ollama = await start({ fault });
      const vllm = await start({ flavour: 'vllm', models: [fakeModels.e4b] });
      const started = performance.now();
      expect(await ids(configFor({ ollamaUrl: ollama.url, openaiUrl: vllm.url }))).toEqual(['gemma4:e4b', 'extractive']);
      // The bound is 1.5 s; the rest is for a busy machine.
      expect(performance.now() - started).toBeLessThan(10_000);
    },
  );

  test('say which one is loaded, after it was asked', async () => {
    const ollama = await start({ models: [fakeModels.e4b] });
    const config = configFor({ ollamaUrl: ollama.url });
    expect((await listModels(config, soon()))[0]?.loaded).toBe(false);
    await Array.fromAsync((await chooseGenerator(config, '', soon())).generate(question, soon()));
    expect((await listModels(config, soon()))[0]).toMatchObject({ loaded: true, contextTokens: 32_768 });
  });

  test('of an unknown server with the OpenAI protocol are taken with a careful window', async () => {
    const server = createServer((request, response) => {
      const isListing = request.url === '/v1/models';
      response.writeHead(isListing ? 200 : 404, { 'content-type': 'application/json' }).end(isListing ? '{"data":[{"id":"some"}]}' : '{}');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const openaiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const models = await listModels({ ...configFor({ openaiUrl }), contextTokens: 0 }, soon());
    expect(models[0]).toMatchObject({ id: 'some', engine: 'openai', contextTokens: 4_096 });
    await new Promise((closed) => server.close(closed));
  });

  test('are not waited for when the asker leaves', async () => {
    await expect(listModels(configFor({}), AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

const prompt = { system: 'Be brief.', prefix: 'The lease ends in May.', history: [], question: 'When?', tokens: 40 };
const question: GenerateRequest = { question: 'When?', passages: [], outcome: null, prompt, maxOutputTokens: 50 };

describe('the model that is asked', () => {
  test('is the best one that is installed', async () => {
    const ollama = await start({ models: [fakeModels.e2b, fakeModels.embedding, fakeModels.e4b] });
    const small = { ...fakeModels.twelve, sizeBytes: 1 };
    const vllm = await start({ flavour: 'vllm', models: [small] });
    expect((await chooseGenerator(configFor({ ollamaUrl: ollama.url, openaiUrl: vllm.url }), '', soon())).model.id).toBe('gemma4:12b');
  });

  test('is extractive where no server has any', async () => {
    expect((await chooseGenerator(configFor({}), '', soon())).model.id).toBe('extractive');
    const ollama = await start({ models: [fakeModels.embedding, fakeModels.cloud] });
    expect((await chooseGenerator(configFor({ ollamaUrl: ollama.url }), '', soon())).model.id).toBe('extractive');
  });

  test('is the named one, by request or else by the config', async () => {
    const ollama = await start({ models: [fakeModels.e4b, fakeModels.e2b] });
    const config = configFor({ ollamaUrl: ollama.url, model: 'gemma4:e2b' });
    expect((await chooseGenerator(config, '', soon())).model.id).toBe('gemma4:e2b');
    expect((await chooseGenerator(config, 'gemma4:e4b', soon())).model.id).toBe('gemma4:e4b');
    expect((await chooseGenerator(config, 'ollama/gemma4:e4b', soon())).model.id).toBe('gemma4:e4b');
  });

  test('is extractive without asking any server when extractive was named', async () => {
    const ollama = await start({});
    expect((await chooseGenerator(configFor({ ollamaUrl: ollama.url }), 'extractive', soon())).model.id).toBe('extractive');
    expect(ollama.requests.length).toBe(0);
  });

  test('is never another one than the named', async () => {
    const ollama = await start({ models: [fakeModels.e4b, fakeModels.embedding] });
    const config = configFor({ ollamaUrl: ollama.url });
    await expect(chooseGenerator(config, 'gemma4:31b', soon())).rejects.toMatchObject({
      code: 'model-unknown',
      hint: expect.stringContaining('gemma4:e4b, extractive'),
    });
    await expect(chooseGenerator(config, 'embeddinggemma', soon())).rejects.toMatchObject({ code: 'model-unknown' });
    await expect(chooseGenerator(configFor({}), 'gemma4:e4b', soon())).rejects.toMatchObject({
      code: 'model-unreachable',
      hint: expect.stringContaining(`${nowhere} (nothing answers there)`),
    });
    ollama.setFault('garbage-discovery');
    await expect(chooseGenerator(config, 'gemma4:e4b', soon())).rejects.toMatchObject({
      hint: expect.stringContaining('answers, but not as Ollama does'),
    });
  });

  test('never runs in a cloud, whatever it is called', async () => {
    const disguised = { ...fakeModels.e4b, name: 'mine:latest', cloud: true };
    const ollama = await start({ models: [fakeModels.cloud, disguised] });
    const config = configFor({ ollamaUrl: ollama.url });
    await expect(chooseGenerator(config, 'gemma4:31b-cloud', soon())).rejects.toMatchObject({ code: 'model-cloud' });
    await expect(chooseGenerator(config, 'mine', soon())).rejects.toMatchObject({ code: 'model-cloud' });
    expect(ollama.requests.some(({ path }) => path === '/api/chat')).toBe(false);
  });

  test('answers one question after another, also when they come from different places', async () => {
    const ollama = await start({ models: [fakeModels.e4b], fault: 'hang-mid-stream' });
    const config = configFor({ ollamaUrl: ollama.url });
    const first = new AbortController();
    const [one, two] = await Promise.all([chooseGenerator(config, '', soon()), chooseGenerator(config, '', soon())]);
    const slow = Array.fromAsync(one.generate(question, first.signal));
    const chats = () => ollama.requests.filter(({ body }) => Array.isArray(body.messages) && body.messages.length > 0);
    await ollama.until(() => chats().length === 1);
    const waiting = Array.fromAsync(two.generate(question, soon()));
    await new Promise((done) => setImmediate(done));
    expect(chats().length).toBe(1);
    ollama.setFault(null);
    first.abort();
    await expect(slow).rejects.toMatchObject({ code: 'cancelled' });
    const events = await waiting;
    expect(events[0]).toMatchObject({ type: 'progress', phase: 'waiting', done: 0, total: 1 });
    expect(events.at(-1)?.type).toBe('end');
  });
});
