/** Delete a document and no byte of it is left: in no file of the data folder, and in nothing that the server says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer, DocumentRecord } from '../../core/types.ts';
import { createCollection, post, type Running, settled, startServer, upload } from './running.ts';

let server: Running;

beforeAll(async () => {
  server = await startServer();
  await createCollection(server, 'office');
  await upload(server, 'office', {
    'safe.md': '# The safe\n\nThe code of the safe in the cellar is xylophonist.\n',
    'leave.md': '# Leave\n\nEvery employee has 27 days of annual leave a year.\n',
    'carry-over.md': '# Carry-over\n\nDays of annual leave that are left at the end of a year expire on 31 March.\n',
  });
});

afterAll(async () => {
  await server.stop();
});

async function get<Reply>(path: string): Promise<Reply> {
  return (await (await fetch(`${server.address}${path}`)).json()) as Reply;
}

async function ask(question: string, conversationId: string): Promise<Answer> {
  return (await (await post(server, '/api/collections/office/answers', { question, conversationId })).json()) as Answer;
}

const filesWith = (word: string): readonly string[] =>
  readdirSync(server.data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(word))
    .map(({ name }) => name);

/** All that the server has to say of the collection, of the answers, and of a document. */
async function everythingSaid(answers: readonly Answer[], id: string): Promise<string> {
  const paths = [
    ...['/documents', `/documents/${id}`, `/documents/${id}/text`, `/documents/${id}/original`, '/ledger', '/warm-up'].map(
      (path) => `/api/collections/office${path}`,
    ),
    ...answers.flatMap(({ id: answer, conversationId }) => [
      `/api/answers/${answer}`,
      `/api/answers/${answer}/prompt`,
      `/api/conversations/${conversationId}`,
    ]),
    '/api/collections',
    '/api/jobs',
  ];
  const question = 'code of the safe in the cellar';
  const responses = await Promise.all([
    ...paths.map((path) => fetch(`${server.address}${path}`)),
    post(server, '/api/collections/office/search', { question }),
    post(server, '/api/collections/office/answers', { question }),
    post(server, '/api/collections/office/answers', { question, conversationId: answers[0]?.conversationId }),
  ]);
  return (await Promise.all(responses.map((response) => response.text()))).join('\n');
}

test('a removed document is gone from every file, and from what answers said of it', async () => {
  const about = await ask('What is the code of the safe in the cellar?', 'new');
  const other = await ask('How many days of annual leave does every employee have a year?', 'new');
  expect(about.text).toContain('xylophonist');
  expect(filesWith('xylophonist')).not.toEqual([]);

  const { documents } = await get<{ documents: readonly DocumentRecord[] }>('/api/collections/office/documents');
  const safe = documents.find(({ source }) => source === 'safe.md');
  const removal = await fetch(`${server.address}/api/collections/office/documents/${safe?.id}`, { method: 'DELETE' });
  expect(removal.status).toBe(204);
  expect((await fetch(`${server.address}/api/collections/office/documents/${safe?.id}`, { method: 'DELETE' })).status).toBe(404);

  // From this moment on, whatever is left to do.
  expect(await everythingSaid([about, other], safe?.id ?? '')).not.toContain('xylophonist');
  await settled(server);
  expect(filesWith('xylophonist')).toEqual([]);
  expect(await everythingSaid([about, other], safe?.id ?? '')).not.toContain('xylophonist');
  const kept = await get<Answer>(`/api/answers/${about.id}`);
  expect(JSON.stringify(kept)).not.toContain('xylophonist');
  expect(kept).toMatchObject({
    question: about.question,
    citations: [],
    text: expect.stringContaining('deleted together with a document'),
  });
  expect(JSON.stringify(await get(`/api/conversations/${about.conversationId}`))).not.toContain('xylophonist');
  expect((await get<Answer>(`/api/answers/${other.id}`)).text).toBe(other.text);
});
