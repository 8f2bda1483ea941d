import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import { readingStrength } from '../../server/answer/reading/model-size.ts';
import { knownReadingLength } from '../../server/answer/reading/reading-length.ts';
import { knownSpeed } from '../../server/answer/reading/reading-speed.ts';
import { knownWriting } from '../../server/answer/reading/writing-speed.ts';
import { writingMs } from '../../server/answer/reading/writing-time.ts';
import { collections } from '../../server/doctor/collections.ts';
import type { Finding } from '../../server/doctor/finding.ts';
import { examine } from '../../server/doctor/index.ts';
import { type Measurements, readMeasurements } from '../../server/doctor/measurements.ts';
import { tryModel } from '../../server/doctor/try/index.ts';
import { chooseGenerator } from '../../server/generate/index.ts';
import type { Fault } from '../fake-model-server/faults.ts';
import { type FakeModelServer, type FakeModelServerOptions, type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { type ChatMessage, fakeModels } from '../fake-model-server/model.ts';

const flavours: readonly Flavour[] = ['ollama', 'ollama-0.24', 'llama-server', 'lm-studio', 'vllm'];
const soon = (): AbortSignal => AbortSignal.timeout(60_000);

let data = '';
const opened: FakeModelServer[] = [];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-doctor-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
  rmSync(data, { recursive: true, force: true });
});

/** Gives the code word that is asked for if it is still in the prompt; of long prompts it knows the first quarter only. */
const reader =
  (longestCharacters: number) =>
  (messages: readonly ChatMessage[]): string => {
    const prompt = messages.map(({ content }) => content).join('\n');
    const list = /code word of the (\w+) list\?/.exec(prompt)?.[1] ?? 'harbour';
    const known = prompt.length > longestCharacters ? prompt.slice(0, prompt.length / 4) : prompt;
    return new RegExp(`The code word of the ${list} list is ([A-Z]+)`).exec(known)?.[1] ?? 'There is none.';
  };
const reply = reader(Number.POSITIVE_INFINITY);

async function start(
  options: FakeModelServerOptions,
  windowTokens = 8_192,
): Promise<{ readonly config: Config; readonly server: FakeModelServer }> {
  const server = await startFakeModelServer({ reply, windowTokens, ...options });
  opened.push(server);
  const isOllama = (options.flavour ?? 'ollama').startsWith('ollama');
  const urls = isOllama ? { ollamaUrl: server.url } : { ollamaUrl: 'http://127.0.0.1:9', openaiUrl: server.url };
  const flags = { data, modelPorts: 'none', contextTokens: String(windowTokens), ...urls };
  return { config: loadConfig({ flags, environment: {} }), server };
}

interface Tried {
  readonly findings: readonly Finding[];
  readonly measurements: Measurements | null;
}

async function tried(config: Config, model = ''): Promise<Tried> {
  const events = await Array.fromAsync(tryModel(config, model, soon()));
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('no end');
  return { findings: events.flatMap((event) => (event.type === 'finding' ? [event.finding] : [])), measurements: end.measurements };
}

const troubles = (findings: readonly Finding[]): string =>
  findings
    .filter(({ state }) => state !== 'good')
    .map(({ state, message }) => `${state}: ${message}`)
    .join('\n');

test('a trial tells how far it is and how long the rest takes, and ends where it said it would', async () => {
  const { config } = await start({ flavour: 'llama-server' });
  const events = await Array.fromAsync(tryModel(config, '', soon()));
  const told = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
  expect(told[0]).toMatchObject({ done: 0, etaMs: null });
  expect(told.slice(1).every(({ etaMs }) => etaMs !== null)).toBe(true);
  expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).toSorted((one, other) => one - other));
  expect(told.at(-1)).toMatchObject({ done: told[0]?.total, total: told[0]?.total, etaMs: 0 });
});

describe.each(flavours)('trying a model on %s', (flavour) => {
  test('finds nothing wrong with a good one, and keeps what was measured', async () => {
    const { config } = await start({ flavour });
    const { findings, measurements } = await tried(config);
    // LM Studio tells no times, and the stand-in takes none.
    const unseen = 'doubtful: gemma4:26b reads too little, or too quickly, to see whether documents are read once or each time.';
    expect(troubles(findings)).toBe(flavour === 'lm-studio' ? unseen : '');
    expect(measurements).toMatchObject({ model: 'gemma4:26b', overflow: 'refused', coldEqualsWarm: true });
    expect(measurements?.reuse.map(({ promptTokens }) => promptTokens).length).toBe(3);
    expect(readMeasurements(config)).toEqual([measurements]);
    const { model } = await chooseGenerator(config, '', soon());
    expect(knownSpeed(config, model)).not.toBeNull();
    // Three flavours tell how long they wrote.
    const isTold = measurements?.decodeTokensPerSecond !== null;
    expect(writingMs(knownWriting(config, model), 100) !== null).toBe(isTold);
  });

  test('finds the same when it is tried again: what was read for the first trial is of no help', async () => {
    const { config } = await start({ flavour });
    const [first, second] = [await tried(config), await tried(config)];
    const cold = (one: Tried): number => one.measurements?.reuse.reduce((sum, { coldMs }) => sum + coldMs, 0) ?? 0;
    // Where times are told; only the names of the trials differ by a token or two.
    if (flavour !== 'lm-studio' && flavour !== 'vllm') expect(cold(second) / cold(first)).toBeCloseTo(1, 1);
    expect(readMeasurements(config)).toHaveLength(1);
  });

  test('finds a prompt that was cut in half', async () => {
    const { config, server } = await start({ flavour });
    server.setFault('prompt-cut');
    const { findings, measurements } = await tried(config);
    expect(troubles(findings)).toMatch(/bad: gemma4:26b failed in the trial: .*its server cut the prompt/);
    expect(measurements).toMatchObject({ overflow: 'not-tried', reuse: [] });
  });
});

