import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { forgetStatesForGood, stateFolder } from '../../core/saved-states.ts';
import { ask, corpus, endOf, generate, type ModelDesk, openModelDesk, type Started, textOf } from './embedded-desk.ts';

let desk: ModelDesk;
beforeEach(() => {
  desk = openModelDesk();
});
afterEach(() => desk.close());

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
    const started = desk.start();
    const folder = await readOnce(started);
    const events = await generate(started, ask('Who?', {}, folder));
    const { usage, options } = endOf(events);
    expect(options.restored).toBe(true);
    expect((usage.cachedTokens ?? 0) / (usage.promptTokens ?? 1)).toBeGreaterThan(0.95);
    expect(textOf(events).trim()).toBe('The lease ends in May [1].');
    // Without a checkpoint there, a model with a sliding window would read all of it again for the next question.
    expect(started.log()).toContain(`checkpoint at ${usage.cachedTokens}`);
  });

  test('is counted in the plan before the model is loaded', async () => {
    const started = desk.start();
    const folder = await readOnce(started);
    const [model] = await started.engine.discover(AbortSignal.timeout(10_000));
    if (model === undefined) throw new Error('no model');
    const asked = ask('Who?', {}, folder);
    const kept = (prefix: string) =>
      started.engine.open(model).restorableTokens?.({ ...asked.prompt, prefix }, folder, AbortSignal.timeout(10_000));
    const { usage } = endOf(await generate(started, asked));
    expect(await kept(asked.prompt.prefix)).toBe(usage.cachedTokens);
    expect(await kept('Other documents.')).toBe(0);
  });

  test('is gone on from at once, so that a cold answer comes from the same numbers as a restored one', async () => {
    const started = desk.start();
    await readOnce(started);
    const [read, rest] = [started.log().indexOf('restore'), started.log().findLastIndex((line) => line.startsWith('read'))];
    expect(read).toBeGreaterThan(started.log().findIndex((line) => line.startsWith('saved')));
    expect(read).toBeLessThan(rest);
  });

  test('is not used for other documents', async () => {
    const started = desk.start();
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
    const started = desk.start();
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
      const started = desk.start(fault);
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
    const started = desk.start();
    const folder = await readOnce(started);
    forgetStatesForGood(desk.data, 'office');
    const { usage } = endOf(await generate(started, ask('Who?', {}, folder)));
    expect(usage.cachedTokens).toBe(0);
    expect(readdirSync(join(desk.data, 'states', 'kept'))).toEqual([]);
  });

  test('is not kept where nobody asks for it, and the oldest goes when room is short', async () => {
    const started = desk.start();
    await generate(started, ask('When?'));
    expect(readdirSync(desk.data)).not.toContain('states');
    await started.engine.close();
    const folder = await readOnce(started);
    const sizeBytes = statSync(join(folder, statesIn(folder)[0] ?? '')).size;
    const tight = desk.start('good', {}, { stateBytes: String(Math.round(sizeBytes * 1.5)) });
    await generate(tight, ask('When?', { prefix: corpus.replace('Line 0', 'Row 0') }, folder));
    expect(statesIn(folder)).toHaveLength(1);
    const none = desk.start('good', {}, { stateBytes: '10' });
    mkdirSync(join(desk.data, 'states', 'kept', 'other', 'now'), { recursive: true });
    await generate(none, ask('When?', {}, join(desk.data, 'states', 'kept', 'other', 'now')));
    expect(readdirSync(join(desk.data, 'states', 'kept', 'other', 'now'))).toEqual([]);
  });
});
