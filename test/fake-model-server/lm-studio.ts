/** LM Studio: several models, the first is loaded; the others have the length they could have. */
import type { FakeState, Paths } from './index.ts';
import { type FakeModel, fakeModels } from './model.ts';
import { chatAsOpenai, realWindow, usageOf } from './openai.ts';
import { sendJson } from './wire.ts';

export const lmStudioPaths: Paths = {
  '/api/v1/models': ({ response }, state) =>
    sendJson(response, 200, { models: state.models.map((model, place) => listed(model, place === 0, state)) }),
  '/api/v1/models/load': ({ body, response }, state) => {
    const name = String(body.model);
    state.loads++;
    state.loaded.set(name, { windowTokens: Number(body.context_length), options: '' });
    sendJson(response, 200, { type: 'llm', instance_id: name, status: 'loaded', load_time_seconds: 0.1 });
  },
  '/v1/models': ({ response }, state) =>
    sendJson(response, 200, {
      object: 'list',
      data: state.models.map(({ name }) => ({ id: name, object: 'model', owned_by: 'organization_owner' })),
    }),
  '/v1/chat/completions': (exchange, state) => {
    const windowTokens = realWindow(state);
    chatAsOpenai(exchange, state, {
      model: state.models.find(({ name }) => name === exchange.body.model) ?? fakeModels.twentySix,
      windowTokens,
      usage: (result) => ({ usage: usageOf(result, state) }),
      opening: () => '',
      overflow: (response, { promptTokens }) =>
        sendJson(response, 400, {
          error: `The number of tokens to keep from the initial prompt is greater than the context length (n_keep: ${promptTokens} >= n_ctx: ${windowTokens}).`,
        }),
    });
  },
  // LM Studio answers paths it does not know with 200 and an error.
  '*': ({ method, path, response }) => sendJson(response, 200, { error: `Unexpected endpoint or method. (${method} ${path})` }),
};

/** The first was loaded by hand, the others are when somebody asks for it. */
function listed(model: FakeModel, isFirst: boolean, state: FakeState) {
  const windowTokens = isFirst ? state.windowTokens : state.loaded.get(model.name)?.windowTokens;
  return {
    type: model.dimensions > 0 ? 'embedding' : 'llm',
    publisher: 'google',
    key: model.name,
    display_name: model.name,
    architecture: model.architecture,
    quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
    size_bytes: model.sizeBytes,
    params_string: model.parameters,
    loaded_instances: windowTokens === undefined ? [] : [{ id: model.name, config: { context_length: windowTokens, parallel: 4 } }],
    max_context_length: model.contextTokens,
    format: 'gguf',
    capabilities: { vision: model.sees === true, trained_for_tool_use: false },
  };
}
