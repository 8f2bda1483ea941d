/** Delete a collection and it is gone: under every spelling of its name, whoever was at work on it, and for the next of its name. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeCollection, closedCollections } from '../../core/store/index.ts';
import type { Answer } from '../../core/types.ts';
import { finishDeletions } from '../../server/deletions.ts';
import { createCollection, post, type Running, startServer, upload } from './running.ts';

const name = 'Büro';
const spellings = [name, name.normalize('NFD'), 'BÜRO', 'büro'.normalize('NFD')];
const secret = 'xylophonist';
const safe = `# The safe\n\nThe code of the safe in the cellar is ${secret}.\n`;
let server: Running;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

beforeEach(async () => {
  await createCollection(server, name);
});

afterEach(async () => {
  for (const spelling of spellings) await call('DELETE', spelling, '');
});

const pathOf = (spelling: string, rest: string): string => `/api/collections/${encodeURIComponent(spelling)}${rest}`;

function call(method: string, spelling: string, rest: string): Promise<Response> {
  return fetch(`${server.address}${pathOf(spelling, rest)}`, { method });
}

const search = (spelling: string): Promise<Response> =>
  post(server, pathOf(spelling, '/search'), { question: 'code of the safe in the cellar' });

async function ask(spelling: string): Promise<Answer> {
  const asked = await post(server, pathOf(spelling, '/answers'), { question: 'What is the code of the safe?', conversationId: 'new' });
  return (await asked.json()) as Answer;
}

/** What every door says of the collection, under every spelling. */
async function everythingSaid(): Promise<string> {
  const asked = spellings.flatMap((spelling) => [
    search(spelling),
    ...['/documents', '/ledger', '/warm-up'].map((rest) => call('GET', spelling, rest)),
    fetch(`${server.address}/api/conversations?collection=${encodeURIComponent(spelling)}`),
    fetch(`${server.address}/api/jobs?collection=${encodeURIComponent(spelling)}`),
  ]);
  return (await Promise.all((await Promise.all(asked)).map((response) => response.text()))).join('\n');
}

const filesWith = (word: string): readonly string[] =>
  readdirSync(server.data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(word))
    .map((entry) => entry.name);

test.each([spellings[1], spellings[2]].map(String))(
  'deleted as %j it takes its answers and conversations along, and the next of its name knows none of it',
  async (spelling) => {
    await upload(server, spelling, { 'safe.md': safe });
    const answers = await Promise.all(spellings.map(ask));
    expect(answers.map(({ collection, text }) => [collection, text.includes(secret)])).toEqual(spellings.map(() => [name, true]));
    expect(await everythingSaid()).toContain(secret);

    expect((await call('DELETE', spelling, '')).status).toBe(204);
    expect(filesWith(secret)).toEqual([]);
    for (const { id, conversationId } of answers) {
      expect((await fetch(`${server.address}/api/answers/${id}`)).status).toBe(404);
      expect((await fetch(`${server.address}/api/conversations/${conversationId}`)).status).toBe(404);
    }
    await createCollection(server, spelling);
    const said = await everythingSaid();
    expect(said).not.toContain(secret);
    expect(said).not.toContain('code of the safe');
  },
);

test('deleted while it is being read and a page polls it, nothing of it is in the next one of its name', async () => {
  for (let round = 0; round < 2; round += 1) {
    const files = Array.from({ length: 60 }, (_, index) => [`${index}.md`, `${safe}\nCopy ${index}.\n`] as const);
    const form = new FormData();
    for (const [file, text] of files) form.append('files', new Blob([text]), file);
    expect((await fetch(`${server.address}${pathOf(name, '/documents')}`, { method: 'POST', body: form })).status).toBe(202);
    while (!(await everythingSaid()).includes(secret));

    let isDeleted = false;
    const polls = spellings.map(async (spelling) => {
      while (!isDeleted) await search(spelling);
    });
    const deleted = await call('DELETE', spellings[round + 1] ?? name, '');
    isDeleted = true;
    await Promise.all(polls);
    expect(deleted.status).toBe(204);
    expect(filesWith(secret)).toEqual([]);
    expect(readdirSync(join(server.data, 'uploads'))).toEqual([]);
    await createCollection(server, name);
    expect(await everythingSaid()).not.toContain(secret);
  }
});

test('while it is being deleted every door is closed, and nobody can make one of its name', async () => {
  await upload(server, name, { 'safe.md': safe });
  closeCollection(server.deps.config, name);
  const made = await post(server, '/api/collections', { name: 'BÜRO' });
  expect([made.status, await made.json()]).toMatchObject([
    409,
    { code: 'collection-busy', detail: 'The collection "Büro" is being deleted' },
  ]);
  const statuses = await Promise.all(spellings.map(async (spelling) => (await search(spelling)).status));
  expect(statuses).toEqual([409, 409, 409, 409]);
  expect(await everythingSaid()).not.toContain(secret);

  // What the next server does when the first was killed over it.
  finishDeletions(server.deps);
  while (closedCollections(server.deps.config).length > 0) await new Promise(setImmediate);
  expect(filesWith(secret)).toEqual([]);
  expect((await search(name)).status).toBe(404);
});

test('files that arrive for a collection that was deleted meanwhile are not kept', async () => {
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const writer = body.writable.getWriter();
  const sent = fetch(`${server.address}${pathOf(name, '/documents')}`, {
    method: 'POST',
    body: body.readable,
    duplex: 'half',
    headers: { 'content-type': 'multipart/form-data; boundary=cut' },
  } as RequestInit);
  const uploads = join(server.data, 'uploads');
  const part = (text: string): Uint8Array => new TextEncoder().encode(text);
  await writer.write(part(`--cut\r\ncontent-disposition: form-data; name="files"; filename="safe.md"\r\n\r\n${safe}`));
  while (filesIn(uploads).length === 0) await new Promise(setImmediate);
  expect((await call('DELETE', name, '')).status).toBe(204);
  await writer.write(part('\r\n--cut--\r\n'));
  await writer.close();
  expect((await sent).status).toBe(404);
  expect(filesIn(uploads)).toEqual([]);
});

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No upload has come yet.
    return [];
  }
}
