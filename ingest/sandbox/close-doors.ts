/**
 * Closes, inside a parser process and before any parser is loaded, what Node's permission model leaves open:
 * sockets, name look-ups, databases and signals to other processes. Files, children, workers and native code are
 * closed by `--permission` (see start.ts). test/unit/sandbox-doors.test.ts knocks at every door.
 *
 * Sockets are closed at the native handles on which net, tls, http, http2, fetch and WebSocket all stand:
 * no module above them has another way out, and `process.binding` is refused by the permission model.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import sqlite from 'node:sqlite';
import { getSystemErrorMap } from 'node:util';
import v8 from 'node:v8';

type Refusal = (...input: readonly unknown[]) => unknown;

function denied(): Error {
  return Object.assign(new Error('A parser process has no network and no way to other processes'), { code: 'ERR_ACCESS_DENIED' });
}

const refuse: Refusal = () => {
  throw denied();
};

/** Native handles give an error number back; Node turns it into the usual `error` event. */
const deniedNumber = [...getSystemErrorMap()].find(([, [name]]) => name === 'EACCES')?.[0] ?? -1;
const refuseByNumber: Refusal = () => deniedNumber;

/** Look-ups answer through a callback: an exception in the middle of Node's own code would end the process. */
const refuseByCallback: Refusal = (...input) => {
  const callback = input.at(-1);
  if (typeof callback !== 'function') throw denied();
  process.nextTick(callback, denied());
};

const refuseByPromise: Refusal = async () => {
  throw denied();
};

function close(holder: object, name: string, refusal: Refusal): void {
  // A plain function, because some of these are called with `new`.
  function closed(...input: readonly unknown[]): unknown {
    return refusal(...input);
  }
  Object.defineProperty(holder, name, { value: closed, writable: false, configurable: false, enumerable: true });
}

const socketVerbs = ['open', 'bind', 'bind6', 'listen', 'connect', 'connect6', 'send', 'send6'] as const;

function closeHandle(handle: unknown): void {
  if (typeof handle !== 'object' || handle === null) throw new Error('This Node hides its socket handles: the sandbox cannot be closed');
  const prototype: object = Object.getPrototypeOf(handle);
  for (const verb of socketVerbs) if (verb in prototype) close(prototype, verb, refuseByNumber);
}

/** A property that the type does not know: Node's own, reached for here only to take it away. */
function hidden(holder: object, key: PropertyKey): unknown {
  return Reflect.get(holder, key);
}

function closeSockets(): void {
  // The handle is made before the name is looked up, and this look-up never answers: nothing is connected.
  const tcp = net.connect({ host: 'nowhere.invalid', port: 1, lookup: () => undefined });
  closeHandle(hidden(tcp, '_handle'));
  tcp.destroy();
  // Standard error is a pipe of the same class as a Unix socket; there is always one (start.ts). Standard output is
  // made here as well, while it still can be: else a stray console.log of a parser would end the process.
  const [, errors] = [process.stdout, process.stderr];
  closeHandle(hidden(errors, '_handle'));

  const udp = dgram.createSocket('udp4');
  const states = Object.getOwnPropertySymbols(udp).map((symbol) => hidden(udp, symbol));
  const state = states.find((value) => typeof value === 'object' && value !== null && 'handle' in value);
  closeHandle(state === undefined ? null : hidden(Object(state), 'handle'));
  udp.close();
}

function closeAll(holder: object, refusal: Refusal): void {
  for (const [name, value] of Object.entries(holder)) {
    if (typeof value === 'function') close(holder, name, name === 'Resolver' ? refuse : refusal);
  }
}

closeSockets();
closeAll(dns, refuseByCallback);
closeAll(dns.promises, refuseByPromise);
// SQLite opens files by itself: Node 24.21 does not ask the permission model.
closeAll(sqlite, refuse);
for (const name of ['kill', '_kill', '_debugProcess', '_debugEnd', 'execve']) close(process, name, refuse);
close(os, 'setPriority', refuse);
close(v8, 'setFlagsFromString', refuse);
syncBuiltinESMExports();
