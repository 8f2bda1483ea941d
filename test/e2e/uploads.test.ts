/** What an upload leaves behind: nothing on the disk when it is stopped, little memory when it is large. */
import { existsSync, readdirSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { measureUpload } from '../bench/upload-memory.ts';
import { createCollection, type Running, startServer } from './running.ts';

let server: Running;

beforeAll(async () => {
  server = await startServer();
  await createCollection(server, 'office');
});

afterAll(async () => {
  await server.stop();
});

const staged = (): readonly string[] => {
  const folder = join(server.data, 'uploads');
  return existsSync(folder) ? readdirSync(folder) : [];
};

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** An upload that has begun and is not at its end. */
function begun(): ClientRequest {
  const sending = request(`${server.address}/api/collections/office/documents`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=half' },
  });
  sending.on('error', () => undefined);
  sending.write('--half\r\ncontent-disposition: form-data; name="files"; filename="long.txt"\r\n\r\nthe first words of many');
  return sending;
}

test('an upload that its sender breaks off leaves nothing on the disk', async () => {
  const sending = begun();
  await until(() => staged().length > 0);
  sending.destroy();
  await until(() => staged().length === 0);
  expect(staged()).toEqual([]);
});

test.each([
  ['with a raw line break in a name', 'filename="two\nlines.txt"', 'A part of the upload has a malformed header'],
  ['of "files" without a name', 'x-nothing="x"', 'A part "files" has no file name'],
])('a part %s refuses the whole upload, so that no file is left out in silence', async (_, parameter, detail) => {
  const part = (disposition: string) => `--half\r\ncontent-disposition: form-data; name="files"; ${disposition}\r\n\r\nsome words\r\n`;
  const response = await fetch(`${server.address}/api/collections/office/documents`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=half' },
    body: `${part('filename="good.txt"')}${part(parameter)}--half--\r\n`,
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'bad-request', detail });
  expect(staged()).toEqual([]);
});

test('64 MB cost the server at most 24 MB of memory', async () => {
  const { grownBytes } = await measureUpload(join(server.data, 'watched'), 64e6);
  expect(grownBytes).toBeLessThan(24e6);
});
