import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Citation, DocumentRecord } from '../../core/types.ts';
import { routes } from '../../server/http/index.ts';
import { handbook, startOffice } from './office-server.ts';
import { createCollection, parseEvents, post, type Running, settled, upload } from './running.ts';

let server: Running;
beforeAll(async () => {
  server = await startOffice();
});
afterAll(async () => {
  await server.stop();
});

async function get(path: string): Promise<Response> {
  return fetch(`${server.address}${path}`);
}

async function documents(): Promise<readonly DocumentRecord[]> {
  const { documents } = (await (await get('/api/collections/office/documents')).json()) as { documents: DocumentRecord[] };
  return documents;
}

describe('what was uploaded', () => {
  test('is listed whole: the indexed, the skipped and the failed with their reason', async () => {
    const list = await documents();
    expect(Object.fromEntries(list.map(({ source, status }) => [source, status]))).toMatchObject({
      'handbook/leave.md': 'indexed',
      'handbook/travel.md': 'indexed',
    });
    const unread = list.filter(({ status }) => status !== 'indexed');
    expect(unread.map(({ source }) => source).toSorted()).toEqual(['empty.txt', 'scan.png']);
    for (const { reason } of unread) expect(reason).not.toBe('');
  });

  test('is listed in pages, found by name and by state', async () => {
    type Page = { documents: DocumentRecord[]; cursor: string | null; total: number };
    const page = async (query: string): Promise<Page> => (await (await get(`/api/collections/office/documents?${query}`)).json()) as Page;
    const first = await page('limit=3');
    const second = await page(`limit=3&cursor=${encodeURIComponent(first.cursor ?? '')}`);
    expect([...first.documents, ...second.documents]).toEqual(await documents());
    expect({ total: first.total, last: second.cursor }).toEqual({ total: 4, last: null });
    expect((await page('limit=9&find=TRAVEL')).documents.map(({ source }) => source)).toEqual(['handbook/travel.md']);
    expect(await page('limit=1&show=unread')).toMatchObject({ documents: [{ source: 'empty.txt' }], total: 2 });
    expect((await get('/api/collections/office/documents?limit=0')).status).toBe(400);
  });

  test('comes back byte for byte as original and as canonical text', async () => {
    const leave = (await documents()).find(({ source }) => source === 'handbook/leave.md');
    const base = `/api/collections/office/documents/${leave?.id}`;
    expect(await (await get(`${base}/original`)).text()).toBe(handbook);
    expect(await (await get(`${base}/text`)).text()).toBe(handbook);
  });
});

describe('search', () => {
  test('takes null for what is left open, as programs with typed structures send it', async () => {
    const found = await post(server, '/api/collections/office/search', { question: 'leave', limit: null });
    expect(found.status).toBe(200);
    const open = { question: 'leave', mode: null, model: null, conversationId: null };
    expect((await post(server, '/api/collections/office/answers', open)).status).toBe(200);
  });

  test('finds the passage and names its place', async () => {
    const response = await post(server, '/api/collections/office/search', { question: 'When do unused leave days expire?' });
    const { results } = (await response.json()) as { results: { source: string; place: { lineStart: number }; text: string }[] };
    expect(results[0]?.source).toBe('handbook/leave.md');
    expect(results[0]?.text).toContain('31 March');
    expect(results[0]?.place.lineStart).toBeGreaterThan(0);
  });

  test.each(['"', "' OR 1=1 --", 'NEAR(', '*', 'a AND', '\u0000', '(((', 'SELECT * FROM document;'])(
    'takes %j as words, not as syntax',
    async (question) => {
      const response = await post(server, '/api/collections/office/search', { question });
      expect(response.status).toBe(200);
    },
  );
});

describe('answers without a model', () => {
  test('quote the source, and every verified citation slices to it', async () => {
    const response = await post(server, '/api/collections/office/answers', { question: 'How many days of annual leave do I get?' });
    const answer = (await response.json()) as { text: string; generator: string; citations: Citation[]; abstained: boolean };
    expect(answer.generator).toBe('extractive');
    expect(answer.abstained).toBe(false);
    expect(answer.text).toContain('27 days');
    expect(answer.citations.length).toBeGreaterThan(0);
    for (const citation of answer.citations) {
      const text = await (await get(`/api/collections/office/documents/${citation.documentId}/text`)).text();
      expect(text.slice(citation.start, citation.end)).toBe(citation.quote);
    }
  });

  test('stream: the plan first, the answer last, and the answer can be opened again', async () => {
    const response = await post(
      server,
      '/api/collections/office/answers',
      { question: 'What is the daily allowance?' },
      { accept: 'text/event-stream' },
    );
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = parseEvents(await response.text());
    expect(events.find(({ name }) => name !== 'progress')?.name).toBe('plan-ready');
    expect(events.at(-1)?.name).toBe('answer-end');
    const { answer } = (events.at(-1)?.data ?? {}) as { answer: { id: string; text: string } };
    expect(answer.text).toContain('28 euros');
    const again = (await (await get(`/api/answers/${answer.id}`)).json()) as unknown;
    expect(again).toEqual(answer);
  });

  test('abstain with the nearest passages when the documents do not say it', async () => {
    const response = await post(server, '/api/collections/office/answers', {
      question: 'Which programming language did Ada Lovelace prefer?',
    });
    const answer = (await response.json()) as { abstained: boolean; confidence: number; passages: unknown[] };
    expect(answer.abstained).toBe(true);
    expect(answer.confidence).toBeLessThan(0.5);
  });

  test('go on in a conversation that is kept', async () => {
    const first = (await (
      await post(server, '/api/collections/office/answers', { question: 'When must sickness be reported?', conversationId: 'new' })
    ).json()) as {
      conversationId: string;
    };
    await post(server, '/api/collections/office/answers', {
      question: 'And from which day is a note needed?',
      conversationId: first.conversationId,
    });
    const { answers } = (await (await get(`/api/conversations/${first.conversationId}`)).json()) as { answers: unknown[] };
    expect(answers).toHaveLength(2);
    const { conversations } = (await (await get('/api/conversations?collection=office')).json()) as { conversations: { id: string }[] };
    expect(conversations.map(({ id }) => id)).toContain(first.conversationId);
    expect((await fetch(`${server.address}/api/conversations/${first.conversationId}`, { method: 'DELETE' })).status).toBe(204);
    expect((await get(`/api/conversations/${first.conversationId}`)).status).toBe(404);
  });
});

