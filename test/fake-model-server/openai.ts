/** `/v1/chat/completions` as llama-server, LM Studio and vLLM share it; each adds its own fields. */
import type { ServerResponse } from 'node:http';
import { type Completion, isOverflow, type Overflow, stalled } from './completion.ts';
import type { Exchange, FakeState } from './index.ts';
import type { ChatMessage, FakeModel } from './model.ts';
import { afterReading, failBeforeStream, type StreamForm, sendJson, streamPieces } from './wire.ts';

/** What one server does in its own way. */
export interface OpenaiManners {
  readonly model: FakeModel;
  readonly windowTokens: number;
  /** Fields beside `usage` in the last message. */
  readonly usage: (result: Completion) => object;
  /** Events before the first text. */
  readonly opening: (result: Completion) => string;
  overflow(response: ServerResponse, overflow: Overflow): void;
}

export const sse = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

function chunk(model: FakeModel, fields: object): string {
  return sse({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_795_500_000, model: model.name, ...fields });
}

export function chatAsOpenai({ body, response }: Exchange, state: FakeState, manners: OpenaiManners): void {
  if (failBeforeStream(response, state.fault) || failAsOpenai(response, state)) return;
  const { model, windowTokens } = manners;
  const maxOutputTokens = typeof body.max_tokens === 'number' ? body.max_tokens : windowTokens;
  const messages = body.messages as readonly ChatMessage[];
  const result = stalled(state.slots.complete(model, messages, { windowTokens, maxOutputTokens, cuts: false }), state);
  if (isOverflow(result)) manners.overflow(response, result);
  else {
    const answer = () => streamPieces(response, result.pieces, events(result, state, manners), state.fault);
    state.onRead(result.promptMs, result.cachedTokens);
    state.onWrite(result.outputMs);
    if (state.takesTime) afterReading(response, result.promptMs, answer);
    else answer();
  }
}

function events(result: Completion, state: FakeState, { model, usage, opening }: OpenaiManners): StreamForm {
  const delta = (fields: object) => chunk(model, { choices: [{ index: 0, delta: fields, finish_reason: null }] });
  const finish = chunk(model, { choices: [{ index: 0, delta: {}, finish_reason: result.finish }] });
  const counts = state.fault === 'counts-nothing' ? '' : chunk(model, { choices: [], ...usage(result) });
  let before = opening(result);
  return {
    contentType: 'text/event-stream',
    text: (content) => {
      const written = before + delta({ content });
      before = '';
      return written;
    },
    thought: (text) => delta({ reasoning_content: text }),
    error: (message) => sse({ error: { code: 500, message, type: 'server_error' } }),
    end: () => `${finish}${counts}data: [DONE]\n\n`,
  };
}

/** True when the fault was answered. */
function failAsOpenai(response: ServerResponse, state: FakeState): boolean {
  const first = state.generations++ === 0;
  const fail = (status: number, message: string, type: string): true => {
    sendJson(response, status, { error: { code: status, message, type } });
    return true;
  };
  switch (state.fault) {
    case 'busy':
      return fail(503, 'Too many requests', 'unavailable_error');
    case 'slow-start':
      return first && fail(503, 'Loading model', 'unavailable_error');
    case 'memory-on-load':
      return fail(500, 'ggml_backend_cuda_buffer_type_alloc_buffer: cudaMalloc failed: out of memory', 'server_error');
    case 'crashed':
      return fail(500, 'The model has crashed without additional information. (Exit code: 6)', 'server_error');
    case 'unauthorised':
      return fail(401, 'Invalid API Key', 'authentication_error');
    case 'model-gone':
      return fail(404, 'The model does not exist.', 'NotFoundError');
    default:
      return false;
  }
}

export function usageOf(result: Completion, state: FakeState) {
  const prompt_tokens = state.fault === 'counts-high' ? Math.ceil(result.promptTokens * 1.1) : result.promptTokens;
  return { prompt_tokens, completion_tokens: result.outputTokens, total_tokens: prompt_tokens + result.outputTokens };
}

/** The window in use: with the fault, smaller than what the server says. */
export function realWindow(state: FakeState): number {
  return state.fault === 'window-lowered' ? Math.floor(state.windowTokens / 4) : state.windowTokens;
}
