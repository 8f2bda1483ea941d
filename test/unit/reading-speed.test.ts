import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../core/config.ts';
import type { GenerateEvent, Generator } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { knownSpeed, learnReadingSpeed } from '../../server/answer/reading/reading-speed.ts';
import { learned, type ReadingSample, type ReadingSpeed, readingMs } from '../../server/answer/reading/reading-time.ts';
import { timedGenerator } from '../../server/answer/reading/timed-generator.ts';

const sample = (freshTokens: number, milliseconds: number, details: Partial<ReadingSample> = {}): ReadingSample => ({
  freshTokens,
  milliseconds,
  heldTokens: 0,
  overheadMs: null,
  isCertain: true,
  ...details,
});

const speedOf = (samples: readonly ReadingSample[]): ReadingSpeed | null =>
  samples.reduce((known: ReadingSpeed | null, one) => learned(known, one), null);

describe('the time to the first word', () => {
  test('is unknown before anything was read, and after a short read only', () => {
    expect(readingMs(null, 1_000, 0)).toBeNull();
    expect(readingMs(speedOf([sample(50, 20)]), 1_000, 0)).toBeNull();
  });

  test('grows with what is new, not with what is held', () => {
    const speed = speedOf([sample(4_000, 8_000)]);
    expect(readingMs(speed, 4_000, 0)).toBe(8_000);
    expect(readingMs(speed, 2_000, 0)).toBe(4_000);
    expect(readingMs(speed, 4_000, 3_000)).toBe(2_000);
  });

  test('of a prompt that is held is that of going back to a checkpoint, until one was timed', () => {
    const speed = speedOf([sample(4_000, 8_000)]);
    expect(readingMs(speed, 4_000, 3_990)).toBe(400);
    expect(readingMs(speed, 100, 90)).toBe(200);
    const timed = learned(speed, sample(10, 30, { heldTokens: 3_990 }));
    expect(readingMs(timed, 4_000, 3_990)).toBe(30);
    expect(readingMs(timed, 4_000, 5_000)).toBe(10);
  });

  test('has a lag that short reads teach', () => {
    const speed = speedOf([sample(4_000, 8_000), sample(100, 500, { heldTokens: 3_900 })]);
    expect(readingMs(speed, 4_000, 3_900)).toBe(500);
    expect(readingMs(speed, 4_000, 0)).toBe(8_300);
  });

  test('has a lag that grows with the prompt, also where all of it is held', () => {
    const read = [sample(4_000, 4_000), sample(100, 150, { heldTokens: 1_000 }), sample(100, 1_100, { heldTokens: 16_000 })];
    expect(readingMs(speedOf(read), 1_024, 1_024)).toBe(50);
    expect(readingMs(speedOf(read), 16_384, 16_384)).toBe(1_000);
    expect(readingMs(speedOf(read), 8_704, 8_704)).toBe(525);
  });

  test('follows the length: a model reads slower the more it has read', () => {
    const speed = speedOf([sample(1_024, 1_024), sample(16_384, 32_768)]);
    expect(readingMs(speed, 1_024, 0)).toBe(1_024);
    expect(readingMs(speed, 16_384, 0)).toBe(32_768);
    expect(readingMs(speed, 8_704, 0)).toBe(8_704 * 1.5);
    expect(readingMs(speed, 65_536, 0)).toBe(131_072);
  });

  test('is not spoilt by one busy moment, and follows a machine that has changed', () => {
    const steady = Array.from({ length: 4 }, () => sample(4_000, 4_000));
    expect(readingMs(speedOf([...steady, sample(4_000, 40_000)]), 4_000, 0)).toBe(4_000);
    expect(readingMs(speedOf([...steady, ...Array.from({ length: 3 }, () => sample(4_000, 8_000))]), 4_000, 0)).toBe(8_000);
  });

  test('is not made to look better by a hit in a cache that nobody counts', () => {
    const doubtful = { isCertain: false };
    expect(readingMs(speedOf([sample(4_000, 8_000), sample(4_000, 40, doubtful)]), 4_000, 0)).toBe(8_000);
    expect(readingMs(speedOf([sample(4_000, 40, doubtful), sample(4_000, 8_000)]), 4_000, 0)).toBe(8_000);
    expect(readingMs(speedOf([sample(32_000, 40, doubtful), sample(4_000, 8_000)]), 32_000, 0)).toBe(64_000);
  });

  test('of a server that takes a second before it reads is right after one answer, cold or held', () => {
    const speed = speedOf([sample(400, 1_600, { overheadMs: 1_000 })]);
    expect(readingMs(speed, 400, 0)).toBe(1_600);
    expect(readingMs(learned(speed, sample(0, 1_010, { heldTokens: 400, overheadMs: 1_000 })), 400, 400)).toBe(1_010);
    expect(readingMs(speed, 4_000, 0)).toBe(7_000);
  });

  test('of a prompt that is held is learned from prompts of which nothing was new', () => {
    const speed = speedOf([sample(4_000, 4_000), sample(0, 1_050, { heldTokens: 4_000 })]);
    expect(readingMs(speed, 4_000, 4_000)).toBe(1_050);
  });

  test('is not spoilt by a first reading that stood still: a later one that is held shows how fast it reads', () => {
    const speed = speedOf([sample(4_000, 80_000), sample(100, 100, { heldTokens: 3_900 })]);
    expect(readingMs(speed, 4_000, 0)).toBe(4_000);
  });

  test('of another length is not spoilt by a single reading that stood still', () => {
    const known = [sample(1_000, 1_000), sample(1_000, 1_000), sample(8_192, 163_840)];
    expect(readingMs(speedOf(known), 8_192, 0)).toBe(8_192);
    expect(readingMs(speedOf([...known, sample(8_192, 163_840)]), 8_192, 0)).toBe(163_840);
  });

  test('learns nothing from a read that took no time, or that held nothing new', () => {
    expect(speedOf([sample(4_000, 0), sample(0, 100), sample(4_000, Number.NaN)])).toBeNull();
  });
});

