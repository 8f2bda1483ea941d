/** What a llama-server has read of a collection, over its restart: read ahead, kept, taken back; refused, damaged, of no use. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { Engine, GenerateEvent, GenerateRequest, GenerateUsage, Generator } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import { inLine } from '../../server/generate/line/in-line.ts';
import { complain, mayKeepStates, withdraw } from '../../server/generate/llama-slots/complaints.ts';
import { emptyStaleFiles } from '../../server/generate/llama-slots/stale.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import type { Fault } from '../fake-model-server/faults.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import type { SlotFiles } from '../fake-model-server/slot-files.ts';

const opened: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  vi.restoreAllMocks();
});

let worlds = 0;

/** A collection's folder for states and a server that can be started again; `run` starts the next one. */
function world(slotFiles: SlotFiles | null = new Map()) {
  const data = mkdtempSync(join(tmpdir(), 'carrel-slots-'));
  opened.push({ close: () => rmSync(data, { recursive: true, force: true }) });
  const stateFolder = join(data, 'states', 'kept', 'office', 'one');
  mkdirSync(stateFolder, { recursive: true });
  // A model of its own for each: what is believed of a model outlives its server.
  const model = { ...fakeModels.twentySix, name: `gemma4:26b-slots-${++worlds}` };
  return { data, slotFiles, stateFolder, model };
}

type World = ReturnType<typeof world>;

interface Run {
  readonly server: FakeModelServer;
  readonly engine: Engine;
  readonly generator: Generator;
}

async function run({ slotFiles, model }: World, options: { readonly fault?: Fault; readonly windowTokens?: number } = {}): Promise<Run> {
  const folder = slotFiles === null ? {} : { slotFiles };
  const server = await startFakeModelServer({ flavour: 'llama-server', models: [model], ...folder, ...options });
  opened.push(server);
  const engine = openaiEngine(loadConfig({ flags: { data: 'unused', openaiUrl: server.url }, environment: {} }));
  const [found] = await engine.discover(AbortSignal.timeout(10_000));
  if (found === undefined) throw new Error('nothing discovered');
  return {
    server,
    engine,
    generator: inLine(`${server.url} ${found.id}`, engine.open(found), { mostWaiting: 16, longestWaitMs: 60_000, quietMs: 0 }),
  };
}

/** The server is started again, and nobody tells Carrel. */
async function restarted(before: World, first: Run, options: Parameters<typeof run>[1] = {}): Promise<Run> {
  await first.server.close();
  return run(before, options);
}

const corpus = Array.from({ length: 100 }, (_, line) => `Line ${line}: the lease of house ${line * 7} ends in May.\n`)
  .join('')
  .trim();

function request({ stateFolder }: World, more: Partial<GenerateRequest> = {}): GenerateRequest {
  const prompt = { system: 'Answer.', prefix: corpus, history: [], question: 'When?', tokens: countTokens(corpus) + 40 };
  return { question: 'When?', passages: [], outcome: null, prompt, maxOutputTokens: 50, stateFolder, ...more };
}

async function usageOf({ generator }: Run, asked: GenerateRequest): Promise<GenerateUsage> {
  const events: readonly GenerateEvent[] = await Array.fromAsync(generator.generate(asked, AbortSignal.timeout(10_000)));
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('no end');
  return end.usage;
}

const cachedShare = async (one: Run, asked: GenerateRequest): Promise<number> => {
  const { cachedTokens, promptTokens } = await usageOf(one, asked);
  return (cachedTokens ?? 0) / (promptTokens ?? 1);
};

const calls = ({ server }: Run, path: string): number => server.requests.filter((seen) => seen.path === path).length;

