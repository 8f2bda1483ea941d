/** A picture on its whole way: upload, parser process, collection, model that can see, receipt, replay. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../core/types.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { createCollection, post, type Running, startServer, upload } from './running.ts';

/** A red dot. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const page = `<h1>Roof</h1><p>The roof leaks above room 12, see the photo. <img alt="" src="data:image/png;base64,${png}"></p>`;

let model: FakeModelServer;
let server: Running;
beforeAll(async () => {
  const models = [{ ...fakeModels.twentySix, sees: true }];
  model = await startFakeModelServer({ flavour: 'llama-server', models, reply: 'The roof leaks above room 12 [1].' });
  server = await startServer({ openaiUrl: model.url });
  await createCollection(server, 'house');
  await upload(server, 'house', { 'roof.html': page });
});
afterAll(async () => {
  await server.stop();
  await model.close();
});

test('the model is shown what was uploaded, and the receipt and the replay say so', async () => {
  const response = await post(server, '/api/collections/house/answers', { question: 'Where does the roof leak?' });
  const { id, receipt } = (await response.json()) as Answer;
  expect(receipt.images).toMatchObject([{ source: 'roof.html', mediaType: 'image/png', tokens: 282 }]);
  const sent = model.requests.findLast(({ path }) => path === '/v1/chat/completions');
  expect(JSON.stringify(sent?.body.messages)).toContain(`data:image/png;base64,${png}`);
  const replayed = (await (await fetch(`${server.address}/api/answers/${id}/prompt`)).json()) as { images: unknown };
  expect(replayed.images).toEqual(receipt.images);
});
