import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import type { AppError, ErrorCode } from '../../core/errors.ts';
import type { GenerateEvent, GenerateRequest, Prompt } from '../../core/ports.ts';
import { forgetStatesForGood, stateFolder } from '../../core/saved-states.ts';
import { type EmbeddedEngine, type EmbeddedSettings, embeddedEngine, embeddedFault } from '../../server/generate/embedded/engine.ts';
import { chooseGenerator, listModels } from '../../server/generate/index.ts';
import type { Patience } from '../../server/generate/patience.ts';
import { ggufBytes, tinyModel } from '../fake-llama/gguf.ts';

const entry = fileURLToPath(new URL('../../server/generate/embedded/child.ts', import.meta.url));
const fakePackage = new URL('../fake-llama/package.ts', import.meta.url).href;
const patience: Patience = { loadMs: 30_000, readMsPerToken: 1, silenceMs: 20_000, pollMs: 5 };
/** For programs that hang, once they are up. */
const impatience: Patience = { ...patience, readMsPerToken: 0, silenceMs: 100 };
const soon = (): AbortSignal => AbortSignal.timeout(30_000);

let data = '';
const opened: EmbeddedEngine[] = [];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-embedded-'));
});
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close().catch(() => undefined);
  rmSync(data, { recursive: true, force: true });
});

interface Started {
  readonly engine: EmbeddedEngine;
  readonly config: Config;
  /** What the program did, one line each. */
  log(): readonly string[];
}

/** `fault` is what the stand-in for the package does wrong; see test/fake-llama/package.ts. */
function start(fault = 'good', settings: Partial<EmbeddedSettings> = {}, flags: Readonly<Record<string, string>> = {}): Started {
  const gguf = join(data, `model.${fault}.gguf`);
  writeFileSync(gguf, ggufBytes(tinyModel));
  const config = loadConfig({ flags: { data, gguf, contextTokens: '8192', ...flags }, environment: {} });
  const engine = embeddedEngine(config, { entry, package: fakePackage, patience, idleMs: 60_000, ...settings });
  opened.push(engine);
  return { engine, config, log: () => readFileSync(`${gguf}.log`, 'utf8').trim().split('\n') };
}

const corpus = Array.from({ length: 300 }, (_, line) => `Line ${line}: the lease ends in May.`).join('\n');

function ask(question: string, prompt: Partial<Prompt> = {}, folder?: string): GenerateRequest {
  const whole = { system: 'Answer from the documents.', prefix: corpus, history: [], question, tokens: 0, ...prompt };
  return { question, passages: [], outcome: null, prompt: whole, maxOutputTokens: 50, stateFolder: folder };
}

async function generate({ engine }: Started, request: GenerateRequest, signal: AbortSignal = soon()): Promise<readonly GenerateEvent[]> {
  const [model] = await engine.discover(soon());
  if (model === undefined) throw new Error('nothing discovered');
  return Array.fromAsync(engine.open(model).generate(request, signal));
}

const textOf = (events: readonly GenerateEvent[]): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('');

function endOf(events: readonly GenerateEvent[]): Extract<GenerateEvent, { type: 'end' }> {
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('no end');
  return end;
}

async function faultOf(outcome: Promise<unknown>): Promise<AppError> {
  return outcome.then(
    () => {
      throw new Error('it answered');
    },
    (fault: AppError) => fault,
  );
}

