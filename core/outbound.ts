/**
 * The one module that opens sockets to other programs. Built on node:http because the global fetch decodes Brotli
 * unasked (a decoder with a remote hole in Node before 24.22.1), gives up on headers after 300 s (a cold prompt may
 * take longer) and follows redirects. Agents of our own, so that no proxy variable is obeyed.
 */
import { lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { AppError } from './errors.ts';
import { isPrivateAddress } from './offline.ts';

export interface OutboundRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Origins that may be spoken to; anything else is refused before a socket is opened. */
  readonly allowed: readonly string[];
  readonly connectTimeoutMs?: number;
}

export interface OutboundResponse {
  readonly status: number;
  readonly contentType: string;
  /** Read it once. Ending early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

const agents = { 'http:': new http.Agent({ keepAlive: false }), 'https:': new https.Agent({ keepAlive: false }) };

/** A model server in the same building accepts at once; a machine that sleeps or is off never does. */
const defaultConnectTimeoutMs = 5_000;

const socketsByHost = new Map<string, number>();

/** How many sockets this process has opened to whom, for the doctor's proof of being offline. */
export function openedSockets(): readonly { readonly host: string; readonly count: number }[] {
  return [...socketsByHost].map(([host, count]) => ({ host, count }));
}

/**
 * Sends a request and resolves with the headers; the body streams. There is no time limit after connecting: the
 * caller's signal is the only one.
 * @throws AppError outbound-refused, model-unreachable, model-stream-broken, or what the signal was aborted with.
 */
export async function request(address: string, options: OutboundRequest): Promise<OutboundResponse> {
  const url = new URL(address);
  refuseStranger(url, options.allowed);
  const response = await send(url, options);
  const encoding = response.headers['content-encoding'] ?? 'identity';
  const status = response.statusCode ?? 0;
  if (encoding !== 'identity') {
    response.destroy();
    throw refused(
      `${url.host} answers with ${encoding.slice(0, 40)} encoding`,
      'Turn compression off in the proxy before the model server.',
    );
  }
  if (status >= 300 && status < 400) {
    response.destroy();
    throw refused(`${url.host} sends us on to another address`, 'Put the final address of the model server into the config.');
  }
  return { status, contentType: response.headers['content-type'] ?? '', body: bodyOf(response, url, options.signal) };
}

function refuseStranger(url: URL, allowed: readonly string[]): void {
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowed.includes(url.origin))
    throw refused(`${url.host} is not a model server of the config`, 'Only the configured addresses are used.');
  // Names are judged when they are resolved.
  if (/^[0-9.]+$|:/.test(bare) && !isPrivateAddress(bare)) throw publicAddress(url.host, bare);
}

function send(url: URL, options: OutboundRequest): Promise<http.IncomingMessage> {
  const { method = 'GET', headers = {}, body, signal, connectTimeoutMs = defaultConnectTimeoutMs } = options;
  return new Promise((fulfil, reject) => {
    if (signal.aborted) return reject(abortFault(signal));
    const secure = url.protocol === 'https:';
    const sent = (secure ? https : http).request(url, {
      method,
      agent: secure ? agents['https:'] : agents['http:'],
      headers: { ...headers, 'accept-encoding': 'identity', ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
      lookup: lookupPrivate(url.host),
    });
    const abort = () => sent.destroy(abortFault(signal));
    const deadline = setTimeout(() => sent.destroy(unreachable(url, 'it does not accept the connection')), connectTimeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    sent.once('socket', (socket) => {
      socketsByHost.set(url.host, (socketsByHost.get(url.host) ?? 0) + 1);
      socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(deadline));
    });
    sent.once('close', () => {
      clearTimeout(deadline);
      signal.removeEventListener('abort', abort);
    });
    sent.on('error', (error) => reject(signal.aborted ? abortFault(signal) : requestFault(error, url)));
    sent.once('response', fulfil);
    sent.end(body);
  });
}

/** Resolves a name and connects to the very address that was judged. */
function lookupPrivate(host: string): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, options, (error, address, family) => {
      const found = Array.isArray(address) ? address.map((one) => one.address) : [address];
      const stranger = error === null ? found.find((one) => !isPrivateAddress(one)) : undefined;
      done(stranger === undefined ? error : publicAddress(host, stranger), address, family);
    });
  };
}

async function* bodyOf(response: http.IncomingMessage, url: URL, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (cause) {
    if (signal.aborted) throw abortFault(signal);
    throw new AppError(
      'model-stream-broken',
      `${url.host} broke off in the middle of its answer`,
      'Ask again; if it repeats, look at the log of the model server.',
      cause,
    );
  } finally {
    response.destroy();
  }
}

/** What the signal was aborted with when that is a fault of ours, model-timeout for a time limit, else "cancelled". */
export function abortFault({ reason }: AbortSignal): AppError {
  if (reason instanceof AppError) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    return new AppError('model-timeout', 'The model server took too long to answer', 'See whether it still works, then try again.', reason);
  }
  return new AppError('cancelled', 'The request was cancelled', 'Ask again.', reason);
}

function requestFault(error: NodeJS.ErrnoException, url: URL): AppError {
  if (error instanceof AppError) return error;
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'no such host',
    EAI_AGAIN: 'the name cannot be resolved',
    EHOSTUNREACH: 'no way to that host',
    ENETUNREACH: 'no way to that network',
  };
  const reason = reasons[error.code ?? ''];
  if (reason !== undefined) return unreachable(url, reason, error);
  return new AppError(
    'model-stream-broken',
    `${url.host} closed the connection without an answer`,
    'Look at the log of the model server.',
    error,
  );
}

function unreachable(url: URL, reason: string, cause?: unknown): AppError {
  return new AppError(
    'model-unreachable',
    `No model server answers at ${url.origin}: ${reason}`,
    'Start it, or correct its address in the config.',
    cause,
  );
}

function refused(message: string, hint: string): AppError {
  return new AppError('outbound-refused', message, hint);
}

function publicAddress(host: string, address: string): AppError {
  return refused(`${host} is the public address ${address}`, 'Carrel speaks only to this machine and its private network.');
}
