import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problem, startOffice } from './office-server.ts';
import { post, type Running } from './running.ts';

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

describe('faults are problems with a code and a remedy', () => {
  const long = 'x'.repeat(100_000);
  test.each([
    ['an unknown collection', '/api/collections/nowhere/search', { question: 'x' }, 404, 'collection-unknown'],
    ['an empty question', '/api/collections/office/search', { question: '  ' }, 400, 'question-empty'],
    ['a question of 100 kB', '/api/collections/office/answers', { question: long }, 413, 'question-too-long'],
    ['an unknown field', '/api/collections/office/search', { question: 'x', colour: 'red' }, 400, 'bad-request'],
    ['a limit of a million', '/api/collections/office/search', { question: 'x', limit: 1e6 }, 400, 'bad-request'],
    ['a model whose server is down', '/api/collections/office/answers', { question: 'x', model: 'gemma9:999b' }, 503, 'model-unreachable'],
    ['an unknown conversation', '/api/collections/office/answers', { question: 'x', conversationId: 'nope' }, 404, 'conversation-unknown'],
    ['a name that is a path', '/api/collections', { name: '../escape' }, 400, 'bad-name'],
    ['a collection that exists', '/api/collections', { name: 'office' }, 409, 'collection-exists'],
    ['a folder that is not allowed', '/api/collections/office/documents', { path: '/etc' }, 403, 'path-refused'],
    ['an unknown call', '/api/nothing', {}, 404, 'route-unknown'],
  ])('%s', async (_case, path, body, status, code) => {
    const response = await post(server, path, body);
    expect(response.status).toBe(status);
    const found = await problem(response);
    expect(found.code).toBe(code);
    expect(found.hint).not.toBe('');
  });

  test('broken JSON and a body of another type', async () => {
    const send = (body: string, type: string) =>
      fetch(`${server.address}/api/collections/office/search`, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await problem(await send('{"question":', 'application/json'))).code).toBe('bad-request');
    expect((await problem(await send('{"question":"x"}', 'text/plain'))).code).toBe('media-type-refused');
  });

  test('a body without an end is refused at a megabyte, the name of a folder too', async () => {
    const endless = JSON.stringify({ path: '/', question: 'x'.repeat(1024 * 1024) });
    for (const call of ['search', 'answers', 'documents']) {
      const response = await fetch(`${server.address}/api/collections/office/${call}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: endless,
      });
      expect((await problem(response)).code).toBe('body-too-large');
    }
  });

  test('a known address with another method says which it takes', async () => {
    const response = await fetch(`${server.address}/api/collections/office/documents`, { method: 'PUT' });
    expect(response.status).toBe(405);
    expect(await problem(response)).toMatchObject({ code: 'method-refused', hint: 'It takes GET and POST.' });
  });

  test('unknown ids', async () => {
    expect((await problem(await get('/api/collections/office/documents/00'))).code).toBe('document-unknown');
    expect((await problem(await get('/api/jobs/00'))).code).toBe('job-unknown');
    expect((await problem(await get('/api/answers/00'))).code).toBe('answer-unknown');
  });

  test('no reply holds a path of the machine', async () => {
    for (const path of ['/api/collections/nowhere', '/api/collections/office/documents/00/original', '/api/status', '/api/collections']) {
      expect(await (await get(path)).text()).not.toContain(server.data);
    }
  });
});

describe('who may speak to the server', () => {
  const port = () => new URL(server.address).port;

  function statusWith(headers: Readonly<Record<string, string>>): Promise<number> {
    return new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port: port(), path: '/api/collections', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      call.on('error', reject);
      call.end();
    });
  }

  test('a rebound name is refused, our own names are not', async () => {
    expect(await statusWith({ host: `evil.example:${port()}` })).toBe(403);
    expect(await statusWith({ host: `localhost:${port()}` })).toBe(200);
    expect(await statusWith({ host: `127.0.0.1:${port()}` })).toBe(200);
  });

  test('a page of another site is refused, our own is not', async () => {
    expect(await statusWith({ host: `127.0.0.1:${port()}`, origin: 'https://evil.example' })).toBe(403);
    expect(await statusWith({ host: `127.0.0.1:${port()}`, origin: 'null' })).toBe(403);
    expect(await statusWith({ host: `127.0.0.1:${port()}`, origin: `http://127.0.0.1:${port()}` })).toBe(200);
  });

  test('every reply carries the policy that keeps the page on this machine', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
  });
});
