/** Reading ahead through the doors, with model servers that count and keep a prefix cache like real ones. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Plan, WarmUp } from '../../core/types.ts';
import { type FakeModelServer, type SeenRequest, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { createCollection, post, type Running, startServer, upload } from './running.ts';

const lines = (about: string, count = 150): string =>
  Array.from({ length: count }, (_, line) => `Line ${line}: the lease of ${about} ${line * 7} ends in May.\n`).join('');

/** Two kinds of server; Ollama has a model for each test, so that nobody stands in the line of another one. */
const models = Array.from({ length: 10 }, (_, number) => ({ ...fakeModels.twentySix, name: `gemma4:26b-${number}` }));
let ollama: FakeModelServer;
let llama: FakeModelServer;
let server: Running;
let other: Running;

beforeAll(async () => {
  const reply = 'The lease of house 7 ends in May [1].';
  ollama = await startFakeModelServer({ flavour: 'ollama', models, reply });
  llama = await startFakeModelServer({ flavour: 'llama-server', models: [{ ...fakeModels.twentySix, name: 'gemma-warm' }], reply });
  server = await startServer({ warmUp: 'off', contextTokens: '32768', ollamaUrl: ollama.url });
  other = await startServer({ warmUp: 'auto', contextTokens: '32768', openaiUrl: llama.url });
  await createCollection(server, 'houses');
  await upload(server, 'houses', { 'houses.md': lines('house') });
  await createCollection(server, 'ships');
  await upload(server, 'ships', { 'ships.md': lines('ship') });
});

afterEach(async () => {
  ollama.setFault(null);
  for (const collection of ['houses', 'ships']) await server.deps.warmUps.end(collection);
});

afterAll(async () => {
  await Promise.all([server.stop(), other.stop()]);
  await Promise.all([ollama.close(), llama.close()]);
});

const path = (collection: string): string => `/api/collections/${collection}/warm-up`;

async function state(collection: string, at: Running = server): Promise<WarmUp> {
  return (await (await fetch(`${at.address}${path(collection)}`)).json()) as WarmUp;
}

async function begin(collection: string, model: string): Promise<void> {
  expect((await post(server, path(collection), { model })).status).toBe(202);
}

async function warm(collection: string, model: string): Promise<WarmUp> {
  await begin(collection, model);
  await server.deps.warmUps.settled();
  return state(collection);
}

async function ask(collection: string, model: string, at: Running = server): Promise<Answer> {
  const response = await post(at, `/api/collections/${collection}/answers`, { question: 'When does the lease of house 7 end?', model });
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as Answer;
}

const messages = ({ body }: SeenRequest): readonly { content: string }[] => (Array.isArray(body.messages) ? body.messages : []);
const promptsTo = (model: string): readonly SeenRequest[] =>
  ollama.requests.filter(({ path, body }) => path === '/api/chat' && body.model === model);
const isOpen = ({ outcome }: SeenRequest): boolean => outcome === 'open';
const heldOf = ({ receipt }: Answer): number => (receipt.cachedTokens ?? 0) / receipt.promptTokens;

