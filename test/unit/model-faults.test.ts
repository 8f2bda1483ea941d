import { describe, expect, test } from 'vitest';
import { isStillLoading, modelFault } from '../../core/model-faults.ts';
import { fullName, isCloud } from '../../server/generate/ollama-models.ts';

const call = { address: 'http://127.0.0.1:11434', model: 'gemma4:26b' };
const nested = JSON.stringify({
  error: JSON.stringify({
    error: {
      code: 400,
      message: 'request (4405 tokens) exceeds the available context size (1024 tokens), try increasing it',
      type: 'exceed_context_size_error',
      n_prompt_tokens: 4405,
      n_ctx: 1024,
    },
  }),
});

describe('the words of a server that failed', () => {
  test.each([
    [400, nested, 'prompt-too-long'],
    [400, '{"error":"the input length exceeds the context length"}', 'prompt-too-long'],
    [400, '{"error":"the prompt is longer than the context length currently available to the model; shorten it"}', 'prompt-too-long'],
    [400, '{"error":"The number of tokens to keep from the initial prompt is greater than the context length"}', 'prompt-too-long'],
    [
      400,
      '{"error":{"message":"This model\'s maximum context length is 4096 tokens. However, your request has 5000 input tokens."}}',
      'prompt-too-long',
    ],
    [500, '{"error":"model requires more system memory (27.1 GiB) than is available (11.9 GiB)"}', 'model-out-of-memory'],
    [500, '{"error":"cudaMalloc failed: out of memory"}', 'model-out-of-memory'],
    [500, 'ggml: failed to allocate buffer', 'model-out-of-memory'],
    [503, '{"error":"server busy, please try again.  maximum pending requests exceeded"}', 'model-busy'],
    [429, '', 'model-busy'],
    [404, '{"error":"model \'gemma4:26b\' not found"}', 'model-unknown'],
    [401, '{"error":"unauthorized"}', 'model-failed'],
    [500, '{"error":"llama runner process has terminated: exit status 2"}', 'model-failed'],
    [501, '{"error":"501: This server does not support embeddings. Start it with `--embeddings`"}', 'model-failed'],
    [500, '{"error":{"nested":1}}', 'model-failed'],
    [500, '{broken', 'model-failed'],
    [502, '<html>Bad gateway</html>', 'model-failed'],
  ] as const)('become one of our codes: %s %s', (status, body, code) => {
    expect(modelFault(status, body, call).code).toBe(code);
  });

  test('never reach a person: only the model, the address and numbers do', () => {
    const fault = modelFault(500, '{"error":"/home/ann/.ollama/blobs/x: SECRET"}', call);
    expect(`${fault.message} ${fault.hint}`).not.toMatch(/SECRET|ann/);
    expect(fault.cause).toBeInstanceOf(Error);
  });

  test('keep both numbers of a prompt that is too long', () => {
    expect(modelFault(400, nested, call).message).toBe('The prompt has 4,405 tokens; the window of gemma4:26b holds 1,024');
  });

  test('tell loading from being busy', () => {
    expect(isStillLoading(503, '{"error":{"message":"Loading model"}}')).toBe(true);
    expect(isStillLoading(503, '{"error":"server busy"}')).toBe(false);
    expect(isStillLoading(500, 'error loading model')).toBe(false);
  });
});

test('a model that runs elsewhere is known by its name or by what Ollama says of it', () => {
  expect(isCloud('gpt-oss:120b-cloud', {})).toBe(true);
  expect(isCloud('kimi:cloud', {})).toBe(true);
  expect(isCloud('mine:latest', { remote_host: 'https://ollama.com:443' })).toBe(true);
  expect(isCloud('mine:latest', { remote_model: 'x' })).toBe(true);
  expect(isCloud('cloudy:latest', { remote_host: '' })).toBe(false);
});

test('a name without a tag means latest, also below a registry with a port', () => {
  expect(fullName('gemma4')).toBe('gemma4:latest');
  expect(fullName('gemma4:26b')).toBe('gemma4:26b');
  expect(fullName('host:5000/team/gemma4')).toBe('host:5000/team/gemma4:latest');
});
