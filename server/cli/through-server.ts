/** Server-sent events of the running server, for commands that ask a model through it. */
import { AppError, type ErrorCode } from '../../core/errors.ts';
import { linesOf, parsedLine, readText } from '../../core/model-stream.ts';
import { type OutboundResponse, request } from '../../core/outbound.ts';
import type { RunningServer } from './running-server.ts';

export interface ReceivedEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Errand {
  readonly path: string;
  readonly body: unknown;
  /** Name of the event that comes last when all goes well. */
  readonly last: string;
}

/** An answer comes with every passage that was read: a window of a million tokens is some 5 MB of text, and JSON escapes it. */
const longestEvent = 64 * 1024 * 1024;
const longestProblem = 64 * 1024;
const who = 'The Carrel server';

/**
 * Posts, and yields what comes; an event `problem` is thrown as the fault that it tells. Null when nobody listens there:
 * then nothing has been asked.
 * @throws AppError cancelled, model-stream-broken when the server goes away meanwhile, and what the server says.
 */
export async function eventsThrough(
  server: RunningServer,
  errand: Errand,
  signal: AbortSignal,
): Promise<AsyncIterable<ReceivedEvent> | null> {
  const response = await posted(server, errand, signal);
  if (response === null) return null;
  if (response.status !== 200) throw toldFault(parsedLine(await readText(response, longestProblem, who), who));
  return eventsOf(response, errand.last);
}

/** What it answers to a question that changes nothing. Null when nobody listens there. @throws AppError what the server says */
export async function jsonThrough(
  { address }: RunningServer,
  path: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const response = await request(`${address}${path}`, {
      headers: { accept: 'application/json' },
      signal,
      allowed: [new URL(address).origin],
    });
    const reply = parsedLine(await readText(response, longestEvent, who), who);
    if (response.status !== 200) throw toldFault(reply);
    return reply;
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'model-unreachable') return null;
    throw toldAsOurs(fault);
  }
}

async function posted({ address }: RunningServer, { path, body }: Errand, signal: AbortSignal): Promise<OutboundResponse | null> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const allowed = [new URL(address).origin];
  try {
    return await request(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal, allowed });
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'model-unreachable') return null;
    throw toldAsOurs(fault);
  }
}

async function* eventsOf(response: OutboundResponse, last: string): AsyncIterable<ReceivedEvent> {
  let name = '';
  for await (const line of unbroken(response)) {
    if (line.startsWith('event: ')) name = line.slice('event: '.length);
    if (!line.startsWith('data: ')) continue;
    const data = parsedLine(line.slice('data: '.length), who);
    if (name === 'problem') throw toldFault(data);
    yield { name, data };
    if (name === last) return;
  }
  throw goneAway();
}

async function* unbroken(response: OutboundResponse): AsyncIterable<string> {
  try {
    yield* linesOf(response, who, longestEvent);
  } catch (fault) {
    throw toldAsOurs(fault);
  }
}

function toldFault({ code, detail, hint }: Readonly<Record<string, unknown>>): AppError {
  // Nobody here has stopped it.
  if (code === 'cancelled') return goneAway();
  // A server of this very version wrote it.
  return new AppError(code as ErrorCode, String(detail), String(hint));
}

/** What broke was no model server. */
function toldAsOurs(fault: unknown): unknown {
  return fault instanceof AppError && fault.code === 'model-stream-broken' ? goneAway(fault) : fault;
}

function goneAway(cause?: unknown): AppError {
  return new AppError('model-stream-broken', `${who} stopped in the middle of this`, 'Ask again.', cause);
}
