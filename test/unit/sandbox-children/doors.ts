/**
 * Runs in the place of the parsers: tries every way out of a parser process and gives back which were open.
 * One file, because a parser process may read no second one of the tests.
 */
import fs from 'node:fs';
import module, { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import os from 'node:os';
import { serve } from '../../../ingest/sandbox/serve.ts';

export interface Targets {
  readonly port: number;
  readonly socketPath: string;
  readonly secretFile: string;
  readonly newFile: string;
}

export type Probe = (targets: Targets) => unknown;

/** A probe whose outcome comes as an event: rejects when it is an error. */
export function event(start: () => NodeJS.EventEmitter, good: string): Promise<unknown> {
  return new Promise((resolve, reject) => start().once(good, resolve).once('error', reject));
}

export function answered(start: (callback: (fault: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((fault) => (fault === null ? resolve() : reject(fault))));
}

const reached = (name: string): unknown => Reflect.get(process, name);
const called = (name: string, ...input: readonly unknown[]): unknown => Reflect.apply(reached(name) as () => unknown, process, input);
const require = createRequire(import.meta.url);
const newSocket = (): Socket => Reflect.construct(Reflect.get(process.stderr, 'constructor'), []);
const ownFile = new URL('../../../ingest/sandbox/child.ts', import.meta.url);

const probes: Readonly<Record<string, Probe>> = {
  'net through the class of standard error': ({ port }) => event(() => newSocket().connect(port, '127.0.0.1'), 'connect'),
  'net by name through the class of standard error': ({ port }) => event(() => newSocket().connect(port, 'localhost'), 'connect'),
  'a Unix socket through the class of standard error': ({ socketPath }) => event(() => newSocket().connect(socketPath), 'connect'),
  fetch: ({ port }) => fetch(`http://127.0.0.1:${port}`),
  WebSocket: ({ port }) => new WebSocket(`ws://127.0.0.1:${port}`),
  EventSource: ({ port }) => Reflect.construct(Reflect.get(globalThis, 'EventSource'), [`http://127.0.0.1:${port}`]),
  "process.binding('tcp_wrap')": () => called('binding', 'tcp_wrap'),
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
  // Its own program is all it may read: through an open file it must not be changed either.
  'fs.fchmodSync': () => fs.fchmodSync(fs.openSync(ownFile, 'r'), 0o600),
  'fs.fchownSync': () => fs.fchownSync(fs.openSync(ownFile, 'r'), os.userInfo().uid, os.userInfo().gid),
  'fs.futimesSync': () => fs.futimesSync(fs.openSync(ownFile, 'r'), 1, 1),
  'fs.fchmod': () => answered((callback) => fs.fchmod(fs.openSync(ownFile, 'r'), 0o600, callback)),
  'fs.futimes': () => answered((callback) => fs.futimes(fs.openSync(ownFile, 'r'), 1, 1, callback)),
  'FileHandle.chmod': async () => (await fs.promises.open(ownFile)).chmod(0o600),
  'FileHandle.chown': async () => (await fs.promises.open(ownFile)).chown(os.userInfo().uid, os.userInfo().gid),
  'FileHandle.utimes': async () => (await fs.promises.open(ownFile)).utimes(1, 1),
  'process.loadEnvFile': ({ secretFile }) => process.loadEnvFile(secretFile),
  'process.chdir': () => process.chdir('/'),
  'module.registerHooks': () => module.registerHooks({}),
  'module.register': () => module.register(['data:text/javascript', ''].join(',')),
  'process.dlopen': () => called('dlopen', { exports: {} }, require.resolve('better-sqlite3')),
  'process.setuid': () => called('setuid', process.getuid?.()),
  'module.enableCompileCache': ({ newFile }) => {
    module.enableCompileCache(newFile);
    module.flushCompileCache();
    if (!fs.existsSync(newFile)) throw new Error('not written');
  },
  'process.report': ({ newFile }) => {
    process.report.writeReport(newFile);
    if (!fs.existsSync(newFile)) throw new Error('not written');
  },
  'process.execve': () => called('execve', '/bin/true', ['/bin/true'], {}),
  'process.kill': () => process.kill(process.ppid, 0),
  'process._kill': () => called('_kill', process.ppid, 0),
  'process._debugProcess': () => called('_debugProcess', process.ppid),
  'os.setPriority': () => os.setPriority(process.ppid, 1),
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

/** By probe: `open`, or the code it was refused with. */
export async function outcomesOf(probes: Readonly<Record<string, Probe>>, targets: Targets): Promise<Readonly<Record<string, string>>> {
  const outcomes: Record<string, string> = {};
  for (const [name, probe] of Object.entries(probes)) outcomes[name] = await outcomeOf(probe, targets);
  return outcomes;
}

// sockets.ts takes only the means from here.
if (import.meta.main) {
  await serve(async ({ bytes }) => {
    const targets = JSON.parse(Buffer.from(bytes).toString()) as Targets;
    return { format: JSON.stringify(await outcomesOf(probes, targets)), recipe: '', document: null, inner: [], refused: [] };
  });
  process.exit(0);
}
