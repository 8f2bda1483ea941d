/** The OpenAI protocol as local servers speak it: JSON requests, and answers as server-sent events. */
import { z } from 'zod';
import { brokenStream, isStillLoading, modelFault } from '../../core/model-faults.ts';
import { linesOf, parsedLine, readText } from '../../core/model-stream.ts';
import { type OutboundResponse, request } from '../../core/outbound.ts';

export interface OpenaiCall {
  /** Base address without `/v1`. */
  readonly url: string;
  readonly signal: AbortSignal;
  /** Named in faults; empty for calls about no model. */
  readonly model: string;
}

/** The longest is the list of the tokens of a long document. */
const largestReply = 64 * 1024 * 1024;
const largestError = 64 * 1024;

function send(call: OpenaiCall, path: string, body: object | null): Promise<OutboundResponse> {
  const { url, signal } = call;
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const content = body === null ? {} : { method: 'POST' as const, body: JSON.stringify(body) };
  return request(`${url}${path}`, { headers, signal, allowed: [new URL(url).origin], ...content });
}

const named = ({ url, model }: OpenaiCall): string => (model === '' ? `The model server at ${new URL(url).origin}` : model);

/** Somebody is there and wants a key: it is not a path that is missing. */
const lockedStatuses: readonly number[] = [401, 403];

/** A JSON reply, or null where the server knows no such path. @throws AppError model-failed where it wants a key. */
export async function getJson(call: OpenaiCall, path: string): Promise<unknown> {
  const response = await send(call, path, null);
  const text = await readText(response, largestReply, named(call));
  if (lockedStatuses.includes(response.status)) throw modelFault(response.status, text, { address: new URL(call.url).origin, model: '' });
  if (response.status >= 400) return null;
  try {
    return JSON.parse(text);
  } catch {
    // A page for people, from some other program at that address: not the path we look for.
    return null;
  }
}

/** @throws AppError with the fault that the server answers with, or model-stream-broken for an answer that is no JSON object. */
export async function postJson(call: OpenaiCall, path: string, body: object): Promise<unknown> {
  const response = await send(call, path, body);
  const text = await readText(response, largestReply, named(call));
  if (response.status >= 400) throw modelFault(response.status, text, { address: new URL(call.url).origin, model: call.model });
  return parsedLine(text, named(call));
}

/** For calls whose refusal is an answer too. `value` is null where the body is no JSON. */
export async function postForStatus(
  call: OpenaiCall,
  path: string,
  body: object,
): Promise<{ readonly status: number; readonly value: unknown }> {
  const response = await send(call, path, body);
  const text = await readText(response, largestError, named(call));
  try {
    return { status: response.status, value: JSON.parse(text) };
  } catch {
    return { status: response.status, value: null };
  }
}

const chatChunk = z.object({
  choices: z
    .array(z.object({ delta: z.object({ content: z.string().nullish() }).optional(), finish_reason: z.string().nullish() }))
    .default([]),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
  timings: z.object({ cache_n: z.number().optional(), prompt_ms: z.number(), predicted_ms: z.number() }).nullish(),
  prompt_progress: z.object({ total: z.number(), processed: z.number() }).nullish(),
});
export type ChatChunk = z.infer<typeof chatChunk>;

/** Null while the server is still loading its model. `onBytes` is called whenever something arrives, pings included. */
export async function openStream(
  call: OpenaiCall,
  path: '/v1/chat/completions' | '/completion',
  body: object,
  onBytes: () => void,
): Promise<AsyncIterable<ChatChunk> | null> {
  const response = await send(call, path, body);
  if (response.status >= 400) {
    const text = await readText(response, largestError, named(call));
    if (isStillLoading(response.status, text)) return null;
    throw modelFault(response.status, text, { address: new URL(call.url).origin, model: call.model });
  }
  if (!response.contentType.includes('event-stream')) throw brokenStream(named(call), 'answers, but not with a stream');
  return chunksOf(response, call, onBytes);
}

async function* chunksOf(response: OutboundResponse, call: OpenaiCall, onBytes: () => void): AsyncIterable<ChatChunk> {
  const who = named(call);
  for await (const line of linesOf(response, who)) {
    onBytes();
    // Comments are pings; `event:` and `id:` lines carry nothing here.
    if (!line.startsWith('data:')) continue;
    const data = line.slice('data:'.length).trim();
    if (data === '[DONE]') return;
    const value = parsedLine(data, who);
    if (value.error !== undefined) throw modelFault(500, data, { address: new URL(call.url).origin, model: call.model });
    const chunk = chatChunk.safeParse(value);
    if (!chunk.success) throw brokenStream(who, 'sends something unexpected', chunk.error);
    yield chunk.data;
  }
}
