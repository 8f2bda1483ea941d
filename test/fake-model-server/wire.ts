/** Reading and writing of HTTP for the fake server, and the faults that are the same whatever the protocol. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import type { Fault } from './faults.ts';

export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

/** Answers a question about the models wrongly. True when it did. */
export function failDiscovery(response: ServerResponse, fault: Fault | null): boolean {
  if (fault === 'locked') sendJson(response, 401, { error: { message: 'Invalid API Key', type: 'authentication_error', code: 401 } });
  if (fault === 'garbage-discovery') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>');
  return fault === 'locked' || fault === 'garbage-discovery' || fault === 'hang-on-discovery';
}

/** Answers a generating request wrongly before any stream begins. True when it did. */
export function failBeforeStream(response: ServerResponse, fault: Fault | null): boolean {
  switch (fault) {
    case 'hang-before-headers':
      return true;
    case 'reset-before-headers':
      response.destroy();
      return true;
    case 'garbage-body':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome to nginx!</body></html>');
      return true;
    case 'bare-error':
      response.writeHead(500, { 'content-type': 'text/plain' }).end('upstream failed');
      return true;
    case 'compressed':
      response
        .writeHead(200, { 'content-type': 'application/x-ndjson', 'content-encoding': 'br' })
        .end(brotliCompressSync('{"done":true}\n'));
      return true;
    case 'redirect':
      response.writeHead(307, { location: 'http://192.0.2.1:11434/api/chat' }).end();
      return true;
    default:
      return false;
  }
}

/** How one protocol writes the parts of a stream. */
export interface StreamForm {
  readonly contentType: string;
  text(piece: string): string;
  thought(piece: string): string;
  error(message: string): string;
  /** The last message or messages. */
  end(): string;
}

/** Does the work after so many milliseconds, unless the client has gone by then. */
export function afterReading(response: ServerResponse, milliseconds: number, work: () => void): void {
  const timer = setTimeout(work, milliseconds);
  response.once('close', () => clearTimeout(timer));
}

/** Writes the pieces of an answer in the given form, with the faults that a stream can have. */
export function streamPieces(response: ServerResponse, pieces: readonly string[], form: StreamForm, fault: Fault | null): void {
  response.writeHead(200, { 'content-type': form.contentType });
  const [first = '', ...rest] = pieces;
  switch (fault) {
    case 'hang-mid-stream':
      response.write(form.text(first));
      return;
    case 'error-in-stream':
      response.end(form.text(first) + form.error('an error was encountered while running the model: unexpected EOF'));
      return;
    case 'memory-in-stream':
      response.end(form.text(first) + form.error('CUDA error: out of memory'));
      return;
    case 'missing-end':
      response.end(pieces.map(form.text).join(''));
      return;
    case 'repeat-guard':
      response.end(form.text(' the').repeat(31));
      return;
    case 'garbage-line':
      response.end(`${form.text(first)}data: \u0000\u0001 {{{ not json\n\n${form.end()}`);
      return;
    case 'wrong-shape':
      response.end(form.contentType === 'text/event-stream' ? 'data: {"choices":"none"}\n\n' : '{"message":"text instead of an object"}\n');
      return;
    case 'cut-line':
      response.write(form.text(first) + form.text(rest.join('')).slice(0, 20), () => response.destroy());
      return;
    case 'endless-line':
      pourForever(response);
      return;
    case 'thinks-only':
      response.end(form.thought('Let me think about it.') + form.end());
      return;
    default:
      for (const piece of pieces) response.write(form.text(piece));
      response.end(form.end());
  }
}

function pourForever(response: ServerResponse): void {
  const block = 'x'.repeat(65_536);
  const pour = (): void => {
    while (!response.destroyed && response.write(block));
  };
  response.on('drain', pour);
  pour();
}
