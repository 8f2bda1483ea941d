/** llama-server (llama.cpp): one model with the window it was started with. */
import { encodeTokens } from '../../core/tokens/index.ts';
import type { Exchange, FakeState, Paths } from './index.ts';
import { type FakeModel, fakeModels } from './model.ts';
import { chatAsOpenai, type OpenaiManners, realWindow, sse, usageOf } from './openai.ts';
import { applyTemplate, readOnly, slotCall } from './slot-files.ts';
import { sendJson } from './wire.ts';

const loaded = ({ models: [model = fakeModels.twentySix] }: FakeState): FakeModel => model;

export const llamaServerPaths: Paths = {
  '/health': ({ response }) => sendJson(response, 200, { status: 'ok' }),
  '/props': ({ response }, state) =>
    sendJson(response, 200, {
      default_generation_settings: { n_ctx: state.windowTokens, params: {} },
      total_slots: 1,
      model_path: `/models/${loaded(state).name}.gguf`,
      modalities: { vision: loaded(state).sees === true, audio: false },
      chat_template: '{# Gemma 4 #}',
      build_info: 'b10488-de3ff815e',
    }),
  '/v1/models': ({ response }, state) => {
    const { name, contextTokens, sizeBytes } = loaded(state);
    const meta = { n_vocab: 262_144, n_ctx_train: contextTokens, size: sizeBytes };
    sendJson(response, 200, { object: 'list', data: [{ id: name, object: 'model', owned_by: 'llamacpp', meta }] });
  },
  '/tokenize': ({ body, response }, state) => {
    const tokens = encodeTokens(String(body.content), { controls: body.parse_special !== false });
    sendJson(response, 200, state.fault === 'wrong-shape' ? { count: tokens.length } : { tokens });
  },
  '/apply-template': applyTemplate,
  '/completion': (exchange, state) => readOnly(exchange, state, loaded(state)),
  '/slots': ({ response }, state) => {
    const tokens = state.slots.held(loaded(state)).length;
    const used = tokens === 0 ? {} : { id_task: 1, n_prompt_tokens: tokens };
    sendJson(response, 200, [{ id: 0, n_ctx: state.windowTokens, is_processing: false, ...used }]);
  },
  '/slots/0': (exchange, state) => slotCall(exchange, state, loaded(state)),
  '/v1/chat/completions': (exchange, state) => chatAsOpenai(exchange, state, manners(exchange.body, state)),
  '*': ({ response }) => sendJson(response, 404, { error: { code: 404, message: 'File Not Found', type: 'not_found_error' } }),
};

function manners(body: Exchange['body'], state: FakeState): OpenaiManners {
  const windowTokens = realWindow(state);
  return {
    model: loaded(state),
    windowTokens,
    usage: (result) => ({
      usage: { ...usageOf(result, state), prompt_tokens_details: { cached_tokens: result.cachedTokens } },
      timings: {
        cache_n: result.cachedTokens,
        prompt_n: result.promptTokens - result.cachedTokens,
        prompt_ms: result.promptMs,
        predicted_n: result.outputTokens,
        predicted_ms: result.outputMs,
      },
    }),
    opening: ({ promptTokens, cachedTokens, promptMs }) =>
      body.return_progress === true
        ? sse({
            choices: [{ index: 0, delta: { role: 'assistant', content: null }, finish_reason: null }],
            prompt_progress: { total: promptTokens, cache: cachedTokens, processed: promptTokens, time_ms: promptMs },
          })
        : '',
    overflow: (response, { promptTokens }) =>
      sendJson(response, 400, {
        error: {
          code: 400,
          message: `request (${promptTokens} tokens) exceeds the available context size (${windowTokens} tokens), try increasing it`,
          type: 'exceed_context_size_error',
          n_prompt_tokens: promptTokens,
          n_ctx: windowTokens,
        },
      }),
  };
}
