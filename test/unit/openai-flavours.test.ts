import { describe, expect, test } from 'vitest';
import { openaiFlavours, parseListing, type ServedModel } from '../../server/generate/openai-flavours.ts';

/** Asks the flavours in their order, as the engine does. */
async function recognise(replies: Readonly<Record<string, unknown>>, askedTokens = 0) {
  const listing = parseListing(replies['/v1/models']);
  if (listing === null) return null;
  for (const flavour of openaiFlavours) {
    const models = await flavour.models(listing, (path) => Promise.resolve(replies[path] ?? null), askedTokens);
    if (models !== null) return { name: flavour.name, models: models.map(brief) };
  }
  return null;
}

const brief = ({ id, contextTokens, embeds, loaded, parameters }: ServedModel) => ({ id, contextTokens, embeds, loaded, parameters });

describe('a server with the OpenAI protocol is recognised', () => {
  const llama = {
    data: [{ id: 'gemma-4-26B.gguf', owned_by: 'llamacpp', meta: { n_ctx_train: 262_144, n_params: 25_233_142_046, size: 1 } }],
  };

  test('as llama-server, with the window of a slot', async () => {
    const replies = { '/v1/models': llama, '/props': { default_generation_settings: { n_ctx: 8_192 }, total_slots: 4 } };
    expect(await recognise(replies)).toEqual({
      name: 'llama-server',
      models: [{ id: 'gemma-4-26B.gguf', contextTokens: 8_192, embeds: false, loaded: true, parameters: '25.2B' }],
    });
  });

  test('as llama-server that does not tell its window: a careful one, or the one that the user names', async () => {
    expect((await recognise({ '/v1/models': llama }))?.models[0]?.contextTokens).toBe(4_096);
    expect((await recognise({ '/v1/models': llama }, 65_536))?.models[0]?.contextTokens).toBe(65_536);
  });

  test.each([
    ['/home/ann/models/gemma-4.gguf', 'gemma-4.gguf'],
    ['C:\\models\\gemma-4.gguf', 'gemma-4.gguf'],
    ['ggml-org/gemma-4-GGUF:Q4_K_M', 'ggml-org/gemma-4-GGUF:Q4_K_M'],
  ])('as llama-server, without the path of its file: %s', async (id, shown) => {
    const listing = { data: [{ id, owned_by: 'llamacpp' }] };
    expect((await recognise({ '/v1/models': listing }))?.models[0]?.id).toBe(shown);
  });

  test('as vLLM, with its length', async () => {
    const replies = { '/v1/models': { data: [{ id: 'google/gemma-4-31b-it', owned_by: 'vllm', max_model_len: 131_072 }] } };
    expect(await recognise(replies)).toMatchObject({ name: 'vllm', models: [{ contextTokens: 131_072 }] });
  });

  test('as LM Studio, with what is loaded and what could be', async () => {
    const model = (key: string, type: string, loaded: readonly number[]) => ({
      key,
      type,
      max_context_length: 131_072,
      params_string: '8B',
      loaded_instances: loaded.map((context_length) => ({ id: key, config: { context_length } })),
    });
    const replies = {
      '/v1/models': { data: [{ id: 'a', owned_by: 'organization_owner' }] },
      '/api/v1/models': { models: [model('a', 'llm', [4_096]), model('b', 'llm', []), model('e', 'embedding', [])] },
    };
    expect(await recognise(replies)).toEqual({
      name: 'lm-studio',
      models: [
        { id: 'a', contextTokens: 4_096, embeds: false, loaded: true, parameters: '8B' },
        { id: 'b', contextTokens: 32_768, embeds: false, loaded: false, parameters: '8B' },
        { id: 'e', contextTokens: 32_768, embeds: true, loaded: false, parameters: '8B' },
      ],
    });
    expect((await recognise(replies, 100_000))?.models.map(({ contextTokens }) => contextTokens)).toEqual([4_096, 100_000, 100_000]);
  });

  test('as another one', async () => {
    expect(await recognise({ '/v1/models': { data: [{ id: 'x' }] } })).toMatchObject({
      name: 'other',
      models: [{ id: 'x', contextTokens: 4_096 }],
    });
  });

  test.each([null, [], {}, { data: 'x' }, { error: 'Unexpected endpoint' }])('as none, when it lists no models: %j', async (reply) => {
    expect(await recognise({ '/v1/models': reply })).toBeNull();
  });
});
