/** Reading ahead through the doors, with a model server that counts and keeps a prefix cache like a real one. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Answer, Plan, WarmUp } from '../../core/types.ts';
import { type FakeModelServer, type FakeModelServerOptions, type SeenRequest, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { createCollection, post, type Running, startServer, upload } from './running.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

const lines = (about: string): string =>
  Array.from({ length: 150 }, (_, line) => `Line ${line}: the lease of ${about} ${line * 7} ends in May.\n`).join('');

let houses = 0;

interface House {
  readonly server: Running;
  readonly fake: FakeModelServer;
}

async function open(
  flavour: 'ollama' | 'llama-server',
  options: FakeModelServerOptions = {},
  flags: Readonly<Record<string, string>> = {},
): Promise<House> {
  // A model of its own for each: what is believed of a model outlives its server.
  const models = [{ ...fakeModels.twentySix, name: `gemma4:26b-${++houses}` }];
  const fake = await startFakeModelServer({ flavour, models, reply: 'The lease of house 7 ends in May [1].', ...options });
  opened.push(fake);
  const url = flavour === 'ollama' ? { ollamaUrl: fake.url } : { openaiUrl: fake.url };
  const server = await startServer({ warmUp: 'off', contextTokens: '32768', ...url, ...flags });
  opened.push({ close: () => server.stop() });
  await createCollection(server, 'houses');
  await upload(server, 'houses', { 'houses.md': lines('house') });
  return { server, fake };
}

const path = (collection: string): string => `/api/collections/${collection}/warm-up`;

async function state({ server }: House, collection = 'houses'): Promise<WarmUp> {
  return (await (await fetch(`${server.address}${path(collection)}`)).json()) as WarmUp;
}

async function warm(house: House, collection = 'houses'): Promise<WarmUp> {
  expect((await post(house.server, path(collection), {})).status).toBe(202);
  await house.server.deps.warmUps.settled();
  return state(house, collection);
}

async function ask({ server }: House, question = 'When does the lease of house 7 end?', collection = 'houses'): Promise<Answer> {
  return (await (await post(server, `/api/collections/${collection}/answers`, { question })).json()) as Answer;
}

const messages = ({ body }: SeenRequest): readonly { content: string }[] => (Array.isArray(body.messages) ? body.messages : []);
const isPrompt = (request: SeenRequest): boolean =>
  request.path === '/completion' || (request.path !== '/apply-template' && messages(request).length > 0);
const prompts = ({ fake }: House): readonly SeenRequest[] => fake.requests.filter(isPrompt);

describe.each(['ollama', 'llama-server'] as const)('reading ahead with %s', (flavour) => {
  test('leaves a question only its own words to read', async () => {
    const house = await open(flavour);
    expect(await state(house)).toMatchObject({ state: 'cold', model: expect.stringContaining('gemma4:26b'), done: 0, etaMs: null });
    const { total, ...now } = await warm(house);
    expect(now).toEqual({ state: 'warm', model: expect.stringContaining('gemma4:26b'), done: total, etaMs: null, reason: '' });
    const answer = await ask(house);
    const { plan, receipt } = answer;
    expect(plan.mode).toBe('whole');
    // Ollama tells only times: the first prompt of all teaches how fast it reads.
    const cached = receipt.cachedTokens ?? 0;
    expect(cached / receipt.promptTokens).toBeGreaterThan(0.95);
    expect(house.fake.loads).toBeLessThanOrEqual(1);
  });
});

test('reading ahead sends Ollama what a question sends, but for the question and the length of the answer', async () => {
  const house = await open('ollama');
  await warm(house);
  await ask(house);
  const shape = ({ body }: SeenRequest) => ({
    ...body,
    messages: messages({ body } as SeenRequest).map(({ content }) => content.slice(0, content.indexOf('</document>'))),
    options: { ...(body.options as object), num_predict: 0 },
  });
  const [ahead, question] = prompts(house).map(shape);
  expect(ahead).toEqual(question);
  expect(house.fake.loads).toBe(1);
});

test('reading ahead sends llama-server the beginning of what a question sends, up to the end of the documents', async () => {
  const house = await open('llama-server');
  await warm(house);
  await ask(house);
  const [ahead, question] = prompts(house);
  const sent = messages(question as SeenRequest)[1]?.content ?? '';
  const read = String(ahead?.body.prompt);
  expect(read.endsWith(sent.slice(0, sent.indexOf('</document>') + '</document>'.length))).toBe(true);
});

describe('reading ahead', () => {
  test('shows in the plan of a question what the model holds', async () => {
    const house = await open('llama-server');
    const plan = async (): Promise<Plan> =>
      ((await (await post(house.server, '/api/collections/houses/plan', { question: 'When?' })).json()) as { plan: Plan }).plan;
    expect((await plan()).cachedTokens).toBe(0);
    await warm(house);
    const { cachedTokens, promptTokens } = await plan();
    expect(cachedTokens / promptTokens).toBeGreaterThan(0.9);
  });

  test('of another collection takes its place, and is told', async () => {
    const house = await open('llama-server');
    await createCollection(house.server, 'ships');
    await upload(house.server, 'ships', { 'ships.md': lines('ship') });
    await warm(house);
    expect((await warm(house, 'ships')).state).toBe('warm');
    expect(await state(house)).toMatchObject({ state: 'cold', reason: expect.stringContaining('something else since') });
  });

  test('says that there is nothing to read with when there is no model', async () => {
    const server = await startServer();
    opened.push({ close: () => server.stop() });
    await createCollection(server, 'houses');
    await upload(server, 'houses', { 'houses.md': lines('house') });
    const told = (await (await fetch(`${server.address}${path('houses')}`)).json()) as WarmUp;
    expect(told).toMatchObject({ state: 'cold', total: 0, reason: expect.stringContaining('no model') });
  });

  test('that fails says why, and the next one may do better', async () => {
    const house = await open('llama-server', { fault: 'memory-on-load' });
    expect(await warm(house)).toMatchObject({ state: 'failed', reason: expect.stringContaining('memory') });
    house.fake.setFault(null);
    expect((await warm(house)).state).toBe('warm');
  });

  test('of more than the window holds fails with both numbers', async () => {
    const house = await open('llama-server', { windowTokens: 4_096 });
    expect(await warm(house)).toMatchObject({ state: 'failed', reason: expect.stringMatching(/4,096/) });
  });

  test('stops when told to, and closes the connection', async () => {
    const house = await open('llama-server', { fault: 'hang-before-headers' });
    await post(house.server, path('houses'), {});
    await house.fake.until(() => prompts(house).some(({ outcome }) => outcome === 'open'));
    expect((await state(house)).state).toBe('reading');
    const stopped = await fetch(`${house.server.address}${path('houses')}`, { method: 'DELETE' });
    expect(await stopped.json()).toMatchObject({ state: 'cold' });
    await house.fake.until(() => prompts(house).every(({ outcome }) => outcome === 'closed'));
  });

  test('gives way at once to a question about other documents', async () => {
    const house = await open('llama-server', { fault: 'hang-before-headers' });
    await createCollection(house.server, 'ships');
    await upload(house.server, 'ships', { 'ships.md': lines('ship') });
    await post(house.server, path('houses'), {});
    await house.fake.until(() => prompts(house).some(({ outcome }) => outcome === 'open'));
    house.fake.setFault(null);
    expect((await ask(house, 'When does the lease of ship 7 end?', 'ships')).text).toContain('May');
    expect(prompts(house)[0]?.outcome).toBe('closed');
    // It waits until nobody has asked for a while, and is still there.
    expect(await state(house)).toMatchObject({ state: 'waiting' });
    await fetch(`${house.server.address}${path('houses')}`, { method: 'DELETE' });
  });

  test('ends when its collection is deleted', async () => {
    const house = await open('llama-server', { fault: 'hang-before-headers' });
    await post(house.server, path('houses'), {});
    await house.fake.until(() => prompts(house).some(({ outcome }) => outcome === 'open'));
    expect((await fetch(`${house.server.address}/api/collections/houses`, { method: 'DELETE' })).status).toBe(204);
    await house.server.deps.warmUps.settled();
    expect((await fetch(`${house.server.address}${path('houses')}`)).status).toBe(404);
  });

  test('of an unknown collection is refused', async () => {
    const house = await open('llama-server');
    for (const method of ['GET', 'DELETE']) expect((await fetch(`${house.server.address}${path('none')}`, { method })).status).toBe(404);
    expect((await post(house.server, path('none'), {})).status).toBe(404);
  });

  test('begins by itself after an ingest', async () => {
    const house = await open('llama-server', {}, { warmUp: 'auto' });
    await house.fake.until(() => prompts(house).some(({ outcome }) => outcome === 'answered'));
    await house.server.deps.warmUps.settled();
    expect((await state(house)).state).toBe('warm');
  });
});
