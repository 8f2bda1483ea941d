import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { brotliCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { type OutboundRequest, openedSockets, request } from '../../core/outbound.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    }),
  );
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const soon = (): AbortSignal => AbortSignal.timeout(20_000);

function get(url: string, options: Partial<OutboundRequest> = {}) {
  return request(url, { signal: soon(), allowed: [new URL(url).origin], ...options });
}

async function bodyText(body: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body)).toString('utf8');
}

describe('an outbound request', () => {
  test('sends method, headers and body, and streams the answer', async () => {
    const url = await serve(async (incoming, response) => {
      const sent = Buffer.concat(await Array.fromAsync(incoming)).toString('utf8');
      response.writeHead(201, { 'content-type': 'text/plain' });
      response.end(`${incoming.method} ${incoming.headers['x-test']} ${incoming.headers['accept-encoding']} ${sent}`);
    });
    const response = await get(`${url}/path`, { method: 'POST', headers: { 'x-test': 'yes' }, body: 'gr\u00fc\u00dfe' });
    expect(response).toMatchObject({ status: 201, contentType: 'text/plain' });
    expect(await bodyText(response.body)).toBe('POST yes identity gr\u00fc\u00dfe');
  });

  test('never decodes a compressed answer: it refuses it', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync('{}')));
    await expect(get(url)).rejects.toMatchObject({ code: 'outbound-refused', message: expect.stringContaining('br encoding') });
  });

  test('never follows a redirect', async () => {
    let reached = false;
    const target = await serve((_, response) => {
      reached = true;
      response.end();
    });
    const url = await serve((_, response) => response.writeHead(307, { location: target }).end());
    await expect(get(url, { allowed: [new URL(url).origin, new URL(target).origin] })).rejects.toMatchObject({ code: 'outbound-refused' });
    expect(reached).toBe(false);
  });

  test.each([
    'http://8.8.8.8:11434',
    'http://169.254.169.254',
    'http://[2001:db8::1]:11434',
    'http://0x08080808:11434',
    'http://[::ffff:8.8.8.8]:1',
  ])('to a public address is refused although the config names it: %s', async (url) => {
    const before = openedSockets().length;
    await expect(get(url)).rejects.toMatchObject({ code: 'outbound-refused', message: expect.stringContaining('public') });
    expect(openedSockets().length).toBe(before);
  });

  test('to a host that the config does not name is refused', async () => {
    const url = await serve((_, response) => response.end());
    await expect(get(url, { allowed: ['http://127.0.0.1:1'] })).rejects.toMatchObject({ code: 'outbound-refused' });
  });

  test('to where nothing listens says so', async () => {
    const url = await serve((_, response) => response.end());
    const server = servers.pop();
    await new Promise((closed) => server?.close(closed));
    await expect(get(url)).rejects.toMatchObject({ code: 'model-unreachable', message: expect.stringContaining('nothing listens') });
  });

  test('resolves a name and judges its address', async () => {
    const url = (await serve((_, response) => response.end('here'))).replace('127.0.0.1', 'localhost');
    const response = await get(url);
    expect(await bodyText(response.body)).toBe('here');
    await expect(get('http://no-such-host.invalid')).rejects.toMatchObject({ code: 'model-unreachable' });
  });

  test('waits for headers as long as it takes, but stops with its signal', async () => {
    const url = await serve(() => {});
    const asker = new AbortController();
    const waiting = get(url, { signal: asker.signal });
    asker.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(get(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(get(url, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ code: 'model-timeout' });
  });

  test('stops in the middle of a body with its signal', async () => {
    const url = await serve((_, response) => response.write('first'));
    const asker = new AbortController();
    const { body } = await get(url, { signal: asker.signal });
    const reading = (async () => {
      for await (const _ of body) asker.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('whose answer breaks off is a broken stream, not a short answer', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('some', () => response.destroy());
    });
    const { body } = await get(url);
    await expect(bodyText(body)).rejects.toMatchObject({ code: 'model-stream-broken' });
  });

  test('gives up on a host that does not take part in TLS', async () => {
    const silent = createSocketServer((socket) => socket.resume());
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await expect(get(url, { connectTimeoutMs: 50 })).rejects.toMatchObject({ code: 'model-unreachable' });
    await new Promise((closed) => silent.close(closed));
  });

  test('is counted by host', async () => {
    const url = await serve((_, response) => response.end());
    await bodyText((await get(url)).body);
    await bodyText((await get(url)).body);
    expect(openedSockets()).toContainEqual({ host: new URL(url).host, count: 2 });
  });

  test('obeys no proxy of the environment', async () => {
    const url = await serve((_, response) => response.end('direct'));
    const before = process.env.http_proxy;
    process.env.http_proxy = 'http://127.0.0.1:9';
    try {
      expect(await bodyText((await get(url)).body)).toBe('direct');
    } finally {
      if (before === undefined) delete process.env.http_proxy;
      else process.env.http_proxy = before;
    }
  });
});
