/** vLLM: one model with the length it was started with. */
import { encodeTokens } from '../../core/tokens/index.ts';
import type { FakeState, Paths } from './index.ts';
import { type ChatMessage, type FakeModel, fakeModels, renderChat } from './model.ts';
import { chatAsOpenai, realWindow, usageOf } from './openai.ts';
import { sendJson } from './wire.ts';

const served = ({ models: [model = fakeModels.twentySix] }: FakeState): FakeModel => model;

export const vllmPaths: Paths = {
  '/version': ({ response }) => sendJson(response, 200, { version: '0.21.0' }),
  '/v1/models': ({ response }, state) => {
    const { name } = served(state);
    const entry = { id: name, object: 'model', owned_by: 'vllm', root: name, max_model_len: state.windowTokens };
    sendJson(response, 200, { object: 'list', data: [entry] });
  },
  '/tokenize': ({ body, response }, state) => {
    const isChat = Array.isArray(body.messages);
    const tokens = isChat ? renderChat(body.messages as readonly ChatMessage[]) : encodeTokens(String(body.prompt), { controls: false });
    sendJson(response, 200, { count: tokens.length, max_model_len: state.windowTokens, tokens });
  },
  '/v1/chat/completions': (exchange, state) => {
    const windowTokens = realWindow(state);
    chatAsOpenai(exchange, state, {
      model: served(state),
      windowTokens,
      usage: (result) => ({ usage: { ...usageOf(result, state), prompt_tokens_details: { cached_tokens: result.cachedTokens } } }),
      opening: () => '',
      overflow: (response, { promptTokens }) =>
        sendJson(response, 400, {
          error: {
            message: `This model's maximum context length is ${windowTokens} tokens. However, your request has ${promptTokens} input tokens. Please reduce the length of the input messages.`,
            type: 'BadRequestError',
            code: 400,
          },
        }),
    });
  },
  '*': ({ response }) => sendJson(response, 404, { detail: 'Not Found' }),
};
