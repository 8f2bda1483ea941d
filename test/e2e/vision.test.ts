/** A picture on its whole way: upload, parser process, collection, model that can see, receipt, replay. */
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { afterEach, expect, test } from 'vitest';
import type { Answer, DocumentRecord } from '../../core/types.ts';
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

const fixture = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(`../fixtures/${path}`, import.meta.url)));
const notice = fixture('picture/sources/notice-board.png');

test('a scan, a picture file and a page in an archive that shows one are seen, and can be looked at', async () => {
  const { model, server } = await house('llama-server', true);
  const pages = { 'docs/key.md': new TextEncoder().encode('The key is kept as ![the notice](key.png) says.\n'), 'docs/key.png': notice };
  const icon = fixture('picture/sources/bell.png');
  await upload(server, 'house', {
    'letter.pdf': fixture('pdf/sources/scanned.pdf'),
    'board.zip': new Uint8Array(zipSync(pages)),
    'i.png': icon,
  });
  const api = `${server.address}/api/collections/house/documents`;
  const { documents } = (await (await fetch(api)).json()) as { documents: readonly DocumentRecord[] };
  const shown = documents.map(({ source, status, format, picturePages = 0 }) => [source, status, format, picturePages]);
  expect(shown).toEqual([
    ['board.zip', 'skipped', '', 0],
    ['board.zip/docs/key.md', 'indexed', 'markdown', 0],
    ['board.zip/docs/key.png', 'indexed', 'picture', 1],
    ['i.png', 'skipped', '', 0],
    ['letter.pdf', 'indexed', 'pdf', 1],
    ['roof.html', 'indexed', 'html', 0],
  ]);

  const response = await post(server, '/api/collections/house/answers', { question: 'Where is the key kept?' });
  const { receipt } = (await response.json()) as Answer;
  expect(receipt.images.map(({ source }) => source).toSorted()).toEqual(['board.zip/docs/key.md', 'letter.pdf']);
  expect(messagesOf(model)).toContain(Buffer.from(notice).toString('base64'));

  const letter = documents.find(({ source }) => source === 'letter.pdf')?.id;
  const view = (await (await fetch(`${api}/${letter}`)).json()) as { pictures: unknown };
  expect(view.pictures).toEqual([{ start: 0, end: 30 }]);
  const page = await fetch(`${api}/${letter}/pictures/0`);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(
    Buffer.from(await page.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  expect(await (await fetch(`${api}/${letter}/pictures/7`)).json()).toMatchObject({ status: 404, code: 'document-unknown' });
  const file = documents.find(({ format }) => format === 'picture')?.id;
  const original = await fetch(`${api}/${file}/original`);
  expect(original.headers.get('content-type')).toBe('image/png');
  expect(new Uint8Array(await original.arrayBuffer())).toEqual(notice);
});