describe('a llama-server with a folder for states', () => {
  test('takes the documents back after its restart instead of reading them', async () => {
    const one = world();
    const first = await run(one);
    await usageOf(first, request(one, { readsAhead: true }));
    expect(one.slotFiles?.size).toBe(1);
    const second = await restarted(one, first);
    const share = await cachedShare(second, request(one));
    console.info(`after a restart of llama-server: ${(100 * share).toFixed(1)} % of the prompt taken back`);
    expect(share).toBeGreaterThan(0.95);
  });

  test('has its states counted in the plan before they are taken back', async () => {
    const one = world();
    const first = await run(one);
    const { prompt } = request(one);
    const kept = (asked: Run) => asked.generator.restorableTokens?.(prompt, one.stateFolder, AbortSignal.timeout(10_000));
    expect(await kept(first)).toBe(0);
    await usageOf(first, request(one, { readsAhead: true }));
    const second = await restarted(one, first);
    expect((await kept(second)) ?? 0).toBeGreaterThan(0.95 * countTokens(corpus));
    expect(await second.generator.restorableTokens?.({ ...prompt, prefix: 'other' }, one.stateFolder, AbortSignal.timeout(10_000))).toBe(0);
  });

  test('is recognised as one that keeps, and one without is not', async () => {
    const keeping = await run(world());
    await keeping.engine.report(AbortSignal.timeout(10_000));
    expect(keeping.engine.capabilities.savesState).toBe(true);
    const forgetful = await run(world(null));
    await forgetful.engine.report(AbortSignal.timeout(10_000));
    expect(forgetful.engine.capabilities.savesState).toBe(false);
  });

  test('is asked to take back nothing while it still holds the documents', async () => {
    const one = world();
    const first = await run(one);
    await usageOf(first, request(one, { readsAhead: true }));
    expect(await cachedShare(first, request(one))).toBeGreaterThan(0.95);
    expect(first.server.requests.filter(({ path }) => path === '/slots/0').length).toBe(1);
  });

  test('reads and keeps once: reading ahead again costs nothing', async () => {
    const one = world();
    const first = await run(one);
    await usageOf(first, request(one, { readsAhead: true }));
    await usageOf(first, request(one, { readsAhead: true }));
    expect(calls(first, '/slots/0')).toBe(1);
  });

  test.each(['slot-corrupt', 'slot-foreign'] as const)(
    'that cannot take it back reads again and keeps nothing wrong: %s',
    async (fault) => {
      const one = world();
      const first = await run(one);
      await usageOf(first, request(one, { readsAhead: true }));
      const second = await restarted(one, first, { fault });
      expect(await cachedShare(second, request(one))).toBeLessThan(0.05);
      expect(readdirSync(one.stateFolder)).toEqual([]);
    },
  );

  test('that reads everything again all the same is found out, and told once with the remedy', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const one = world();
    const first = await run(one);
    await usageOf(first, request(one, { readsAhead: true }));
    const second = await restarted(one, first, { fault: 'slot-useless' });
    expect(await cachedShare(second, request(one))).toBeLessThan(0.05);
    const { knownFaults } = await second.engine.report(AbortSignal.timeout(10_000));
    expect(knownFaults.map(({ remedy }) => remedy).join()).toContain('--swa-full');
    expect(said.mock.calls.flat().filter((text) => String(text).includes('--swa-full')).length).toBe(1);
    const before = calls(second, '/slots/0');
    await usageOf(second, request(one));
    expect(calls(second, '/slots/0')).toBe(before);
  });

  test.each(['another window', 'other weights under the same name'])('is not given the state of %s', async (what) => {
    const one = world();
    const first = await run(one);
    await usageOf(first, request(one, { readsAhead: true }));
    await first.server.close();
    const weights = { ...one, model: { ...one.model, sizeBytes: one.model.sizeBytes + 1 } };
    const second = what === 'another window' ? await run(one, { windowTokens: 16_384 }) : await restarted(weights, first);
    expect(await cachedShare(second, request(one))).toBeLessThan(0.05);
    expect(calls(second, '/slots/0')).toBe(0);
  });

  test('is given nothing once the collection has changed', async () => {
    const one = world();
    const first = await run(one);
    await usageOf(first, request(one, { readsAhead: true }));
    rmSync(one.stateFolder, { recursive: true });
    const second = await restarted(one, first);
    await usageOf(second, request(one));
    expect(calls(second, '/slots/0')).toBe(0);
  });

  test('whose template changes the documents reads them as a question sends them', async () => {
    const one = world();
    const first = await run(one);
    const asked = request(one);
    // The stand-in trims like the template of Gemma: blanks at the beginning are not to be found again.
    const prompt = { ...asked.prompt, prefix: ' \n', tokens: 40 };
    await usageOf(first, { ...asked, prompt, readsAhead: true });
    expect(calls(first, '/completion')).toBe(0);
    expect(calls(first, '/v1/chat/completions')).toBe(1);
  });

  test('keeps one file for a collection: the next state takes the place of the last', async () => {
    const one = world();
    const first = await run(one);
    const other = request(one);
    await usageOf(first, request(one, { readsAhead: true }));
    await usageOf(first, { ...other, readsAhead: true, prompt: { ...other.prompt, prefix: corpus.slice(0, 2_000), tokens: 700 } });
    expect(one.slotFiles?.size).toBe(1);
    expect(readdirSync(one.stateFolder).length).toBe(1);
  });
});

