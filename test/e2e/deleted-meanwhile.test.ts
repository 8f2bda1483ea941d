/** An answer that a model is writing when its collection is deleted tells no further word of it, and is not kept. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { createCollection, parseEvents, post, type Running, startServer, upload } from './running.ts';

let ollama: FakeModelServer;
let server: Running;

beforeAll(async () => {
  ollama = await startFakeModelServer({
    flavour: 'ollama',
    models: [fakeModels.e2b],
    reply: 'Every employee has thirty days [1]. '.repeat(20),
  });
  server = await startServer({ warmUp: 'off', ollamaUrl: ollama.url });
});

afterAll(async () => {
  await server.stop();
  await ollama.close();
});

beforeEach(async () => {
  await createCollection(server, 'office');
  await upload(server, 'office', { 'leave.md': 'Every employee has thirty days of leave.' });
  ollama.setFault('hang-mid-stream');
});

const asked = (accept: string): Promise<Response> =>
  post(server, '/api/collections/office/answers', { question: 'How many days of leave?', conversationId: 'new' }, { accept });

const deletion = (): Promise<Response> => fetch(`${server.address}/api/collections/office`, { method: 'DELETE' });

test('to a page that follows it as it is written', async () => {
  const response = await asked('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let told = '';
  while (!told.includes('event: text-delta')) told += (await reader?.read())?.value ?? '';
  expect((await deletion()).status).toBe(204);
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) told += next.value;
  expect(parseEvents(told).at(-1)).toMatchObject({
    name: 'problem',
    data: { code: 'collection-unknown', detail: 'The collection "office" was deleted' },
  });
  await createCollection(server, 'office');
  const kept = await fetch(`${server.address}/api/conversations?collection=office`);
  expect(await kept.json()).toEqual({ conversations: [] });
  await deletion();
});

test('to a program that waits for its end', async () => {
  const before = ollama.requests.length;
  const response = asked('application/json');
  await ollama.until((requests) => requests.slice(before).some(({ path }) => path === '/api/chat'));
  expect((await deletion()).status).toBe(204);
  expect([(await response).status, await (await response).json()]).toMatchObject([404, { code: 'collection-unknown' }]);
});
