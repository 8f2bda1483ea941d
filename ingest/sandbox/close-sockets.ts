/**
 * Closes sockets at the native handles on which net, tls, http, http2, fetch and WebSocket all stand: no module above
 * them has another way out. Name look-ups have handles of their own and are closed by name.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { close, type Refusal, refuse, refuseByCallback, refuseByNumber, refuseByPromise } from './refusals.ts';

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

function closeAll(holder: object, refusal: Refusal): void {
  for (const [name, value] of Object.entries(holder)) {
    if (typeof value === 'function') close(holder, name, name === 'Resolver' ? refuse : refusal);
  }
}

export function closeSockets(): void {
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

  closeAll(dns, refuseByCallback);
  closeAll(dns.promises, refuseByPromise);
}
