/** Clients that begin something and then say, or read, nothing more. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endQuietClients } from '../../server/quiet-clients.ts';

const mostConnections = 3;

let server: Server;
let handle: (request: IncomingMessage, response: ServerResponse) => void;
beforeEach(async () => {
  server = createServer((request, response) => handle(request, response));
  endQuietClients(server, { bodyIdleMs: 100, readerIdleMs: 100, mostConnections });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function connected(): Socket {
  return connect((server.address() as AddressInfo).port, '127.0.0.1');
}

async function readToEnd(socket: Socket): Promise<string> {
  return (await socket.setEncoding('utf8').toArray()).join('');
}

const half = 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nhalf';

test('a body that stops half-way ends with 408, and whoever reads it is told', async () => {
  const ended = new Promise((resolve) => {
    handle = (request) => void request.on('error', resolve).resume();
  });
  const socket = connected();
  socket.write(half);
  expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 408 /);
  expect(await ended).toMatchObject({ code: 'ECONNRESET' });
});

test('a body that waits for us to read it does not', async () => {
  let slow: IncomingMessage | null = null;
  handle = (request, response) => {
    if (request.headers['content-length'] === '100') return void request.on('error', () => undefined).resume();
    slow = request;
    request.on('end', () => response.end('all of it')).pause();
  };
  const patient = connected();
  patient.write(`POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 300000\r\n\r\n${'x'.repeat(300_000)}`);
  // The other one shows that the time is over.
  const other = connected();
  other.write(half);
  await readToEnd(other);
  (slow as IncomingMessage | null)?.resume();
  expect(await readToEnd(patient)).toMatch(/all of it/);
});

test('an answer may take as long as it likes', async () => {
  let answer = (): void => undefined;
  handle = (request, response) => {
    if (request.method === 'GET') answer = () => void response.end('late');
    else request.on('error', () => undefined).resume();
  };
  const patient = connected();
  patient.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
  const other = connected();
  other.write(half);
  await readToEnd(other);
  answer();
  expect(await readToEnd(patient)).toMatch(/late/);
});

test('a client that does not read what it asked for is cut off', async () => {
  const cutOff = new Promise((resolve) => {
    handle = (_request, response) => {
      // More than the buffers of the system take.
      response.on('close', () => resolve(response.writableFinished)).end(Buffer.alloc(64 * 1024 * 1024));
    };
  });
  const socket = connected();
  socket.on('error', () => undefined).pause();
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  expect(await cutOff).toBe(false);
});

test('one connection too many is turned away, and those that wait for nothing make room', async () => {
  handle = (_request, response) => void response.end('fine');
  const idle = await Promise.all(
    Array.from({ length: mostConnections }, async () => {
      const socket = connected();
      socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await once(socket, 'data');
      return socket;
    }),
  );
  const ended = Promise.all(idle.map((socket) => once(socket.resume(), 'close')));
  const tooMany = connected().on('error', () => undefined);
  await once(tooMany, 'close');
  await ended;
  const next = connected();
  next.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
  expect(await readToEnd(next)).toMatch(/fine/);
});
