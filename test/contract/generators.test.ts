import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { AppError, type ErrorCode } from '../../core/errors.ts';
import type { Engine, GenerateEvent, GenerateRequest, Prompt } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import { ollamaEngine } from '../../server/generate/ollama.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import type { Patience } from '../../server/generate/patience.ts';
import { type Fault, faults } from '../fake-model-server/faults.ts';
import {
  type FakeModelServer,
  type FakeModelServerOptions,
  type Flavour,
  type SeenRequest,
  startFakeModelServer,
} from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { outcomeOn } from './fault-outcomes.ts';

const data = mkdtempSync(join(tmpdir(), 'carrel-generators-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const flavours: readonly Flavour[] = ['ollama', 'ollama-0.24', 'llama-server', 'lm-studio', 'vllm'];
const isOllama = (flavour: Flavour): boolean => flavour.startsWith('ollama');

const patience: Patience = { loadMs: 20_000, readMsPerToken: 0, silenceMs: 20_000, pollMs: 5 };
/** For servers that hang: whatever else is slow then also comes to model-timeout. */
const impatience: Patience = { loadMs: 100, readMsPerToken: 0, silenceMs: 100, pollMs: 5 };
/** So that no test hangs for longer than this. */
const soon = (): AbortSignal => AbortSignal.timeout(30_000);

const opened: FakeModelServer[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

interface Started {
  readonly server: FakeModelServer;
  readonly engine: Engine;
}

async function start(flavour: Flavour, options: FakeModelServerOptions = {}, waiting = patience): Promise<Started> {
  const server = await startFakeModelServer({ flavour, ...options });
  opened.push(server);
  return { server, engine: engineOf(flavour, server.url, waiting) };
}

function engineOf(flavour: Flavour, url: string, waiting: Patience): Engine {
  const urls = isOllama(flavour) ? { ollamaUrl: url } : { openaiUrl: url };
  const config: Config = loadConfig({ flags: { data, contextTokens: '32768', ...urls }, environment: {} });
  return isOllama(flavour) ? ollamaEngine(config, { patience: waiting, memoryBytes: null }) : openaiEngine(config, waiting);
}

const corpus = Array.from({ length: 200 }, (_, line) => `Line ${line}: the lease of house ${line * 7} ends in May.\n`).join('');

function ask(question: string, prompt: Partial<Prompt> = {}): GenerateRequest {
  const system = 'Answer from the documents.';
  const tokens = countTokens(system) + countTokens(corpus) + countTokens(question) + 24;
  const whole = { system, prefix: corpus, history: [], question, tokens, ...prompt };
  return { question, passages: [], outcome: null, prompt: whole, maxOutputTokens: 100 };
}

async function generate({ engine }: Started, request: GenerateRequest, signal: AbortSignal = soon()): Promise<readonly GenerateEvent[]> {
  const [model] = await engine.discover(soon());
  if (model === undefined) throw new Error('nothing discovered');
  return Array.fromAsync(engine.open(model).generate(request, signal));
}

/** Ollama also gets chats without messages, to load its model. */
const isQuestion = ({ body }: SeenRequest): boolean => Array.isArray(body.messages) && body.messages.length > 0;

const textOf = (events: readonly GenerateEvent[]): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('');

async function codeOf(outcome: Promise<unknown>): Promise<ErrorCode | 'answered'> {
  try {
    await outcome;
    return 'answered';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe.each(flavours)('a model on %s', (flavour) => {
  test('streams its answer and ends with counts', async () => {
    const events = await generate(await start(flavour, { reply: 'The lease ends in May [1].' }), ask('When?'));
    expect(textOf(events)).toBe('The lease ends in May [1].');
    expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(1);
    const end = events.at(-1);
    expect(end).toMatchObject({
      type: 'end',
      finish: 'stop',
      usage: { promptTokens: expect.any(Number), outputTokens: expect.any(Number) },
    });
  });

  test('is described with the window that it really has', async () => {
    const { engine } = await start(flavour, { models: [fakeModels.twentySix] });
    const [model] = await engine.discover(soon());
    expect(model).toMatchObject({ id: 'gemma4:26b', engine: engine.name, contextTokens: 32_768, embeds: false });
  });

  test('is sent system, documents, history and question in this order', async () => {
    const started = await start(flavour);
    await generate(started, ask('And now?', { history: [{ question: 'When?', answer: 'In May.' }] }));
    const sent = started.server.requests.findLast(isQuestion);
    expect(sent?.body.messages).toEqual([
      { role: 'system', content: 'Answer from the documents.' },
      { role: 'user', content: `${corpus}\n\nWhen?` },
      { role: 'assistant', content: 'In May.' },
      { role: 'user', content: 'And now?' },
    ]);
  });

  test('says that the answer was cut at its bound', async () => {
    const events = await generate(await start(flavour, { reply: corpus }), ask('When?'));
    expect(events.at(-1)).toMatchObject({ type: 'end', finish: 'length' });
  });

  test('is not asked when the prompt is longer than its window', async () => {
    const started = await start(flavour);
    expect(await codeOf(generate(started, ask('When?', { tokens: 32_700 })))).toBe('prompt-too-long');
    expect(started.server.requests.some(({ body }) => 'messages' in body)).toBe(false);
  });

  test('refuses a prompt that its own count finds too long, with both numbers', async () => {
    const started = await start(flavour, { windowTokens: 32_768 });
    const request = ask('When?', { prefix: 'longer '.repeat(40_000), tokens: 100 });
    await expect(generate(started, request)).rejects.toMatchObject({ code: 'prompt-too-long' });
    if (flavour === 'ollama' || flavour === 'llama-server' || flavour === 'vllm') {
      await expect(generate(started, request)).rejects.toThrow(/40,0\d\d tokens.*32,768/);
    }
  });

  test('reads the documents once for two questions', async () => {
    const started = await start(flavour);
    await generate(started, ask('When does the lease of house 7 end?'));
    const [, second] = [await generate(started, ask('Who?')), await generate(started, ask('Why not?'))];
    const end = second.at(-1);
    if (end?.type !== 'end') throw new Error('no end');
    // LM Studio tells neither counts of cached tokens nor times.
    if (flavour === 'lm-studio') expect(end.usage.cachedTokens).toBeNull();
    else expect((end.usage.cachedTokens ?? 0) / (end.usage.promptTokens ?? 1)).toBeGreaterThan(0.95);
    expect(started.server.loads).toBeLessThanOrEqual(1);
  });

  test.each(['hang-before-headers', 'hang-mid-stream'] as const)(
    'lets go of the connection at once when the asker leaves: %s',
    async (fault) => {
      const started = await start(flavour, { fault });
      // Ollama loads before it answers: that must not hang here.
      if (isOllama(flavour) && fault === 'hang-before-headers') {
        started.server.setFault(null);
        await generate(started, ask('When?'));
        started.server.setFault(fault);
      }
      const asker = new AbortController();
      const outcome = codeOf(generate(started, ask('When?'), asker.signal));
      const waits = (): boolean => started.server.requests.some((request) => isQuestion(request) && request.outcome === 'open');
      await started.server.until(waits);
      asker.abort();
      expect(await outcome).toBe('cancelled');
      await started.server.until(() => !waits());
      expect(started.server.requests.at(-1)?.outcome).toBe('closed');
    },
  );

  test('lets go of the connection when the reader stops reading', async () => {
    const started = await start(flavour, { fault: 'hang-mid-stream' });
    const [model] = await started.engine.discover(soon());
    if (model === undefined) throw new Error('nothing discovered');
    for await (const event of started.engine.open(model).generate(ask('When?'), soon())) if (event.type === 'text') break;
    await started.server.until((requests) => requests.at(-1)?.outcome === 'closed');
  });

  test('is nowhere when its server is down, which is no fault', async () => {
    const { server, engine } = await start(flavour);
    await server.close();
    expect(await engine.discover(soon())).toEqual([]);
  });
});

describe.each(flavours)('a fault of %s', (flavour) => {
  test.each(Object.keys(faults) as Fault[])('comes to its documented end: %s', async (fault) => {
    const started = await start(flavour, {}, fault.startsWith('hang-') ? impatience : patience);
    const [model] = await started.engine.discover(soon());
    if (model === undefined) throw new Error('nothing discovered');
    started.server.setFault(fault);
    expect(await codeOf(Array.fromAsync(started.engine.open(model).generate(ask('When?'), soon())))).toBe(outcomeOn(flavour, fault));
    // And it does not outlast it.
    started.server.setFault(null);
    const again = { ...started, engine: engineOf(flavour, started.server.url, patience) };
    expect(textOf(await generate(again, ask('And then?')))).toBe('It is in there [1].');
  });

  test('that lowers the window is never answered from less than was sent', async () => {
    const started = await start(flavour, { fault: 'window-lowered' });
    const request = ask('When?', { prefix: corpus.repeat(3), tokens: 3 * countTokens(corpus) + 60 });
    expect(await codeOf(generate(started, request))).toBe(isOllama(flavour) ? 'window-lowered' : 'prompt-too-long');
    if (!isOllama(flavour)) return;
    const [model] = await started.engine.discover(soon());
    expect(model?.contextTokens).toBe(8_192);
  });
});

describe('a window of Ollama', () => {
  test('that was lowered once refuses nobody when there is memory again', async () => {
    const started = await start('ollama', { fault: 'window-lowered' });
    const request = ask('When?', { prefix: corpus.repeat(3), tokens: countTokens(corpus.repeat(3)) + 20 });
    expect(await codeOf(generate(started, request))).toBe('window-lowered');
    started.server.setFault(null);
    const [small] = await started.engine.discover(soon());
    if (small === undefined) throw new Error('nothing discovered');
    expect(small.contextTokens).toBe(8_192);
    const asked = Array.fromAsync(started.engine.open({ ...small, contextTokens: 32_768 }).generate(request, soon()));
    expect(textOf(await asked)).toBe('It is in there [1].');
    expect((await started.engine.discover(soon()))[0]?.contextTokens).toBe(32_768);
  });

  test('that another client has asked for is another load: nothing of ours is held', async () => {
    const started = await start('ollama');
    await generate(started, ask('When?'));
    expect((await started.engine.discover(soon()))[0]?.loaded).toBe(true);
    const body = { model: 'gemma4:26b', messages: [{ role: 'user', content: 'Hello' }], options: { num_ctx: 4_096 } };
    await (await fetch(`${started.server.url}/api/chat`, { method: 'POST', body: JSON.stringify(body) })).text();
    expect((await started.engine.discover(soon()))[0]?.loaded).toBe(false);
  });
});

test.each(flavours)('an answer of %s that goes round in a circle is ended, and says so', async (flavour) => {
  const started = await start(flavour, {
    reply: Array.from({ length: 400 }, (_, place) => ['The ', 'answer ', 'is ', 'an ', 'example ', 'of '][place % 6] ?? ''),
  });
  const request = { ...ask('When?'), maxOutputTokens: 600 };
  const events = await generate(started, request);
  expect(events.at(-1)).toMatchObject({ type: 'end', finish: 'loop' });
  expect(textOf(events).split(' ').length).toBeLessThan(80);
});

describe.each(['ollama', 'llama-server', 'vllm'] as const)('a model that is no Gemma on %s', (flavour) => {
  test('is not answered from half of its prompt either', async () => {
    const started = await start(flavour, { models: [fakeModels.qwen], fault: 'prompt-cut' });
    // As the counter of its own vocabulary says it: exact, but for a few marks.
    expect(await codeOf(generate(started, ask('When?', { leastShare: 0.97 })))).toBe('prompt-cut');
  });

  test('is answered when its vocabulary makes far fewer tokens than we thought', async () => {
    const started = await start(flavour, { models: [fakeModels.qwen] });
    const tokens = 2 * countTokens(corpus);
    expect(await codeOf(generate(started, ask('When?', { tokens, leastShare: 0.3 })))).toBe('answered');
  });
});

test.each(['llama-server', 'vllm'] as const)('%s is asked to count again before a prompt is taken for cut or whole', async (flavour) => {
  const started = await start(flavour, { models: [fakeModels.qwen], fault: 'prompt-cut' });
  // Compared with samples alone, half of the prompt would pass.
  expect(await codeOf(generate(started, ask('When?', { leastShare: 0.3 })))).toBe('prompt-cut');
  expect(started.server.requests.some(({ path }) => path === '/tokenize')).toBe(true);
});
