/** What Carrel believes of a cache, against servers that reuse nothing, or forget what is long. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { GenerateRequest, Generator } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import { warmth } from '../../server/generate/line/held.ts';
import { inLine } from '../../server/generate/line/in-line.ts';
import { ollamaEngine } from '../../server/generate/ollama.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { usualPatience } from '../../server/generate/patience.ts';
import type { Fault } from '../fake-model-server/faults.ts';
import { type FakeModelServer, type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';

const data = mkdtempSync(join(tmpdir(), 'carrel-cache-belief-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const opened: FakeModelServer[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const soon = (): AbortSignal => AbortSignal.timeout(30_000);
let models = 0;

async function start(flavour: Flavour, fault: Fault | null): Promise<{ readonly server: FakeModelServer; readonly generator: Generator }> {
  const model = { ...fakeModels.twentySix, name: `gemma4:26b-belief-${++models}` };
  const server = await startFakeModelServer({ flavour, fault, models: [model], windowTokens: 65_536 });
  opened.push(server);
  const config = loadConfig({
    flags: { data, contextTokens: '65536', ollamaUrl: server.url, openaiUrl: server.url },
    environment: {},
  });
  const engine = flavour === 'ollama' ? ollamaEngine(config, { patience: usualPatience, memoryBytes: null }) : openaiEngine(config);
  const [found] = await engine.discover(soon());
  if (found === undefined) throw new Error('nothing discovered');
  return { server, generator: inLine(server.url, engine.open(found)) };
}

const corpus = (about: string, lines: number): string =>
  Array.from({ length: lines }, (_, line) => `Line ${line}: the lease of ${about} ${line * 7} ends in May.\n`).join('');

/** What the answer says was held of it, and what is believed to be held afterwards, as shares of the documents. */
async function ask(generator: Generator, prefix: string, question: string) {
  const tokens = countTokens(prefix);
  const prompt = { system: 'Answer.', prefix, history: [], question, tokens: tokens + 40 };
  const request: GenerateRequest = { question, passages: [], outcome: null, prompt, maxOutputTokens: 50 };
  const end = (await Array.fromAsync(generator.generate(request, soon()))).at(-1);
  if (end?.type !== 'end') throw new Error('no end');
  const { cachedTokens } = end.usage;
  return { held: cachedTokens === null ? null : cachedTokens / tokens, believed: warmth(generator.model, prefix) / tokens };
}

const short = corpus('house', 100);
const long = corpus('ship', 1_500);

test.each(['ollama', 'llama-server'] as const)('%s that reuses what it has read is believed to be warm', async (flavour) => {
  const { generator } = await start(flavour, null);
  await ask(generator, short, 'When?');
  const second = await ask(generator, short, 'Who?');
  expect(second.held).toBeGreaterThan(0.95);
  expect(second.believed).toBeGreaterThan(0.95);
});

test.each(['ollama', 'llama-server'] as const)('%s that reuses nothing is believed to be cold, and its answers say so', async (flavour) => {
  const { generator } = await start(flavour, 'no-reuse');
  await ask(generator, short, 'When?');
  expect((await ask(generator, short, 'Who?')).held).toBe(0);
  expect(await ask(generator, short, 'Why?')).toEqual({ held: 0, believed: 0 });
});

test.each(['ollama', 'llama-server'] as const)('%s that forgets what is long is believed to hold only what is short', async (flavour) => {
  const { generator } = await start(flavour, 'reuse-collapse');
  await ask(generator, long, 'When?');
  await ask(generator, long, 'Who?');
  expect(await ask(generator, long, 'Why?')).toEqual({ held: 0, believed: 0 });
  await ask(generator, short, 'When?');
  const { held, believed } = await ask(generator, short, 'Who?');
  expect(held).toBeGreaterThan(0.95);
  expect(believed).toBeGreaterThan(0.95);
});

test('a server that comes back is believed to be cold as soon as a question has failed', async () => {
  const { server, generator } = await start('llama-server', null);
  await ask(generator, short, 'When?');
  expect(warmth(generator.model, short)).toBeGreaterThan(0);
  server.setFault('crashed');
  await expect(ask(generator, short, 'Who?')).rejects.toMatchObject({ code: 'model-failed' });
  expect(warmth(generator.model, short)).toBe(0);
});

test('a model that was loaded again is believed to be cold until it has read', async () => {
  const { server, generator } = await start('ollama', null);
  await ask(generator, short, 'When?');
  const port = Number(new URL(server.url).port);
  await server.close();
  opened.push(
    await startFakeModelServer({
      flavour: 'ollama',
      port,
      fault: 'hang-mid-stream',
      models: [{ ...fakeModels.twentySix, name: generator.model.id }],
    }),
  );
  for await (const event of generator.generate(
    {
      question: 'x',
      passages: [],
      outcome: null,
      maxOutputTokens: 5,
      prompt: { system: '', prefix: 'other', history: [], question: 'x', tokens: 50 },
    },
    soon(),
  )) {
    if (event.type === 'text') break;
  }
  expect(warmth(generator.model, short)).toBe(0);
});