describe('names of files', () => {
  test('are what the disk calls them, also with a quotation mark', async () => {
    await upload(server, 'office', { 'the "blue" book.md': '# Blue\n\nokapi\n' });
    expect((await documents()).map(({ source }) => source)).toContain('the "blue" book.md');
  });

  test('with dots, newlines and controls never leave the collection', async () => {
    const job = await upload(server, 'office', {
      '../../outside.md': '# Outside\n\nzebra crossing\n',
      'a\nb.md': '# Two lines\n\nwalrus\n',
      '/etc/passwd.md': '# Root\n\nnarwhal\n',
    });
    expect(job.state).toBe('done');
    for (const { source } of await documents()) {
      expect(source).not.toMatch(/(^|\/)\.\.(\/|$)|^\/|[\n\r\0]/);
    }
  });
});

test('a removed document leaves no byte in the collection file', async () => {
  await upload(server, 'office', { 'secret.md': '# Secret\n\nThe word is xylophonist and nothing else.\n' });
  const secret = (await documents()).find(({ source }) => source === 'secret.md');
  const response = await fetch(`${server.address}/api/collections/office/documents/${secret?.id}`, { method: 'DELETE' });
  expect(response.status).toBe(204);
  await settled(server);
  for (const suffix of ['', '-wal']) {
    const bytes = readFileSync(join(server.data, 'collections', `office.carrel${suffix}`));
    expect(bytes.includes('xylophonist')).toBe(false);
    expect(bytes.includes('secret.md')).toBe(false);
  }
  expect((await documents()).some(({ source }) => source === 'secret.md')).toBe(false);
});

test('a deleted collection is gone, and its name is free again', async () => {
  await createCollection(server, 'short lived');
  await upload(server, 'short lived', { 'a.md': '# A\n\nalpha\n' });
  expect((await fetch(`${server.address}/api/collections/short%20lived`, { method: 'DELETE' })).status).toBe(204);
  expect((await get('/api/collections/short%20lived/documents')).status).toBe(404);
  await createCollection(server, 'short lived');
});

test('replies have exactly the documented shape', async () => {
  const schemaOf = (path: string, method: string) => routes.find((route) => route.path === path && route.method === method)?.reply?.schema;
  const id = (await documents())[0]?.id;
  const calls = [
    ['/api/health', '/api/health'],
    ['/api/status', '/api/status'],
    ['/api/models', '/api/models'],
    ['/api/collections', '/api/collections'],
    ['/api/collections/{name}/documents', '/api/collections/office/documents'],
    ['/api/collections/{name}/documents', '/api/collections/office/documents?limit=2'],
    ['/api/collections/{name}/documents/{id}', `/api/collections/office/documents/${id}`],
    ['/api/collections/{name}/ledger', '/api/collections/office/ledger'],
    ['/api/jobs', '/api/jobs'],
  ] as const;
  for (const [path, address] of calls) schemaOf(path, 'get')?.parse(await (await get(address)).json());
  const answer = await post(server, '/api/collections/office/answers', { question: 'How many days of annual leave?' });
  schemaOf('/api/collections/{name}/answers', 'post')?.parse(await answer.json());
  const found = await post(server, '/api/collections/office/search', { question: 'leave' });
  schemaOf('/api/collections/{name}/search', 'post')?.parse(await found.json());
  const plan = await post(server, '/api/collections/office/plan', { question: 'leave' });
  schemaOf('/api/collections/{name}/plan', 'post')?.parse(await plan.json());
});

test('the OpenAPI document describes every route', async () => {
  const document = (await (await get('/api/openapi.json')).json()) as { openapi: string; paths: Record<string, Record<string, unknown>> };
  expect(document.openapi).toBe('3.1.0');
  for (const route of routes) expect(document.paths[route.path]?.[route.method]).toBeDefined();
});
