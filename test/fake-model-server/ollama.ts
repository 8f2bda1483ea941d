/** Ollama's native API, as of 0.30 (llama-server underneath) and as of 0.24. */
import type { ServerResponse } from 'node:http';
import { countTokens } from '../../core/tokens/index.ts';
import { byteLevel, described } from './byte-level.ts';
import { type Completion, isOverflow, type Overflow, stalled } from './completion.ts';
import type { Exchange, FakeState, Paths } from './index.ts';
import { type ChatMessage, digestOf, type FakeModel } from './model.ts';
import { afterReading, failBeforeStream, type StreamForm, sendJson, streamPieces } from './wire.ts';

/** Window of a machine without a large graphics card when nothing is asked for. */
const defaultWindowTokens = 4096;
const createdAt = '2026-11-24T08:00:00.000Z';
const nanoseconds = 1e6;

export const ollamaPaths: Paths = {
  '/api/version': ({ response }, state) => sendJson(response, 200, { version: state.flavour === 'ollama' ? '0.33.0' : '0.24.0' }),
  '/api/tags': ({ response }, state) => sendJson(response, 200, { models: state.models.map(listed) }),
  '/api/ps': ({ response }, state) => sendJson(response, 200, { models: state.models.flatMap((model) => running(model, state)) }),
  '/api/show': (exchange, state) =>
    withModel(exchange, state, (model) => sendJson(exchange.response, 200, shown(model, exchange.body.verbose === true))),
  '/api/chat': (exchange, state) => withModel(exchange, state, (model) => chat(model, exchange, state)),
  '/api/embed': (exchange, state) => withModel(exchange, state, (model) => embed(model, exchange.body, exchange.response)),
  '*': ({ response }) => response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found'),
};

function withModel({ body, response }: Exchange, state: FakeState, use: (model: FakeModel) => void): void {
  const name = String(body.model);
  const model = state.models.find((one) => one.name === name || one.name === `${name}:latest`);
  const gone = state.fault === 'model-gone' && 'messages' in body;
  if (model === undefined || gone) sendJson(response, 404, { error: `model '${name}' not found` });
  else use(model);
}

function details(model: FakeModel) {
  return {
    parent_model: '',
    format: 'gguf',
    family: model.architecture,
    families: [model.architecture],
    parameter_size: model.parameters,
    quantization_level: 'Q4_K_M',
  };
}

function listed(model: FakeModel) {
  return {
    name: model.name,
    model: model.name,
    modified_at: createdAt,
    size: model.sizeBytes,
    digest: digestOf(model),
    details: details(model),
    ...(model.cloud ? { remote_model: model.name, remote_host: 'https://ollama.com:443' } : {}),
  };
}

function running(model: FakeModel, state: FakeState) {
  const held = state.loaded.get(model.name);
  if (held === undefined) return [];
  return [{ ...listed(model), size_vram: model.sizeBytes, expires_at: '2319-01-01T00:00:00Z', context_length: held.windowTokens }];
}

function shown(model: FakeModel, isVerbose: boolean) {
  const { architecture } = model;
  return {
    details: details(model),
    model_info: {
      'general.architecture': architecture,
      'general.parameter_count': 1,
      [`${architecture}.context_length`]: model.contextTokens,
      [`${architecture}.block_count`]: model.layers,
      [`${architecture}.embedding_length`]: model.dimensions === 0 ? 2816 : model.dimensions,
      [`${architecture}.attention.head_count_kv`]: null,
      [`${architecture}.attention.sliding_window_pattern`]: null,
      ...(isVerbose ? described(byteLevel(['h e'])) : { 'tokenizer.ggml.model': 'gpt2', 'tokenizer.ggml.tokens': null }),
    },
    capabilities: model.dimensions > 0 ? ['embedding'] : ['completion', 'tools', 'thinking', ...(model.sees === true ? ['vision'] : [])],
    ...(model.cloud ? { remote_model: model.name, remote_host: 'https://ollama.com:443' } : {}),
  };
}

/** Any load-time option that differs from the loaded one loads the model again and empties its cache. */
function load(model: FakeModel, body: Exchange['body'], state: FakeState): number {
  const { num_ctx, num_batch, num_gpu, num_thread } = (body.options ?? {}) as Record<string, number>;
  const options = JSON.stringify({ num_ctx, num_batch, num_gpu, num_thread, shift: body.shift });
  const held = state.loaded.get(model.name);
  if (held?.options === options) return held.windowTokens;
  const asked = Math.min(num_ctx ?? defaultWindowTokens, model.contextTokens);
  const windowTokens = state.fault === 'window-lowered' ? Math.floor(asked / 4) : asked;
  state.loads++;
  state.slots.forget(model);
  state.loaded.set(model.name, { windowTokens, options });
  return windowTokens;
}

