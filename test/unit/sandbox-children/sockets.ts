/**
 * The second lock of the network, tried by itself: in a process that has every module of Node, with sockets closed as a
 * parser process closes them. Takes the targets from standard input and writes to standard output which ways were open.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import { closeSockets } from '../../../ingest/sandbox/close-sockets.ts';
import { answered, event, outcomesOf, type Probe, type Targets } from './doors.ts';

const probes: Readonly<Record<string, Probe>> = {
  'net.connect': ({ port }) => event(() => net.connect(port, '127.0.0.1'), 'connect'),
  'net.connect by name': ({ port }) => event(() => net.connect(port, 'localhost'), 'connect'),
  'net.connect to a Unix socket': ({ socketPath }) => event(() => net.connect(socketPath), 'connect'),
  'net.Socket.connect': ({ port }) => event(() => new net.Socket().connect(port, '127.0.0.1'), 'connect'),
  'net.createServer': () => event(() => net.createServer().listen(0, '127.0.0.1'), 'listening'),
  'net.createServer on a path': ({ newFile }) => event(() => net.createServer().listen(newFile), 'listening'),
  'tls.connect': ({ port }) => event(() => tls.connect({ port, host: '127.0.0.1' }), 'secureConnect'),
  'http.get': ({ port }) => event(() => http.get({ port, host: '127.0.0.1' }), 'response'),
  'http.get to a Unix socket': ({ socketPath }) => event(() => http.get({ socketPath }), 'response'),
  'https.get': ({ port }) => event(() => https.get({ port, host: '127.0.0.1' }), 'response'),
  'http2.connect': ({ port }) => event(() => http2.connect(`http://127.0.0.1:${port}`), 'connect'),
  fetch: ({ port }) => globalThis.fetch(`http://127.0.0.1:${port}`),
  WebSocket: ({ port }) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`);
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    }),
  'dgram send': ({ port }) =>
    new Promise((resolve, reject) => {
      const socket = dgram.createSocket('udp4').once('error', reject);
      socket.send('x', port, '127.0.0.1', (fault) => (fault === null ? resolve(null) : reject(fault)));
    }),
  'dgram bind': () => event(() => dgram.createSocket('udp4').bind(0), 'listening'),
  'dns.lookup': () => answered((callback) => dns.lookup('localhost', callback)),
  'dns.resolve': () => answered((callback) => dns.resolve('localhost', callback)),
  'dns.promises.lookup': () => dns.promises.lookup('localhost'),
  'dns.Resolver': () => new dns.Resolver(),
  'dns.promises.Resolver': () => new dns.promises.Resolver(),
  'deleting the closed door': ({ port }) => {
    const socket = net.connect({ host: 'x', port, lookup: () => undefined });
    const prototype = Object.getPrototypeOf(Reflect.get(socket, '_handle'));
    if (!Reflect.deleteProperty(prototype, 'connect')) throw new Error('it stays');
  },
};

closeSockets();
syncBuiltinESMExports();
const targets = JSON.parse(readFileSync(0, 'utf8')) as Targets;
process.stdout.write(JSON.stringify(await outcomesOf(probes, targets)), () => process.exit(0));