describe('a file of documents that have changed or gone', () => {
  test('is emptied, and no other', async () => {
    const one = world();
    const other = { ...one, stateFolder: join(one.data, 'states', 'kept', 'letters', 'one') };
    mkdirSync(other.stateFolder, { recursive: true });
    const first = await run(one);
    await usageOf(first, request(one, { readsAhead: true }));
    await usageOf(first, request(other, { readsAhead: true }));
    const sizes = () => [...(one.slotFiles?.values() ?? [])].map((tokens) => tokens.length > 0);
    await emptyStaleFiles(one.data, AbortSignal.timeout(10_000));
    expect(sizes()).toEqual([true, true]);
    rmSync(one.stateFolder, { recursive: true });
    await emptyStaleFiles(one.data, AbortSignal.timeout(10_000));
    expect(sizes()).toEqual([false, true]);
    expect(readdirSync(join(one.data, 'states', 'slots')).length).toBe(1);
    // Emptying took the slot with it: that is known, and what is kept is taken back.
    expect(await cachedShare(first, request(other))).toBeGreaterThan(0.95);
  });

  test('is emptied when its server answers again', async () => {
    const one = world();
    const first = await run(one);
    await usageOf(first, request(one, { readsAhead: true }));
    rmSync(one.stateFolder, { recursive: true });
    const port = Number(new URL(first.server.url).port);
    await first.server.close();
    await emptyStaleFiles(one.data, AbortSignal.timeout(10_000));
    expect([...(one.slotFiles?.values() ?? [])].every((tokens) => tokens.length > 0)).toBe(true);
    opened.push(await startFakeModelServer({ flavour: 'llama-server', models: [one.model], slotFiles: one.slotFiles ?? new Map(), port }));
    await emptyStaleFiles(one.data, AbortSignal.timeout(10_000));
    expect([...(one.slotFiles?.values() ?? [])].every((tokens) => tokens.length === 0)).toBe(true);
  });
});

test('a server that kept nothing is asked again after an hour, for it may have been started otherwise', () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const url = 'http://127.0.0.1:1';
  expect(mayKeepStates(url)).toBe(true);
  complain(url, 'refused');
  expect(mayKeepStates(url)).toBe(false);
  expect(mayKeepStates(url, Date.now() + 3_700_000)).toBe(true);
  withdraw(url, 'useless');
  expect(mayKeepStates(url)).toBe(false);
  withdraw(url, 'refused');
  expect(mayKeepStates(url)).toBe(true);
});

describe('a llama-server without a folder for states', () => {
  test('is told of once, answers all the same, and is not asked again', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const one = world(null);
    const first = await run(one);
    await usageOf(first, request(one, { readsAhead: true }));
    expect(await cachedShare(first, request(one))).toBeGreaterThan(0.95);
    await usageOf(first, request(one, { readsAhead: true }));
    expect(calls(first, '/slots/0')).toBe(1);
    expect(said.mock.calls.flat().filter((text) => String(text).includes('--slot-save-path')).length).toBe(1);
  });
});
