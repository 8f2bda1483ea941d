/** Whatever one person waits for, the others do not: locks are held by another connection while the doors are asked. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWriter } from '../../core/store/index.ts';
import { problem, startOffice } from './office-server.ts';
import { post, type Running } from './running.ts';

let server: Running;
beforeAll(async () => {
  server = await startOffice();
});
afterAll(async () => {
  await server.stop();
});

test('a collection that is being written can be asked for by name again, listed and searched', async () => {
  const writer = openWriter(server.deps.config, 'office');
  try {
    expect((await problem(await post(server, '/api/collections', { name: 'office' }))).code).toBe('collection-exists');
    const list = (await (await fetch(`${server.address}/api/collections`)).json()) as { collections: readonly { name: string }[] };
    expect(list.collections.map(({ name }) => name)).toEqual(['office']);
    const found = await post(server, '/api/collections/office/search', { question: 'annual leave' });
    expect(found.status).toBe(200);
  } finally {
    writer.close();
  }
});