describe('the model of a GGUF file', () => {
  test('is described by the head of its file', async () => {
    const [model] = await start().engine.discover(soon());
    expect(model).toMatchObject({
      id: 'model.good',
      engine: 'embedded',
      contextTokens: 8192,
      embeds: false,
      loaded: false,
      parameters: '1M',
    });
    expect(model?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is among the models that can be asked, and is opened by its name', async () => {
    const { config } = start('good', {}, { ollamaUrl: 'http://127.0.0.1:9', modelPorts: 'none' });
    expect((await listModels(config, soon())).map(({ id }) => id)).toContain('model.good');
    expect((await chooseGenerator(config, 'model.good', soon())).model.engine).toBe('embedded');
  });

  test('streams its answer, shows loading and reading, and ends with exact counts', async () => {
    const started = start();
    const events = await generate(started, ask('When?'));
    expect(textOf(events).trim()).toBe('The lease ends in May [1].');
    expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(1);
    const { finish, usage, options } = endOf(events);
    const reading = events.filter((event) => event.type === 'progress' && event.phase === 'reading');
    expect(finish).toBe('stop');
    expect(usage).toMatchObject({ cachedTokens: 0, outputTokens: 6 });
    expect(reading.length).toBeGreaterThan(4);
    expect(reading.at(-1)).toMatchObject({ done: (usage.promptTokens ?? 0) - 1, total: usage.promptTokens });
    expect(events[0]).toMatchObject({ type: 'progress', phase: 'loading' });
    expect(options).toMatchObject({ temperature: 0, restored: false });
    expect((await started.engine.discover(soon()))[0]?.loaded).toBe(true);
  });

  test('reads the documents once for two questions, also after an answer and with a history', async () => {
    const started = start();
    const first = endOf(await generate(started, ask('When does it end?')));
    const second = endOf(await generate(started, ask('Who says so?', { history: [{ question: 'When?', answer: 'In May.' }] })));
    const total = second.usage.promptTokens ?? 0;
    expect((second.usage.cachedTokens ?? 0) / total).toBeGreaterThan(0.95);
    expect(second.usage.cachedTokens).toBeLessThan(first.usage.promptTokens ?? 0);
    expect(started.log().filter((line) => line === 'load')).toHaveLength(1);
  });

  test('refuses a prompt over its window by its own count, with both numbers', async () => {
    const fault = await faultOf(generate(start(), ask('When?', { prefix: 'word '.repeat(8150) })));
    expect(fault.code).toBe('prompt-too-long');
    expect(fault.message).toMatch(/8,2\d\d tokens.*8,192/);
  });

  test('says that the answer was cut at its bound', async () => {
    const events = await generate(start(), { ...ask('When?'), maxOutputTokens: 2 });
    expect(endOf(events)).toMatchObject({ finish: 'length', usage: { outputTokens: 2 } });
  });

  test('ends at a mark of its template, which is not shown', async () => {
    expect(textOf(await generate(start('stop-mark'), ask('When?'))).trim()).toBe('The lease ends in May [1].');
  });

  test('counts tokens by itself', async () => {
    expect(await start().engine.countTokens(['one two three', ''], soon())).toEqual([3, 0]);
  });

  test('is unloaded when nobody has asked for long', async () => {
    const { engine } = start('good', { idleMs: 1 });
    await engine.countTokens(['one'], soon());
    for (let isLoaded = true; isLoaded; isLoaded = (await engine.discover(soon()))[0]?.loaded === true) await new Promise(setImmediate);
    expect(await engine.countTokens(['one'], soon())).toEqual([1]);
  });
});

describe('stopping', () => {
  test.each(['hang-while-reading', 'hang-mid-answer'])('is obeyed at once by a program that hears nothing: %s', async (fault) => {
    const asker = new AbortController();
    const [model] = await start(fault).engine.discover(soon());
    const engine = opened.at(-1);
    if (model === undefined || engine === undefined) throw new Error('nothing discovered');
    const until = fault === 'hang-while-reading' ? 'progress' : 'text';
    const seen = async () => {
      for await (const event of engine.open(model).generate(ask('When?'), asker.signal)) {
        if (event.type === until && !('phase' in event && event.phase === 'loading')) asker.abort();
      }
    };
    expect((await faultOf(seen())).code).toBe('cancelled');
  });

  test('keeps what was read until then', async () => {
    const started = start('slow');
    const asker = new AbortController();
    const [model] = await started.engine.discover(soon());
    if (model === undefined) throw new Error('nothing discovered');
    for await (const event of started.engine.open(model).generate(ask('When?'), asker.signal)) {
      if (event.type === 'progress' && event.phase === 'reading' && event.done > 0) break;
    }
    const { usage } = endOf(await generate(started, ask('When?')));
    expect(usage.cachedTokens).toBeGreaterThanOrEqual(512);
    expect(usage.cachedTokens).toBeLessThan(usage.promptTokens ?? 0);
  });

  test('before the start starts nothing', async () => {
    const started = start();
    expect((await faultOf(generate(started, ask('When?'), AbortSignal.abort()))).code).toBe('cancelled');
    expect(readdirSync(data)).toEqual(['model.good.gguf']);
  });
});

describe('faults', () => {
  const outcomes: Readonly<Record<string, ErrorCode>> = {
    'crash-while-reading': 'model-failed',
    'crash-mid-answer': 'model-failed',
    'killed-mid-answer': 'model-out-of-memory',
    'throw-mid-answer': 'model-failed',
    'garbage-mid-answer': 'model-stream-broken',
    'hang-while-reading': 'model-timeout',
    'hang-mid-answer': 'model-timeout',
    'no-model': 'model-failed',
    'no-memory': 'model-out-of-memory',
  };

  test.each(Object.entries(outcomes))('%s comes to %s, and the next question finds a program again', async (name, code) => {
    const started = start(name, { patience: name.startsWith('hang') ? impatience : patience });
    const fault = await faultOf(generate(started, ask('When?')));
    expect(fault).toMatchObject({ code });
    expect(`${fault.message} ${fault.hint}`).not.toMatch(/secret|\/tmp|allocate buffer/);
    expect((await faultOf(generate(started, ask('When?')))).code).toBe(code);
    const loads = started.log().filter((line) => line === 'load').length;
    expect(loads).toBe(name === 'throw-mid-answer' ? 1 : 2);
  });

  test('without the package it is said how to get it', async () => {
    const { engine, config } = start('good', { package: 'node-llama-cpp-that-is-not-there' });
    const [model] = await engine.discover(soon());
    if (model === undefined) throw new Error('nothing discovered');
    const fault = await faultOf(Array.fromAsync(engine.open(model).generate(ask('When?'), soon())));
    expect(fault).toMatchObject({ code: 'config-invalid', hint: expect.stringContaining('npm i node-llama-cpp') });
    expect(fault.message).toContain('model.good');
    // The examination of the doctor looks for the real package, which is no dependency of ours.
    expect(await embeddedFault(config)).toMatchObject({ code: 'config-invalid', hint: expect.stringContaining('npm i node-llama-cpp') });
  });

  test('a file that is missing or no model is named', async () => {
    const { engine, config } = start();
    writeFileSync(config.gguf, 'no model');
    await expect(engine.discover(soon())).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('is no GGUF model'),
    });
    writeFileSync(config.gguf, ggufBytes(tinyModel).subarray(0, 100));
    await expect(engine.discover(soon())).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('ends in its head'),
    });
    rmSync(config.gguf);
    await expect(engine.discover(soon())).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('cannot be read'),
    });
    expect((await listModels(config, soon())).map(({ id }) => id)).toContain('extractive');
  });

  test('nothing is wrong where no file is configured', async () => {
    expect(await embeddedFault(loadConfig({ flags: { data }, environment: {} }))).toBeNull();
  });
});

