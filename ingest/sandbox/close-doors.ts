/**
 * Closes, inside a parser process and before any parser is loaded, what Node's permission model leaves open:
 * sockets, name look-ups, signals to other processes and foreign native code. Files, children and workers are
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
import v8 from 'node:v8';

function refuse(): never {
  throw Object.assign(new Error('A parser process has no network and no way to other processes'), { code: 'ERR_ACCESS_DENIED' });
}

function closeDoor(holder: object, name: string): void {
  Object.defineProperty(holder, name, { value: refuse, writable: false, configurable: false, enumerable: true });
}

function closeAll(holder: object): void {
  for (const name of Object.getOwnPropertyNames(holder)) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, name);
    if (typeof descriptor?.value === 'function' && name !== 'constructor' && descriptor.configurable) closeDoor(holder, name);
  }
}

const socketVerbs = ['open', 'bind', 'bind6', 'listen', 'connect', 'connect6', 'send', 'send6'] as const;

function closeHandle(handle: unknown): void {
  if (typeof handle !== 'object' || handle === null) throw new Error('This Node hides its socket handles: the sandbox cannot be closed');
  const prototype: object = Object.getPrototypeOf(handle);
  for (const verb of socketVerbs) if (verb in prototype) closeDoor(prototype, verb);
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
  // Standard error is a pipe of the same class as a Unix socket; there is always one (start.ts).
  closeHandle(hidden(process.stderr, '_handle'));

  const udp = dgram.createSocket('udp4');
  const states = Object.getOwnPropertySymbols(udp).map((symbol) => hidden(udp, symbol));
  const state = states.find((value) => typeof value === 'object' && value !== null && 'handle' in value);
  closeHandle(state === undefined ? null : hidden(Object(state), 'handle'));
  udp.close();
}

/** Native code outside the permission model: only the canvas that pdf.js asks for, never the database's. */
function closeNativeCode(): void {
  const load = process.dlopen;
  const isCanvas = /[\\/]@napi-rs[\\/]canvas[^\\/]*[\\/][^\\/]+\.node$/;
  const guarded: typeof load = (module, filename, flags) => {
    if (!isCanvas.test(String(filename))) refuse();
    return flags === undefined ? load.call(process, module, filename) : load.call(process, module, filename, flags);
  };
  Object.defineProperty(process, 'dlopen', { value: guarded, writable: false, configurable: false });
}

closeSockets();
closeAll(dns);
closeAll(dns.promises);
closeNativeCode();
for (const name of ['kill', '_kill', '_debugProcess', '_debugEnd', 'execve']) closeDoor(process, name);
closeDoor(os, 'setPriority');
closeDoor(v8, 'setFlagsFromString');
syncBuiltinESMExports();