describe('after a trial', () => {
  const loaded = async (url: string): Promise<readonly number[]> => {
    const { models } = (await (await fetch(`${url}/api/ps`)).json()) as { readonly models: readonly { readonly context_length: number }[] };
    return models.map((model) => model.context_length);
  };

  test('a model of Ollama that was not loaded is not loaded', async () => {
    const { config, server } = await start({});
    for await (const _ of tryModel(config, 'gemma4:26b', soon()));
    expect(server.loads).toBeGreaterThan(1);
    expect(await loaded(server.url)).toEqual([]);
  });

  test('a model of Ollama that was loaded has the window that it had', async () => {
    const { config, server } = await start({});
    const body = { model: 'gemma4:26b', messages: [], options: { num_ctx: 4_096 } };
    await (await fetch(`${server.url}/api/chat`, { method: 'POST', body: JSON.stringify(body) })).text();
    for await (const _ of tryModel(config, 'gemma4:26b', soon()));
    expect(await loaded(server.url)).toEqual([4_096]);
  });
});

describe('trying a model finds', () => {
  const telling = ['ollama', 'llama-server', 'vllm'] as const;

  test.each(telling)('that %s reads the documents again for every question', async (flavour) => {
    const { config } = await start({ flavour, fault: 'no-reuse' });
    expect(troubles((await tried(config)).findings)).toMatch(/bad: gemma4:26b reads all documents again for every question/);
  });

  test.each(telling)('from which length on %s reads them again', async (flavour) => {
    const { config } = await start({ flavour, fault: 'reuse-collapse' }, 65_536);
    expect(troubles((await tried(config)).findings)).toMatch(/bad: .* up to 16,\d\d\d tokens, but at 32,\d\d\d all of them again/);
  });

  test('that Ollama gave a smaller window than was asked for', async () => {
    const { config } = await start({ fault: 'window-lowered' });
    const { findings } = await tried(config);
    expect(troubles(findings)).toMatch(/window of 8192 tokens and got 2048|window of 8,192 tokens and got 2,048/);
  });

  test.each(['llama-server', 'vllm'] as const)('that %s says a window which it does not have', async (flavour) => {
    const { config } = await start({ flavour, fault: 'window-lowered' });
    expect(troubles((await tried(config)).findings)).toMatch(/failed in the trial: The prompt has 2,\d\d\d tokens; the window .* 2,048/);
  });

  test.each(flavours)('that %s counts more tokens than there are', async (flavour) => {
    const { config } = await start({ flavour, fault: 'counts-high' });
    expect(troubles((await tried(config)).findings)).toMatch(/doubtful: gemma4:26b counts 1,\d\d\d tokens where we count/);
  });

  test.each(flavours)('that %s does not count at all', async (flavour) => {
    const { config } = await start({ flavour, fault: 'counts-nothing' });
    expect(troubles((await tried(config)).findings)).toMatch(/does not say how many tokens it read/);
  });

  test.each(flavours)('that %s answers what belongs to another conversation', async (flavour) => {
    const { config } = await start({ flavour, fault: 'foreign-answer' });
    expect(troubles((await tried(config)).findings)).toMatch(/did not give the code word/);
  });

  test('up to which length facts are found, and plans by it from then on', async () => {
    // Gemma makes some five characters of this text a token.
    const { config } = await start({ reply: reader(30_000) }, 32_768);
    const { model } = await chooseGenerator(config, '', soon());
    expect(knownReadingLength(config, model)).toBeNull();
    const { findings, measurements } = await tried(config);
    expect(troubles(findings)).toMatch(/doubtful: gemma4:26b finds facts anywhere in 4,\d\d\d tokens, but loses some in 8,\d\d\d/);
    expect(measurements?.reuse.map(({ factsFound, factsAsked }) => `${factsFound} of ${factsAsked}`)).toEqual([
      '4 of 4',
      '4 of 4',
      '4 of 4',
      '1 of 4',
      '1 of 4',
    ]);
    const known = knownReadingLength(config, model);
    const [, , found, lost] = measurements?.reuse ?? [];
    expect(known).toEqual({ foundTokens: found?.promptTokens, lostTokens: lost?.promptTokens });
    expect(readingStrength(model, known)).toMatchObject({ effectiveTokens: found?.promptTokens, isMeasured: true });
  });

  test('that a model finds nothing even in the shortest, which says nothing about its length', async () => {
    const { config } = await start({ reply: 'I do not know.' });
    const { findings } = await tried(config);
    expect(troubles(findings)).toMatch(/doubtful: gemma4:26b found 0 of 4 facts in only 1,\d\d\d tokens/);
    expect(knownReadingLength(config, (await chooseGenerator(config, '', soon())).model)).toBeNull();
  });

  test('that answers differ when documents were held', async () => {
    let asked = 0;
    const { config } = await start({ reply: () => `The code word is HERON ${asked++}.` });
    const { findings, measurements } = await tried(config);
    expect(troubles(findings)).toMatch(/answers otherwise when it held the documents/);
    expect(measurements?.coldEqualsWarm).toBe(false);
  });

  test.each(['crashed', 'memory-on-load', 'missing-end', 'busy', 'garbage-line', 'empty-answer'] as const satisfies readonly Fault[])(
    'that the model fails, and ends: %s',
    async (fault) => {
      const { config, server } = await start({ flavour: 'llama-server' });
      server.setFault(fault);
      const { findings } = await tried(config);
      expect(troubles(findings)).toMatch(/^bad: gemma4:26b failed in the trial/);
      expect(findings.every(({ state, remedy }) => state === 'good' || remedy !== '')).toBe(true);
    },
  );

  test('that there is no model to try', async () => {
    const config = loadConfig({ flags: { data, modelPorts: 'none', ollamaUrl: 'http://127.0.0.1:9' }, environment: {} });
    const { findings, measurements } = await tried(config);
    expect(troubles(findings)).toMatch(/^doubtful: There is no model to try/);
    expect(measurements).toBeNull();
  });

  test('nothing more when it is stopped', async () => {
    const { config, server } = await start({ flavour: 'vllm', fault: 'hang-mid-stream' });
    const stop = new AbortController();
    const outcome = Array.fromAsync(tryModel(config, '', stop.signal));
    await server.until((requests) => requests.some(({ path }) => path === '/v1/chat/completions'));
    stop.abort();
    await expect(outcome).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('examining finds', () => {
  const examined = async (config: Config): Promise<string> =>
    (await examine(config, async () => collections(config), soon())).map(({ state, message }) => `${state}: ${message}`).join('\n');

  test('the version of each server, what it can do, and its models with their windows and memory', async () => {
    const { config } = await start({ models: [fakeModels.e2b] });
    const text = await examined(config);
    expect(text).toMatch(/good: Ollama 0\.33\.0 at http:.*refuses prompts that are too long/);
    expect(text).toMatch(
      /gemma4:e2b \(ollama\): window of 8,192 tokens; needs \d+\.\d GB: weights 7\.2 GB, window, checkpoints and buffers \d\.\d GB/,
    );
  });

  test('versions that are known to be bad', async () => {
    const { config } = await start({ flavour: 'ollama-0.24' });
    expect(await examined(config)).toMatch(/doubtful: Ollama 0\.24\.0 reads all documents again/);
  });

  test('a model that another program has loaded with a window of its own', async () => {
    const { config, server } = await start({ models: [fakeModels.e4b] });
    const body = JSON.stringify({ model: 'gemma4:e4b', messages: [], options: { num_ctx: 4_096 } });
    await fetch(`${server.url}/api/chat`, { method: 'POST', body });
    expect(await examined(config)).toMatch(/doubtful: gemma4:e4b is loaded with a window of 4,096 tokens; Carrel asks for 8,192/);
  });

  test('models that belong to a cloud', async () => {
    const { config } = await start({ models: [fakeModels.e4b, fakeModels.cloud] });
    expect(await examined(config)).toMatch(/doubtful: Ollama lists models that run on somebody else's computer: gemma4:31b-cloud/);
  });

  test.each([
    ['ollama:embeddinggemma', 'good: Vectors are made by embeddinggemma'],
    ['ollama:bge-m3', 'bad: The embedding model bge-m3 of the config is not there'],
    ['ollama:gemma4:e4b', 'bad: gemma4:e4b of the config answers questions'],
  ])('whether the embedder is there: %s', async (embedder, found) => {
    const { config } = await start({ models: [fakeModels.e4b, fakeModels.embedding] });
    expect(await examined({ ...config, embedder })).toContain(found);
  });

  test('where no server runs, which one was looked for, and nothing about ports that nobody named', async () => {
    const config = loadConfig({ flags: { data, ollamaUrl: 'http://127.0.0.1:9', modelPorts: '9' }, environment: {} });
    const text = await examined(config);
    expect(text).toContain('doubtful: No model at http://127.0.0.1:9 (ollama).');
    expect(text).not.toContain('openai:9');
  });

  test('what an earlier trial has measured', async () => {
    const { config } = await start({ flavour: 'vllm' });
    await tried(config);
    expect(await examined(config)).toMatch(/gemma4:26b reads [\d,]+ tokens a second.*, as tried on \d{4}-/);
  });
});
