import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ollama } from 'ollama';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ollamaFetch } from '../../core/ollama-fetch.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function client(listener: RequestListener): Promise<Ollama> {
  const server = createServer(listener);
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new Ollama({ host: url, fetch: ollamaFetch({ url, signal: AbortSignal.timeout(20_000), model: 'some' }) });
}

const sending =
  (status: number, type: string, body: string): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': type }).end(body);

describe('the ollama package', () => {
  test.each([
    ['cut JSON', 200, 'application/json', '{"models":[', 'model-stream-broken'],
    ['JSON that is no object', 200, 'application/json', '[]', 'model-stream-broken'],
    ['a page', 200, 'text/html', '<html>', 'model-stream-broken'],
    ['an error without JSON', 500, 'text/plain', 'bad gateway', 'model-failed'],
    ['an error of a JSON type without JSON', 503, 'application/json', 'busy', 'model-busy'],
    ['nothing', 200, 'application/json', '', 'model-stream-broken'],
  ] as const)('is never given what it would log or guess: %s', async (_, status, type, body, code) => {
    const spoken = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
    const ollama = await client(sending(status, type, body));
    await expect(ollama.list()).rejects.toMatchObject({ code });
    for (const spy of spoken) expect(spy).not.toHaveBeenCalled();
  });

  test('never skips a bad line of a stream', async () => {
    const spoken = vi.spyOn(console, 'warn');
    const ollama = await client(sending(200, 'application/x-ndjson', '{"done":false}\n{{{\n{"done":true}\n'));
    const reading = ollama.chat({ model: 'some', stream: true }).then((stream) => Array.fromAsync(stream));
    await expect(reading).rejects.toMatchObject({ code: 'model-stream-broken' });
    expect(spoken).not.toHaveBeenCalled();
  });

  test('passes a good stream on, line by line', async () => {
    const ollama = await client(sending(200, 'application/x-ndjson', '{"done":false}\n\n{"done":true}'));
    const stream = await ollama.chat({ model: 'some', stream: true });
    expect(await Array.fromAsync(stream)).toEqual([{ done: false }, { done: true }]);
  });

  test('is not fed without end', async () => {
    const endless = await client((_, response) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    });
    await expect(endless.list()).rejects.toMatchObject({ code: 'model-stream-broken', message: expect.stringContaining('65536 bytes') });
  });
});
