import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { embeddedFault } from '../../server/generate/embedded/engine.ts';
import { listModels } from '../../server/generate/index.ts';
import { ggufBytes, tinyModel } from '../fake-llama/gguf.ts';
import { ask, faultOf, generate, impatience, type ModelDesk, openModelDesk, patience, soon } from './embedded-desk.ts';

let desk: ModelDesk;
beforeEach(() => {
  desk = openModelDesk();
});
afterEach(() => desk.close());

describe('faults of the program that runs a GGUF file', () => {
  const outcomes: Readonly<Record<string, ErrorCode>> = {
    'crash-while-reading': 'model-failed',
    'crash-mid-answer': 'model-failed',
    'killed-mid-answer': 'model-failed',
    'throw-mid-answer': 'model-failed',
    'garbage-mid-answer': 'model-stream-broken',
    'hang-while-reading': 'model-timeout',
    'hang-mid-answer': 'model-timeout',
    'no-model': 'model-failed',
    'no-memory': 'model-out-of-memory',
  };

  test.each(Object.entries(outcomes))('%s comes to %s, and the next question finds a program again', async (name, code) => {
    const started = desk.start(name, { patience: name.startsWith('hang') ? impatience : patience });
    const fault = await faultOf(generate(started, ask('When?')));
    expect(fault).toMatchObject({ code });
    expect(`${fault.message} ${fault.hint}`).not.toMatch(/secret|\/tmp|allocate buffer/);
    expect((await faultOf(generate(started, ask('When?')))).code).toBe(code);
    const loads = started.log().filter((line) => line === 'load').length;
    expect(loads).toBe(name === 'throw-mid-answer' ? 1 : 2);
  });

  test('without the package it is said how to get it', async () => {
    const { engine, config } = desk.start('good', { package: 'node-llama-cpp-that-is-not-there' });
    const [model] = await engine.discover(soon());
    if (model === undefined) throw new Error('nothing discovered');
    const fault = await faultOf(Array.fromAsync(engine.open(model).generate(ask('When?'), soon())));
    expect(fault).toMatchObject({ code: 'config-invalid', hint: expect.stringContaining('npm i node-llama-cpp') });
    expect(fault.message).toContain('model.good');
    // The examination of the doctor looks for the real package, which is no dependency of ours.
    expect(await embeddedFault(config)).toMatchObject({ code: 'config-invalid', hint: expect.stringContaining('npm i node-llama-cpp') });
  });

  test('a file that is missing or no model is named', async () => {
    const { engine, config } = desk.start();
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
    expect(await embeddedFault(loadConfig({ flags: { data: desk.data }, environment: {} }))).toBeNull();
  });
});
