/** Binds the application to a port. */
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Config } from '../core/config.ts';
import { AppError } from '../core/errors.ts';
import { createApp } from './app.ts';
import type { ServerDeps } from './deps.ts';
import { listensEverywhere } from './own-names.ts';
import { type ClientLimits, endQuietClients, usualLimits } from './quiet-clients.ts';

export interface RunningServer {
  /** Such as http://127.0.0.1:8642 */
  readonly address: string;
  /** Tells whoever waits, ends open streams and waits for them; the deps are the caller's. */
  stop(): Promise<void>;
}

/** Streams get this long to end after a stop before their sockets are closed. */
const farewellMs = 2_000;
/** A person does not notice it. */
const sweepEveryMs = 50;

/** @throws AppError config-invalid when the address is taken or not ours */
export function listen(deps: ServerDeps, limits: ClientLimits = usualLimits): Promise<RunningServer> {
  const { host, port } = deps.config;
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: createApp(deps).fetch, hostname: host, port }, (bound) => {
      resolve({ address: addressOf(host, bound.port), stop: () => stopServer(server, deps.farewell) });
    }) as Server;
    // Node would count from the first byte to the last: a large upload over a slow line takes longer than any limit.
    server.requestTimeout = 0;
    endQuietClients(server, limits);
    server.on('error', (cause: NodeJS.ErrnoException) => reject(bindingFault(cause, deps.config)));
  });
}

function addressOf(host: string, port: number): string {
  const shown = listensEverywhere(host) ? '127.0.0.1' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

function stopServer(server: Server, farewell: AbortController): Promise<void> {
  farewell.abort(new AppError('cancelled', 'Carrel is being stopped', 'Ask again when it runs again.'));
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), farewellMs);
    // A connection whose stream has just ended is kept by its client for the next request, which will not come.
    const sweep = setInterval(() => server.closeIdleConnections(), sweepEveryMs);
    server.close(() => {
      clearTimeout(force);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function bindingFault(cause: NodeJS.ErrnoException, { host, port }: Config): AppError {
  if (cause.code === 'EADDRINUSE') {
    return new AppError(
      'config-invalid',
      `Port ${port} of ${host} is taken`,
      'Is Carrel running already? Else choose another with --port or CARREL_PORT.',
      cause,
    );
  }
  if (cause.code === 'EACCES')
    return new AppError('config-invalid', `Port ${port} is not allowed for this user`, 'Choose one above 1023 with --port.', cause);
  return new AppError('config-invalid', `Cannot listen on ${host}, port ${port}`, 'Check --host and --port.', cause);
}