function chat(model: FakeModel, { body, response }: Exchange, state: FakeState): void {
  if (failBeforeStream(response, state.fault) || failAsOllama(response, state)) return;
  const messages = body.messages as readonly ChatMessage[];
  if (messages.length === 0 && body.keep_alive === 0) {
    state.loaded.delete(model.name);
    state.slots.forget(model);
    const message = { role: 'assistant', content: '' };
    sendJson(response, 200, { model: model.name, created_at: createdAt, message, done: true, done_reason: 'unload' });
    return;
  }
  const windowTokens = load(model, body, state);
  if (messages.length === 0) {
    const message = { role: 'assistant', content: '' };
    sendJson(response, 200, { model: model.name, created_at: createdAt, message, done: true, done_reason: 'load' });
    return;
  }
  const maxOutputTokens = ((body.options ?? {}) as Record<string, number>).num_predict ?? 10 * windowTokens;
  const result = stalled(state.slots.complete(model, messages, { windowTokens, maxOutputTokens, cuts: body.truncate !== false }), state);
  if (isOverflow(result)) refuseLong(response, result, state);
  else {
    const answer = () => streamPieces(response, result.pieces, lines(model, result, state), state.fault);
    state.onRead(result.promptMs, result.cachedTokens);
    state.onWrite(result.outputMs);
    if (state.takesTime) afterReading(response, result.promptMs, answer);
    else answer();
  }
}

function lines(model: FakeModel, result: Completion, state: FakeState): StreamForm {
  const line = (fields: object) => `${JSON.stringify({ model: model.name, created_at: createdAt, ...fields })}\n`;
  return {
    contentType: 'application/x-ndjson',
    text: (content) => line({ message: { role: 'assistant', content }, done: false }),
    thought: (thinking) => line({ message: { role: 'assistant', content: '', thinking }, done: false }),
    error: (error) => `${JSON.stringify({ error })}\n`,
    end: () => line({ message: { role: 'assistant', content: '' }, done: true, done_reason: result.finish, ...counts(result, state) }),
  };
}

/** Faults that only Ollama words in this way. True when one was answered. */
function failAsOllama(response: ServerResponse, state: FakeState): boolean {
  const first = state.generations++ === 0;
  switch (state.fault) {
    case 'busy':
      sendJson(response, 503, { error: 'server busy, please try again.  maximum pending requests exceeded' });
      return true;
    case 'slow-start':
      if (first) sendJson(response, 503, { error: 'llm server loading model' });
      return first;
    case 'memory-on-load':
      sendJson(response, 500, { error: 'model requires more system memory (27.1 GiB) than is available (11.9 GiB)' });
      return true;
    case 'crashed':
      sendJson(response, 500, { error: 'llama runner process has terminated: exit status 2' });
      return true;
    case 'unauthorised':
      sendJson(response, 401, { error: 'unauthorized' });
      return true;
    default:
      return false;
  }
}

function refuseLong(response: ServerResponse, { promptTokens, windowTokens }: Overflow, state: FakeState): void {
  const inner = {
    code: 400,
    message: `request (${promptTokens} tokens) exceeds the available context size (${windowTokens} tokens), try increasing it`,
    type: 'exceed_context_size_error',
    n_prompt_tokens: promptTokens,
    n_ctx: windowTokens,
  };
  const isOld = state.flavour === 'ollama-0.24' || state.fault === 'old-overflow';
  sendJson(response, 400, { error: isOld ? 'the input length exceeds the context length' : JSON.stringify({ error: inner }) });
}

/** Prompt tokens hold the cached ones too, so only the duration tells of a hit. */
function counts(result: Completion, state: FakeState) {
  if (state.fault === 'counts-nothing') return {};
  return {
    total_duration: (result.promptMs + result.outputMs) * nanoseconds,
    load_duration: nanoseconds,
    prompt_eval_count: state.fault === 'counts-high' ? Math.ceil(result.promptTokens * 1.1) : result.promptTokens,
    prompt_eval_duration: result.promptMs * nanoseconds,
    eval_count: result.outputTokens,
    eval_duration: result.outputMs * nanoseconds,
  };
}

function embed(model: FakeModel, body: Exchange['body'], response: ServerResponse): void {
  const inputs = [body.input].flat().map(String);
  const longest = Math.max(0, ...inputs.map(countTokens));
  if (model.dimensions === 0) sendJson(response, 400, { error: 'this model does not support embeddings' });
  else if (longest > model.contextTokens && body.truncate === false) {
    sendJson(response, 400, { error: 'the input length exceeds the context length' });
  } else {
    const embeddings = inputs.map((input) => vectorOf(input, model.dimensions));
    sendJson(response, 200, { model: model.name, embeddings, prompt_eval_count: longest });
  }
}

/** Words hashed into the dimensions: texts that share words are near each other. */
function vectorOf(text: string, dimensions: number): readonly number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? []) {
    let hash = 2_166_136_261;
    for (const character of word) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
    vector[hash % dimensions] = (vector[hash % dimensions] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