describe('what was read of a collection', () => {
  /** Asks once and ends the program, as a restart does. */
  async function readOnce(started: Started): Promise<string> {
    const folder = stateFolder(started.config, 'office') ?? '';
    await generate(started, ask('When?', {}, folder));
    await started.engine.close();
    return folder;
  }
  const statesIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.state'));

  test('is there again after a restart, and the answer is the same', async () => {
    const started = start();
    const folder = await readOnce(started);
    const events = await generate(started, ask('Who?', {}, folder));
    const { usage, options } = endOf(events);
    expect(options.restored).toBe(true);
    expect((usage.cachedTokens ?? 0) / (usage.promptTokens ?? 1)).toBeGreaterThan(0.95);
    expect(textOf(events).trim()).toBe('The lease ends in May [1].');
    // Without a checkpoint there, a model with a sliding window would read all of it again for the next question.
    expect(started.log()).toContain(`checkpoint at ${usage.cachedTokens}`);
  });

  test('is gone on from at once, so that a cold answer comes from the same numbers as a restored one', async () => {
    const started = start();
    await readOnce(started);
    const [read, rest] = [started.log().indexOf('restore'), started.log().findLastIndex((line) => line.startsWith('read'))];
    expect(read).toBeGreaterThan(started.log().findIndex((line) => line.startsWith('saved')));
    expect(read).toBeLessThan(rest);
  });

  test('is not used for other documents', async () => {
    const started = start();
    const folder = await readOnce(started);
    const { usage } = endOf(await generate(started, ask('Who?', { prefix: `${corpus}\nOne more line.` }, folder)));
    expect(usage.cachedTokens).toBe(0);
    expect(statesIn(folder)).toHaveLength(2);
  });

  test.each([
    ['one turned byte', (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('lease', 'leasE'))],
    ['a missing end', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 100))],
    ['no note', (path: string) => rmSync(path.replace(/\.state$/, '.json'))],
    ['an unreadable note', (path: string) => writeFileSync(path.replace(/\.state$/, '.json'), '{')],
    [
      'the note of another model',
      (path: string) => {
        const note = path.replace(/\.state$/, '.json');
        writeFileSync(note, readFileSync(note, 'utf8').replace(/"modelDigest":"..../, '"modelDigest":"beef'));
      },
    ],
  ])('is never taken in with %s, and is written anew', async (_, damage) => {
    const started = start();
    const folder = await readOnce(started);
    damage(join(folder, statesIn(folder)[0] ?? ''));
    const events = await generate(started, ask('Who?', {}, folder));
    expect(endOf(events)).toMatchObject({ usage: { cachedTokens: 0 }, options: { restored: false } });
    // Only what each of the two questions has just written itself.
    expect(started.log().filter((line) => line === 'restore')).toHaveLength(2);
    expect(statesIn(folder)).toHaveLength(1);
  });

  test.each(['crash-while-restoring', 'refuse-while-restoring'])(
    'that takes the program down is removed, and the question answered: %s',
    async (fault) => {
      const started = start(fault);
      const folder = await readOnce(started);
      const events = await generate(started, ask('Who?', {}, folder));
      expect(textOf(events).trim()).toBe('The lease ends in May [1].');
      // Once for each of the two questions: what was tried and failed is not tried again.
      expect(started.log().filter((line) => line === 'restore')).toHaveLength(2);
      expect(endOf(events).usage.cachedTokens).toBe(0);
      expect(statesIn(folder)).toEqual([]);
    },
  );

  test('is gone when its collection has changed, and a late state finds no place', async () => {
    const started = start();
    const folder = await readOnce(started);
    forgetStatesForGood(data, 'office');
    const { usage } = endOf(await generate(started, ask('Who?', {}, folder)));
    expect(usage.cachedTokens).toBe(0);
    expect(readdirSync(join(data, 'states', 'kept'))).toEqual([]);
  });

  test('is not kept where nobody asks for it, and the oldest goes when room is short', async () => {
    const started = start();
    await generate(started, ask('When?'));
    expect(readdirSync(data)).not.toContain('states');
    await started.engine.close();
    const folder = await readOnce(started);
    const sizeBytes = statSync(join(folder, statesIn(folder)[0] ?? '')).size;
    const tight = start('good', {}, { stateBytes: String(Math.round(sizeBytes * 1.5)) });
    await generate(tight, ask('When?', { prefix: corpus.replace('Line 0', 'Row 0') }, folder));
    expect(statesIn(folder)).toHaveLength(1);
    const none = start('good', {}, { stateBytes: '10' });
    mkdirSync(join(data, 'states', 'kept', 'other', 'now'), { recursive: true });
    await generate(none, ask('When?', {}, join(data, 'states', 'kept', 'other', 'now')));
    expect(readdirSync(join(data, 'states', 'kept', 'other', 'now'))).toEqual([]);
  });
});
