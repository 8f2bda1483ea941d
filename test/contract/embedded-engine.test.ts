import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseGenerator, listModels } from '../../server/generate/index.ts';
import { ask, endOf, faultOf, generate, type ModelDesk, openModelDesk, soon, textOf } from './embedded-desk.ts';

let desk: ModelDesk;
beforeEach(() => {
  desk = openModelDesk();
});
afterEach(() => desk.close());

describe('the model of a GGUF file', () => {
  test('is described by the head of its file', async () => {
    const [model] = await desk.start().engine.discover(soon());
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
    const { config } = desk.start('good', {}, { ollamaUrl: 'http://127.0.0.1:9', modelPorts: 'none' });
    expect((await listModels(config, soon())).map(({ id }) => id)).toContain('model.good');
    expect((await chooseGenerator(config, 'model.good', soon())).model.engine).toBe('embedded');
  });

  test('streams its answer, shows loading and reading, and ends with exact counts', async () => {
    const started = desk.start();
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
    const started = desk.start();
    const first = endOf(await generate(started, ask('When does it end?')));
    const second = endOf(await generate(started, ask('Who says so?', { history: [{ question: 'When?', answer: 'In May.' }] })));
    const total = second.usage.promptTokens ?? 0;
    expect((second.usage.cachedTokens ?? 0) / total).toBeGreaterThan(0.95);
    expect(second.usage.cachedTokens).toBeLessThan(first.usage.promptTokens ?? 0);
    expect(started.log().filter((line) => line === 'load')).toHaveLength(1);
  });

  test('refuses a prompt over its window by its own count, with both numbers', async () => {
    const fault = await faultOf(generate(desk.start(), ask('When?', { prefix: 'word '.repeat(8150) })));
    expect(fault.code).toBe('prompt-too-long');
    expect(fault.message).toMatch(/8,2\d\d tokens.*8,192/);
  });

  test('says that the answer was cut at its bound', async () => {
    const events = await generate(desk.start(), { ...ask('When?'), maxOutputTokens: 2 });
    expect(endOf(events)).toMatchObject({ finish: 'length', usage: { outputTokens: 2 } });
  });

  test('ends at a mark of its template, which is not shown', async () => {
    expect(textOf(await generate(desk.start('stop-mark'), ask('When?'))).trim()).toBe('The lease ends in May [1].');
  });

  test('counts tokens by itself', async () => {
    expect(await desk.start().engine.countTokens(['one two three', ''], soon())).toEqual([3, 0]);
  });

  test('is unloaded when nobody has asked for long', async () => {
    const { engine } = desk.start('good', { idleMs: 1 });
    await engine.countTokens(['one'], soon());
    for (let isLoaded = true; isLoaded; isLoaded = (await engine.discover(soon()))[0]?.loaded === true) await new Promise(setImmediate);
    expect(await engine.countTokens(['one'], soon())).toEqual([1]);
  });
});

describe('stopping', () => {
  test.each(['hang-while-reading', 'hang-mid-answer'])('is obeyed at once by a program that hears nothing: %s', async (fault) => {
    const asker = new AbortController();
    const { engine } = desk.start(fault);
    const [model] = await engine.discover(soon());
    if (model === undefined) throw new Error('nothing discovered');
    const until = fault === 'hang-while-reading' ? 'progress' : 'text';
    const seen = async () => {
      for await (const event of engine.open(model).generate(ask('When?'), asker.signal)) {
        if (event.type === until && !('phase' in event && event.phase === 'loading')) asker.abort();
      }
    };
    expect((await faultOf(seen())).code).toBe('cancelled');
  });

  test('keeps what was read until then', async () => {
    const started = desk.start('slow');
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
    const started = desk.start();
    expect((await faultOf(generate(started, ask('When?'), AbortSignal.abort()))).code).toBe('cancelled');
    expect(readdirSync(desk.data)).toEqual(['model.good.gguf']);
  });
});
