/** Reading ahead over a real collection, with a model that reads when it is told to. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { abortFault } from '../../core/outbound.ts';
import type { GenerateEvent, GenerateRequest, Generator } from '../../core/ports.ts';
import { inLine } from '../../server/generate/line/in-line.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { openWarmUps, type WarmUps } from '../../server/warm-up/warm-ups.ts';
import { handbook, openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf(handbook);
});
afterAll(() => shelf.close());

const never = new AbortController().signal;
let models = 0;

interface Desk {
  readonly warmUps: WarmUps;
  readonly generator: Generator;
  /** What is being read now, or was; `finish` lets it end. */
  readonly readings: { readonly request: GenerateRequest; readonly signal: AbortSignal; finish(): void }[];
  /** Resolves when so many readings have begun. */
  until(count: number): Promise<void>;
}

function desk(): Desk {
  const readings: Desk['readings'] = [];
  let begun = Promise.withResolvers<void>();
  const model = { ...scripted(['x']).model, id: `warm-${++models}` };
  const slow: Generator = {
    model,
    async *generate(request, signal): AsyncIterable<GenerateEvent> {
      const end = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => end.reject(abortFault(signal)));
      readings.push({ request, signal, finish: end.resolve });
      begun.resolve();
      begun = Promise.withResolvers();
      yield { type: 'progress', phase: 'reading', done: 0, total: request.prompt.tokens };
      await end.promise;
      const usage = { promptTokens: request.prompt.tokens, cachedTokens: 0, outputTokens: 1, promptMs: 1, outputMs: 1 };
      yield { type: 'end', finish: 'stop', usage, options: {} };
    },
  };
  const generator = inLine(model.id, slow, { mostWaiting: 16, longestWaitMs: 60_000, quietMs: 0 });
  return {
    generator,
    readings,
    warmUps: openWarmUps(async () => ({ ...shelf.deps, generator })),
    async until(count) {
      while (readings.length < count) await begun.promise;
    },
  };
}

const wanted = { collection: 'shelf', model: '', mode: 'whole' } as const;

function person(prefix: string): GenerateRequest {
  const prompt = { system: '', prefix, history: [], question: 'When?', tokens: 10 };
  return { question: 'When?', passages: [], outcome: null, prompt, maxOutputTokens: 5 };
}

test('what gave way to a person is read on when the person has gone, and ends warm', async () => {
  const { warmUps, generator, readings, until } = desk();
  warmUps.begin(wanted);
  await until(1);
  expect(readings[0]?.request.readsAhead).toBe(true);
  const asked = Array.fromAsync(generator.generate(person('other documents'), never));
  await until(2);
  expect(readings[0]?.signal.aborted).toBe(true);
  expect((await warmUps.state('shelf', '', never)).state).toBe('waiting');
  readings[1]?.finish();
  await asked;
  await until(3);
  expect(readings[2]?.request.prompt.prefix).toBe(readings[0]?.request.prompt.prefix);
  readings[2]?.finish();
  await warmUps.settled();
  expect((await warmUps.state('shelf', '', never)).state).toBe('warm');
});

test('a person who asks about the same documents follows the reading, and is told how many are before', async () => {
  const { warmUps, generator, readings, until } = desk();
  warmUps.begin(wanted);
  await until(1);
  const asked = Array.fromAsync(generator.generate(person(readings[0]?.request.prompt.prefix ?? ''), never));
  readings[0]?.finish();
  await until(2);
  expect(readings[0]?.signal.aborted).toBe(false);
  readings[1]?.finish();
  expect((await asked)[0]).toMatchObject({ type: 'progress', phase: 'waiting', done: 0, total: 1 });
  await warmUps.settled();
});

test('another collection takes the place of the one that is being read, and a second wish for the same changes nothing', async () => {
  const { warmUps, readings, until } = desk();
  warmUps.begin(wanted);
  warmUps.begin(wanted);
  await until(1);
  warmUps.begin({ ...wanted, collection: 'second' });
  await until(2);
  expect(readings.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  await warmUps.close();
  expect(readings.map(({ signal }) => signal.aborted)).toEqual([true, true]);
});

test('what the planner would not read whole is not read ahead, and the reason is told', async () => {
  const long = await openShelf({ 'long.md': 'The lease of this house ends in May.\n\n'.repeat(1_500) });
  const { generator, readings } = desk();
  const small: Generator = { ...generator, model: { ...generator.model, contextTokens: 8_192 } };
  const warmUps = openWarmUps(async () => ({ ...long.deps, generator: small }));
  warmUps.begin({ ...wanted, mode: 'auto' });
  await warmUps.settled();
  const { state, total, reason } = await warmUps.state('shelf', '', never);
  long.close();
  expect({ state, total, readings: readings.length }).toEqual({ state: 'cold', total: 0, readings: 0 });
  expect(reason).toContain('window');
});
