/** Clients that have gone quiet in the middle of something are let go: what they hold is memory, files and connections of everyone. */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

export interface ClientLimits {
  /** A body of which nothing more has come for so long ends with 408. An answer may take its time: that is not theirs. */
  readonly bodyIdleMs: number;
  /** A client that has taken nothing for so long of what waits for it is cut off. */
  readonly readerIdleMs: number;
  /** A browser keeps six, and one stream a page: an office of a hundred is far below. */
  readonly mostConnections: number;
}

// Node gives headers a minute (headersTimeout); a person who pauses a download, or whose laptop sleeps, gets a little more.
export const usualLimits: ClientLimits = { bodyIdleMs: 60_000, readerIdleMs: 120_000, mostConnections: 1_000 };

/** What was seen of a client, and since when it has been the same. */
interface Seen {
  readonly figure: string;
  readonly sinceMs: number;
}

/** Looks after the connections of a server for as long as it listens. */
export function endQuietClients(server: Server, limits: ClientLimits): void {
  const bodies = new Map<IncomingMessage, Seen>();
  const sockets = new Map<Socket, Seen>();

  server.maxConnections = limits.mostConnections;
  // Whoever is turned away comes again: by then those that wait for nothing have made room.
  server.on('drop', () => server.closeIdleConnections());
  server.on('connection', (socket: Socket) => {
    sockets.set(socket, { figure: '', sinceMs: performance.now() });
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request: IncomingMessage) => {
    if (request.complete) return;
    bodies.set(request, { figure: '', sinceMs: performance.now() });
    request.once('close', () => bodies.delete(request));
  });
  const timer = setInterval(look, Math.min(limits.bodyIdleMs, limits.readerIdleMs) / 4).unref();
  server.once('close', () => clearInterval(timer));

  function look(): void {
    for (const [request, seen] of bodies) {
      if (request.complete) bodies.delete(request);
      // What has come and is not read yet waits for us, not for the client.
      else if (
        quietMs(bodies, request, seen, `${request.socket.bytesRead} ${request.readableLength > 0 ? performance.now() : ''}`) >
        limits.bodyIdleMs
      )
        endBody(request);
    }
    for (const [socket, seen] of sockets) {
      if (socket.writableLength === 0) sockets.set(socket, { figure: '', sinceMs: performance.now() });
      else if (quietMs(sockets, socket, seen, `${socket.bytesWritten} ${socket.writableLength}`) > limits.readerIdleMs) socket.destroy();
    }
  }
}

function quietMs<Client>(all: Map<Client, Seen>, client: Client, seen: Seen, figure: string): number {
  const now = performance.now();
  if (seen.figure === figure) return now - seen.sinceMs;
  all.set(client, { figure, sinceMs: now });
  return 0;
}

/** As Node itself ends a request whose headers do not come. */
function endBody({ socket }: IncomingMessage): void {
  if (socket.writable) socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  socket.destroySoon();
}
