/** Reads the bodies of model servers: bounded, and with a fault instead of a guess where the protocol is broken. */
import { brokenStream } from './model-faults.ts';
import type { OutboundResponse } from './outbound.ts';

/** A line is one JSON message; the longest real one of a model server is a token list of some kilobytes. */
const longestLine = 1024 * 1024;

/** The body as text. @throws AppError model-stream-broken when it is longer than `most` bytes. */
export async function readText(response: OutboundResponse, most: number, who: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.length;
    if (size > most) throw brokenStream(who, `sends more than ${most} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The lines of a stream, bounded in length. What follows the last newline is a line too: not every server ends with one. */
export async function* linesOf(response: OutboundResponse, who: string, longest = longestLine): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of response.body) {
    rest += decoder.decode(part, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longest) throw brokenStream(who, 'sends a line without end');
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** @throws AppError model-stream-broken when the text is not a JSON object. */
export function parsedLine(text: string, who: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw brokenStream(who, 'sends something that is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw brokenStream(who, 'sends something unexpected');
  return value as Readonly<Record<string, unknown>>;
}