describe('reading ahead', () => {
  test('leaves a question only its own words to read', async () => {
    const model = 'gemma4:26b-0';
    const { total, ...now } = await warm('houses', model);
    expect(now).toEqual({ state: 'warm', model, done: total, etaMs: null, reason: '' });
    const answer = await ask('houses', model);
    expect(answer.plan.mode).toBe('whole');
    expect(answer.plan.cachedTokens / answer.plan.promptTokens).toBeGreaterThan(0.9);
    expect(heldOf(answer)).toBeGreaterThan(0.95);
  });

  test('sends what a question sends, but for the question and the length of the answer, and loads the model once', async () => {
    const model = 'gemma4:26b-1';
    const loads = ollama.loads;
    await warm('houses', model);
    await ask('houses', model);
    const shape = (request: SeenRequest) => ({
      ...request.body,
      messages: messages(request).map(({ content }) => content.slice(0, content.indexOf('</document>'))),
      options: { ...(request.body.options as object), num_predict: 0 },
    });
    const [ahead, question] = promptsTo(model)
      .filter((request) => messages(request).length > 0)
      .map(shape);
    expect(ahead).toEqual(question);
    expect(ollama.loads).toBe(loads + 1);
  });

  test('shows in the plan of a question what the model holds', async () => {
    const model = 'gemma4:26b-2';
    const plan = async (): Promise<Plan> =>
      ((await (await post(server, '/api/collections/houses/plan', { question: 'When?', model })).json()) as { plan: Plan }).plan;
    expect((await plan()).cachedTokens).toBe(0);
    await warm('houses', model);
    const { cachedTokens, promptTokens } = await plan();
    expect(cachedTokens / promptTokens).toBeGreaterThan(0.9);
  });

  test('of another collection takes its place, and is told', async () => {
    const model = 'gemma4:26b-3';
    await warm('houses', model);
    expect((await warm('ships', model)).state).toBe('warm');
    expect(await state('houses')).toMatchObject({ state: 'cold', reason: expect.stringContaining('something else since') });
  });

  test('that fails says why, and the next one may do better', async () => {
    const model = 'gemma4:26b-4';
    ollama.setFault('memory-on-load');
    expect(await warm('houses', model)).toMatchObject({ state: 'failed', reason: expect.stringContaining('memory') });
    ollama.setFault(null);
    expect((await warm('houses', model)).state).toBe('warm');
  });

  test('of more than the window holds fails with both numbers', async () => {
    await createCollection(server, 'towns');
    await upload(server, 'towns', { 'towns.md': lines('town', 2_000) });
    expect(await warm('towns', 'gemma4:26b-5')).toMatchObject({ state: 'failed', reason: expect.stringMatching(/window of 32,768/) });
  });

  test('stops when told to, and closes the connection', async () => {
    const model = 'gemma4:26b-6';
    ollama.setFault('hang-before-headers');
    await begin('houses', model);
    await ollama.until(() => promptsTo(model).some(isOpen));
    expect((await state('houses')).state).toBe('reading');
    const stopped = await fetch(`${server.address}${path('houses')}`, { method: 'DELETE' });
    expect(await stopped.json()).toMatchObject({ state: 'cold' });
    await ollama.until(() => promptsTo(model).every(({ outcome }) => outcome === 'closed'));
  });

  test('gives way at once to a question about other documents, and waits until nobody has asked for a while', async () => {
    const model = 'gemma4:26b-7';
    ollama.setFault('hang-before-headers');
    await begin('houses', model);
    await ollama.until(() => promptsTo(model).some(isOpen));
    ollama.setFault(null);
    expect((await ask('ships', model)).text).toContain('May');
    expect(promptsTo(model)[0]?.outcome).toBe('closed');
    expect(await state('houses')).toMatchObject({ state: 'waiting' });
  });

  test('ends when its collection is deleted', async () => {
    const model = 'gemma4:26b-8';
    await createCollection(server, 'boats');
    await upload(server, 'boats', { 'boats.md': lines('boat') });
    ollama.setFault('hang-before-headers');
    await begin('boats', model);
    await ollama.until(() => promptsTo(model).some(isOpen));
    expect((await fetch(`${server.address}/api/collections/boats`, { method: 'DELETE' })).status).toBe(204);
    await server.deps.warmUps.settled();
    expect((await fetch(`${server.address}${path('boats')}`)).status).toBe(404);
  });

  test('of an unknown collection is refused', async () => {
    for (const method of ['GET', 'DELETE']) expect((await fetch(`${server.address}${path('none')}`, { method })).status).toBe(404);
    expect((await post(server, path('none'), {})).status).toBe(404);
  });

  test('says that there is nothing to read with when no model is asked', async () => {
    expect(await warm('houses', 'extractive')).toMatchObject({ state: 'cold', total: 0, reason: expect.stringContaining('no model') });
  });
});

test('an ingest is followed by reading ahead, up to the end of the documents, and the first question finds them read', async () => {
  await createCollection(other, 'houses');
  await upload(other, 'houses', { 'houses.md': lines('house') });
  await llama.until((requests) => requests.some(({ path, outcome }) => path === '/completion' && outcome === 'answered'));
  await other.deps.warmUps.settled();
  expect((await state('houses', other)).state).toBe('warm');
  expect(heldOf(await ask('houses', '', other))).toBeGreaterThan(0.95);
  const sent = messages(llama.requests.findLast(({ path }) => path === '/v1/chat/completions') as SeenRequest)[1]?.content ?? '';
  const read = String(llama.requests.find(({ path }) => path === '/completion')?.body.prompt);
  expect(read.endsWith(sent.slice(0, sent.indexOf('</document>') + '</document>'.length))).toBe(true);
});

test('what a scan of other documents drove out comes back when nobody asks, and a person can stop that', async () => {
  await createCollection(other, 'ships');
  await upload(other, 'ships', { 'ships.md': lines('ship') });
  // An ingest is followed by reading ahead: here it is to be out of the way.
  await begun();
  await other.deps.warmUps.end('ships');
  expect((await ask('houses', '', other)).plan.mode).toBe('whole');
  const question = 'List every lease that ends in May.';
  const scan = await post(other, '/api/collections/ships/answers', { question, mode: 'scan' });
  expect(((await scan.json()) as Answer).plan.mode).toBe('scan');
  await begun();
  expect(await state('houses', other)).toMatchObject({ state: 'waiting' });
  await fetch(`${other.address}${path('houses')}`, { method: 'DELETE' });
  expect(await state('houses', other)).toMatchObject({ state: 'cold' });

  async function begun(): Promise<void> {
    while (!other.deps.warmUps.isBusy()) await new Promise((resolve) => setImmediate(resolve));
  }
});
