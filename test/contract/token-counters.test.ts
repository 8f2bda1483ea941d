import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { Engine, TokenCounter } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import { embeddedEngine } from '../../server/generate/embedded/engine.ts';
import { ollamaEngine } from '../../server/generate/ollama.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { usualPatience } from '../../server/generate/patience.ts';
import { ggufBytes, tinyModel } from '../fake-llama/gguf.ts';
import { byteLevel, described } from '../fake-model-server/byte-level.ts';
import { type FakeModelServer, type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { type FakeModel, fakeModels } from '../fake-model-server/model.ts';

const soon = (): AbortSignal => AbortSignal.timeout(30_000);
const samples = ['The lease of the house ends in May.', 'SELECT price FROM lease WHERE house = 1234;'];

let data = '';
const opened: FakeModelServer[] = [];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-counters-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
  rmSync(data, { recursive: true, force: true });
});

async function start(flavour: Flavour, model: FakeModel): Promise<{ readonly server: FakeModelServer; readonly engine: Engine }> {
  const server = await startFakeModelServer({ flavour, models: [model] });
  opened.push(server);
  const isOllama = flavour.startsWith('ollama');
  const config = loadConfig({ flags: { data, ...(isOllama ? { ollamaUrl: server.url } : { openaiUrl: server.url }) }, environment: {} });
  return { server, engine: isOllama ? ollamaEngine(config) : openaiEngine(config) };
}

/** Undefined where Gemma's own count is used. */
async function counterOf(engine: Engine): Promise<TokenCounter | undefined> {
  const [model] = await engine.discover(soon());
  if (model === undefined) throw new Error('nothing discovered');
  return engine.open(model).tokenCounter?.(async () => samples, soon());
}

describe('tokens of a model that is not Gemma', () => {
  test.each(['ollama', 'ollama-0.24'] as const)('are counted with the vocabulary that %s tells, asked for once', async (flavour) => {
    const { server, engine } = await start(flavour, { ...fakeModels.qwen, name: `qwen3:${flavour}` });
    const [first, second] = [await counterOf(engine), await counterOf(engine)];
    expect(first).toMatchObject({ countedBy: 'vocabulary', margin: 0 });
    expect(first?.count('the')).toBe(2);
    // The same function, so that what it has counted is found again.
    expect(second?.count).toBe(first?.count);
    expect(server.requests.filter(({ body }) => body.verbose === true)).toHaveLength(1);
  });

  test.each(['llama-server', 'vllm'] as const)('are compared with those that %s counts, and taken no lower', async (flavour) => {
    const { server, engine } = await start(flavour, fakeModels.qwen);
    const counter = await counterOf(engine);
    expect(counter).toMatchObject({ countedBy: 'server' });
    for (const text of samples) expect(counter?.count(text)).toBeGreaterThanOrEqual(countTokens(text));
    expect(server.requests.filter(({ path }) => path === '/tokenize')).toHaveLength(samples.length);
  });

  test('are estimated where a server that should count answers something else', async () => {
    const { server, engine } = await start('llama-server', fakeModels.qwen);
    const [model] = await engine.discover(soon());
    if (model === undefined) throw new Error('nothing discovered');
    server.setFault('wrong-shape');
    expect(await engine.open(model).tokenCounter?.(async () => samples, soon())).toMatchObject({ countedBy: 'estimate' });
  });

  test('are estimated where LM Studio tells nothing, with the margin named', async () => {
    const { engine } = await start('lm-studio', fakeModels.qwen);
    const counter = await counterOf(engine);
    expect(counter).toMatchObject({ countedBy: 'estimate', margin: 0.25 });
  });

  test('are counted with the vocabulary in the head of a GGUF file, without loading the model', async () => {
    const gguf = join(data, 'qwen.gguf');
    writeFileSync(gguf, ggufBytes({ ...tinyModel, ...described(byteLevel(['h e'])) } as Parameters<typeof ggufBytes>[0]));
    const config = loadConfig({ flags: { data, gguf }, environment: {} });
    const engine = embeddedEngine(config, { entry: 'not started', package: 'none', patience: usualPatience, idleMs: 1 });
    const counter = await counterOf(engine);
    expect(counter).toMatchObject({ countedBy: 'vocabulary' });
    expect(counter?.count('the')).toBe(2);
  });
});

test.each(['ollama', 'llama-server', 'lm-studio', 'vllm'] as const)(
  'Gemma on %s is counted exactly, and nobody is asked',
  async (flavour) => {
    const { engine } = await start(flavour, fakeModels.e4b);
    expect(await counterOf(engine)).toBeUndefined();
  },
);
