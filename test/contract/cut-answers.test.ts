import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { Engine, Generator, TokenCounter } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import { answer } from '../../server/answer/answer.ts';
import { ollamaEngine } from '../../server/generate/ollama.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { handbook, openShelf, type Shelf } from '../unit/answer-shelf.ts';

const soon = (): AbortSignal => AbortSignal.timeout(30_000);
/** The stand-in counts as Gemma does, whatever model it plays. */
const exact: TokenCounter = { countedBy: 'vocabulary', margin: 0, leastShare: 0.9, count: countTokens };

let shelf: Shelf;
let server: FakeModelServer;
beforeEach(async () => {
  shelf = await openShelf(handbook);
});
afterEach(async () => {
  await server.close();
  shelf.close();
});

async function start(flavour: 'ollama' | 'vllm', model: (typeof fakeModels)['qwen' | 'e4b']): Promise<Generator> {
  server = await startFakeModelServer({ flavour, models: [model], reply: 'Full-time staff get 28 days [1].' });
  const urls = flavour === 'ollama' ? { ollamaUrl: server.url } : { openaiUrl: server.url };
  const config = loadConfig({ flags: { data: shelf.deps.config.data, contextTokens: '16384', ...urls }, environment: {} });
  const engine: Engine = flavour === 'ollama' ? ollamaEngine(config) : openaiEngine(config);
  const [found] = await engine.discover(soon());
  if (found === undefined) throw new Error('nothing discovered');
  return engine.open(found);
}

const asked = (generator: Generator, counter: TokenCounter | undefined, mode: 'whole' | 'retrieve') =>
  Array.fromAsync(
    answer(
      { collection: 'shelf', question: 'How many days of annual leave do staff get?', mode, history: [], conversationId: null },
      { ...shelf.deps, generator, counter },
      soon(),
    ),
  );

describe.each([
  ['ollama', 'qwen', exact],
  ['vllm', 'qwen', exact],
  ['ollama', 'e4b', undefined],
  ['vllm', 'e4b', undefined],
] as const)('on %s, %s', (flavour, name, counter) => {
  test.each(['whole', 'retrieve'] as const)('no question is answered from half of its prompt: %s', async (mode) => {
    const generator = await start(flavour, fakeModels[name]);
    const events = await asked(generator, counter, mode);
    expect(events.at(-1)).toMatchObject({ type: 'answer-end', answer: { receipt: { warnings: [] }, plan: { mode } } });
    server.setFault('prompt-cut');
    await expect(asked(generator, counter, mode)).rejects.toMatchObject({ code: 'prompt-cut' });
  });
});
