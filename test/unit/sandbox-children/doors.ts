/** Runs in the place of the parsers: tries every way out of a parser process and gives back which were open. */
import '../../../ingest/sandbox/close-doors.ts';
import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import inspector from 'node:inspector';
import { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import sqlite from 'node:sqlite';
import tls from 'node:tls';
import trace from 'node:trace_events';
import v8 from 'node:v8';
import { WASI } from 'node:wasi';
import { Worker } from 'node:worker_threads';
import { serve } from '../../../ingest/sandbox/serve.ts';

interface Targets {
  readonly port: number;
  readonly socketPath: string;
  readonly secretFile: string;
  readonly newFile: string;
}

type Probe = (targets: Targets) => unknown;

/** A probe whose outcome comes as an event: rejects when it is an error. */
function event(start: () => NodeJS.EventEmitter, good: string): Promise<unknown> {
  return new Promise((resolve, reject) => start().once(good, resolve).once('error', reject));
}

function answered(start: (callback: (fault: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((fault) => (fault === null ? resolve() : reject(fault))));
}

const reached = (name: string): unknown => Reflect.get(process, name);
const called = (name: string, ...input: readonly unknown[]): unknown => Reflect.apply(reached(name) as () => unknown, process, input);
const require = createRequire(import.meta.url);

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
  fetch: ({ port }) => fetch(`http://127.0.0.1:${port}`),
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
  "process.binding('tcp_wrap')": () => called('binding', 'tcp_wrap'),
  'deleting the closed door': ({ port }) => {
    const socket = net.connect({ host: 'x', port, lookup: () => undefined });
    const prototype = Object.getPrototypeOf(Reflect.get(socket, '_handle'));
    if (!Reflect.deleteProperty(prototype, 'connect')) throw new Error('it stays');
  },
  'reading a file': ({ secretFile }) => fs.readFileSync(secretFile),
  'reading /etc/passwd': () => fs.readFileSync('/etc/passwd'),
  'reading the environment of the parent': () => fs.readFileSync(`/proc/${process.ppid}/environ`),
  'listing the root': () => fs.readdirSync('/'),
  'writing a file': ({ newFile }) => fs.writeFileSync(newFile, 'x'),
  'making a folder': ({ newFile }) => fs.mkdirSync(newFile),
  'removing a file': ({ secretFile }) => fs.rmSync(secretFile),
  'linking a file': ({ secretFile, newFile }) => fs.symlinkSync(secretFile, newFile),
  'fs.promises.readFile': ({ secretFile }) => fs.promises.readFile(secretFile),
  'fs.openAsBlob': async ({ secretFile }) => (await fs.openAsBlob(secretFile)).text(),
  'fs.statSync': ({ secretFile }) => fs.statSync(secretFile),
  'fs.cpSync': ({ secretFile, newFile }) => fs.cpSync(secretFile, newFile),
  'fs.watch': ({ secretFile }) => fs.watch(secretFile).close(),
  'process.loadEnvFile': ({ secretFile }) => process.loadEnvFile(secretFile),
  'process.chdir': () => process.chdir('/'),
  'crypto.setEngine': ({ secretFile }) => crypto.setEngine(secretFile),
  WASI: () => new WASI({ version: 'preview1', preopens: { '/': '/' } }),
  'module.enableCompileCache': ({ newFile }) => {
    enableCompileCache(newFile);
    flushCompileCache();
    if (!fs.existsSync(newFile)) throw new Error('not written');
  },
  'trace_events writing': () => trace.createTracing({ categories: ['v8', 'node'] }).enable(),
  'node:sqlite': ({ newFile }) => new sqlite.DatabaseSync(newFile),
  'v8.writeHeapSnapshot': ({ newFile }) => v8.writeHeapSnapshot(newFile),
  'v8.setFlagsFromString': () => v8.setFlagsFromString('--allow-natives-syntax'),
  'process.report': ({ newFile }) => {
    process.report.writeReport(newFile);
    if (!fs.existsSync(newFile)) throw new Error('not written');
  },
  spawn: () => event(() => childProcess.spawn('/bin/true'), 'spawn'),
  execSync: () => childProcess.execSync('true'),
  fork: () => childProcess.fork(import.meta.filename),
  'cluster.fork': () => cluster.fork(),
  'process.execve': () => called('execve', '/bin/true', ['/bin/true'], {}),
  Worker: () => event(() => new Worker('', { eval: true }), 'online'),
  'process.kill': () => process.kill(process.ppid, 0),
  'process._kill': () => called('_kill', process.ppid, 0),
  'process._debugProcess': () => called('_debugProcess', process.ppid),
  'os.setPriority': () => os.setPriority(process.ppid, 1),
  'inspector.open': () => inspector.open(0),
  'the native code of the database': () => require('better-sqlite3')(':memory:'),
  'new Function': () => new Function('return 1')(),
  "a variable of the user's environment": () => {
    // The shell that sets the limits adds its own four, on any machine the same.
    const names = Object.keys(process.env).filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name));
    if (names.length === 0) throw new Error('there is none');
  },
};

async function outcomeOf(probe: Probe, targets: Targets): Promise<string> {
  try {
    await probe(targets);
    return 'open';
  } catch (fault) {
    return fault instanceof Error && 'code' in fault ? String(fault.code) : 'closed';
  }
}

await serve(async ({ bytes }) => {
  const targets = JSON.parse(Buffer.from(bytes).toString()) as Targets;
  const outcomes: Record<string, string> = {};
  for (const [name, probe] of Object.entries(probes)) outcomes[name] = await outcomeOf(probe, targets);
  return { format: JSON.stringify(outcomes), recipe: '', document: null, inner: [], refused: [] };
});
process.exit(0);
