/** A picture on its whole way: upload, parser process, collection, model that can see, receipt, replay. */
import { afterEach, expect, test } from 'vitest';
import type { Answer } from '../../core/types.ts';
import { type FakeModelServer, type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { createCollection, post, type Running, startServer, upload } from './running.ts';

/** A red dot. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const page = `<h1>Roof</h1><p>The roof leaks above room 12, see the photo. <img alt="" src="data:image/png;base64,${png}"></p>`;

const open: { model: FakeModelServer | null; server: Running | null } = { model: null, server: null };
afterEach(async () => {
  await open.server?.stop();
  await open.model?.close();
});

async function house(flavour: Flavour, sees: boolean): Promise<{ readonly model: FakeModelServer; readonly server: Running }> {
  const models = [{ ...fakeModels.twentySix, sees }];
  const model = await startFakeModelServer({ flavour, models, reply: 'The roof leaks above room 12 [1].' });
  open.model = model;
  const server = await startServer({ openaiUrl: model.url });
  open.server = server;
  await createCollection(server, 'house');
  await upload(server, 'house', { 'roof.html': page });
  return { model, server };
}

async function ask(server: Running): Promise<Answer> {
  const response = await post(server, '/api/collections/house/answers', { question: 'Where does the roof leak?' });
  return (await response.json()) as Answer;
}

const messagesOf = ({ requests }: FakeModelServer): string =>
  JSON.stringify(requests.findLast(({ path }) => path === '/v1/chat/completions')?.body.messages);

test.each(['llama-server', 'lm-studio'] as const)(
  'the model is shown what was uploaded, and the receipt and the replay say so: %s',
  async (flavour) => {
    const { model, server } = await house(flavour, true);
    const { id, receipt } = await ask(server);
    expect(receipt.images).toMatchObject([{ source: 'roof.html', mediaType: 'image/png', tokens: 298 }]);
    expect(messagesOf(model)).toContain(`data:image/png;base64,${png}`);
    const replayed = (await (await fetch(`${server.address}/api/answers/${id}/prompt`)).json()) as { images: unknown };
    expect(replayed.images).toEqual(receipt.images);
  },
);

test('a model that cannot see is shown none', async () => {
  const { model, server } = await house('lm-studio', false);
  expect((await ask(server)).receipt.images ?? []).toEqual([]);
  expect(messagesOf(model)).not.toContain('base64');
});