describe('what was measured', () => {
  let data: string;
  let config: Config;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'carrel-speed-'));
    config = loadConfig({ flags: { data }, environment: {} });
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  const model: ModelDescription = {
    ...{ id: 'gemma4:26b', engine: 'ollama', contextTokens: 32_768, embeds: false, loaded: true },
    ...{ digest: 'aa', sizeBytes: null, parameters: null, memory: null },
  };
  const predicted = (asked: ModelDescription) => readingMs(knownSpeed(config, asked), 4_000, 0);

  test('is known after a restart, for this model and no other', () => {
    learnReadingSpeed(config, model, sample(4_000, 8_000));
    expect(predicted(model)).toBe(8_000);
    expect(predicted({ ...model, contextTokens: 8_192 })).toBe(8_000);
    for (const other of [{ digest: 'bb' }, { id: 'gemma4:12b' }, { engine: 'openai' }])
      expect(predicted({ ...model, ...other })).toBeNull();
    expect(readdirSync(data)).toEqual(['reading-speed.json']);
  });

  test('of two models is kept side by side', () => {
    learnReadingSpeed(config, model, sample(4_000, 8_000));
    learnReadingSpeed(config, { ...model, id: 'gemma4:e4b' }, sample(4_000, 2_000));
    expect([predicted(model), predicted({ ...model, id: 'gemma4:e4b' })]).toEqual([8_000, 2_000]);
  });

  test('is forgotten when its file is damaged, and learned again', () => {
    for (const damage of [
      '{',
      '[]',
      '{"ollama gemma4:26b aa": {"lags": [], "rates": [{"promptTokens": 4096, "samples": [-1], "isCertain": true}]}}',
    ]) {
      writeFileSync(join(data, 'reading-speed.json'), damage);
      expect(predicted(model)).toBeNull();
    }
    learnReadingSpeed(config, model, sample(4_000, 8_000));
    expect(predicted(model)).toBe(8_000);
  });

  test('comes from every prompt that is read to its end, whoever sent it', async () => {
    const usage = { promptTokens: 4_000, cachedTokens: 0, outputTokens: 1, promptMs: null, outputMs: null };
    const prompt = { system: '', prefix: '', history: [], question: '', tokens: 4_000 };
    const request = { question: '', passages: [], outcome: null, prompt, maxOutputTokens: 1 };
    const reading = async (asked: ModelDescription, events: readonly GenerateEvent[]): Promise<void> => {
      const generator: Generator = {
        model: asked,
        generate: () => ReadableStream.from(events),
      };
      await Array.fromAsync(timedGenerator(generator, config).generate(request, new AbortController().signal));
    };
    await reading(model, [{ type: 'text', text: 'Yes' }]);
    expect(knownSpeed(config, model)).toBeNull();
    await reading({ ...model, contextTokens: 0 }, [{ type: 'end', finish: 'stop', usage, options: {} }]);
    expect(knownSpeed(config, model)).toBeNull();
    await reading(model, [{ type: 'end', finish: 'stop', usage, options: {} }]);
    expect(knownSpeed(config, model)?.loads).toEqual([]);
    const loading = (done: number): GenerateEvent => ({ type: 'progress', phase: 'loading', done, total: 1 });
    const begins: GenerateEvent = { type: 'progress', phase: 'reading', done: 0, total: 4_000 };
    await reading(model, [loading(0), loading(1), begins, { type: 'end', finish: 'stop', usage, options: {} }]);
    expect(knownSpeed(config, model)?.loads).toHaveLength(1);
    expect(knownSpeed(config, model)?.rates).toMatchObject([{ promptTokens: 4_096, isCertain: true }]);
  });
});
