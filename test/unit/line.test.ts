import { describe, expect, test } from 'vitest';
import { abortFault } from '../../core/outbound.ts';
import type { GenerateEvent, GenerateRequest, Generator } from '../../core/ports.ts';
import { inLine, lineOf } from '../../server/generate/line/in-line.ts';
import { scripted } from '../../server/generate/scripted.ts';

function about(prefix: string): GenerateRequest {
  const prompt = { system: '', prefix, history: [], question: 'q', tokens: 1 };
  return { question: 'q', passages: [], outcome: null, prompt, maxOutputTokens: 10 };
}
const request = about('documents');

const never = new AbortController().signal;

/** A generator that answers when it is told to. */
function gated(onServed: (prefix: string) => void = () => undefined): {
  readonly generator: Generator;
  readonly gates: PromiseWithResolvers<void>[];
} {
  const gates: PromiseWithResolvers<void>[] = [];
  const { model } = scripted(['x']);
  return {
    gates,
    generator: {
      model,
      async *generate({ prompt }): AsyncIterable<GenerateEvent> {
        onServed(prompt.prefix);
        const gate = Promise.withResolvers<void>();
        gates.push(gate);
        await gate.promise;
        yield { type: 'text', text: 'done' };
      },
    },
  };
}

/** A generator that goes on until it is stopped or `end` is called. */
function listening(): { readonly generator: Generator; readonly signals: AbortSignal[]; end(): void } {
  const signals: AbortSignal[] = [];
  const over = Promise.withResolvers<void>();
  return {
    signals,
    end: over.resolve,
    generator: {
      model: scripted(['x']).model,
      async *generate(_request, signal): AsyncIterable<GenerateEvent> {
        signals.push(signal);
        const stopped = new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(abortFault(signal))));
        await Promise.race([over.promise, stopped]);
        yield { type: 'text', text: 'done' };
      },
    },
  };
}

/** Lets everything that can go on go on. */
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('questions to one model', () => {
  test('are answered one after another, and each knows its place', async () => {
    const { generator, gates } = gated();
    const asked = [0, 1, 2].map(() => Array.fromAsync(inLine('order', generator).generate(request, never)));
    await settled();
    expect(gates.length).toBe(1);
    gates[0]?.resolve();
    expect(await asked[0]).toEqual([{ type: 'text', text: 'done' }]);
    await settled();
    expect(gates.length).toBe(2);
    gates[1]?.resolve();
    await asked[1];
    await settled();
    gates[2]?.resolve();
    expect(await asked[2]).toEqual([
      { type: 'progress', phase: 'waiting', done: 0, total: 2, etaMs: null },
      // Nothing of its kind was measured yet: the first had to read the documents.
      { type: 'progress', phase: 'waiting', done: 1, total: 2, etaMs: null },
      { type: 'text', text: 'done' },
    ]);
  });

  test('to different models do not wait for each other', async () => {
    const { generator, gates } = gated();
    const asked = ['one', 'two'].map((key) => Array.fromAsync(inLine(key, generator).generate(request, never)));
    await settled();
    expect(gates.length).toBe(2);
    for (const gate of gates) gate.resolve();
    await Promise.all(asked);
  });

  test('over the same documents follow each other, but nobody is overtaken more than three times', async () => {
    const served: string[] = [];
    const { model } = scripted(['x']);
    const generator: Generator = {
      model,
      async *generate({ prompt }): AsyncIterable<GenerateEvent> {
        served.push(prompt.prefix);
        await settled();
        yield { type: 'text', text: 'done' };
      },
    };
    const prefixes = ['a', 'b', 'a', 'b', 'a', 'a', 'a', 'a'];
    await Promise.all(prefixes.map((prefix) => Array.fromAsync(inLine('group', generator).generate(about(prefix), never))));
    expect(served.join('')).toBe('aaaabbaa');
  });

  test('leave the line when their asker leaves, and the others move up', async () => {
    const { generator, gates } = gated();
    const first = Array.fromAsync(inLine('leave', generator).generate(request, never));
    const asker = new AbortController();
    const second = Array.fromAsync(inLine('leave', generator).generate(request, asker.signal));
    const third = Array.fromAsync(inLine('leave', generator).generate(request, never));
    await settled();
    asker.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    gates[0]?.resolve();
    await first;
    await settled();
    gates[1]?.resolve();
    expect((await third).at(-1)).toEqual({ type: 'text', text: 'done' });
  });

  test('go on when the one before fails', async () => {
    const { generator, gates } = gated();
    const [first, second] = [0, 1].map(() => Array.fromAsync(inLine('fail', generator).generate(request, never)));
    await settled();
    gates[0]?.reject(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await settled();
    gates[1]?.resolve();
    expect((await second)?.at(-1)).toEqual({ type: 'text', text: 'done' });
  });

  test('are sent away when their turn does not come in time, and leave no place behind', async () => {
    const { generator, gates } = gated();
    const limits = { mostWaiting: 16, longestWaitMs: 20, quietMs: 0 };
    const first = Array.fromAsync(inLine('late', generator, limits).generate(request, never));
    const second = Array.fromAsync(inLine('late', generator, limits).generate(request, never));
    await expect(second).rejects.toMatchObject({ code: 'model-busy', message: expect.stringContaining('1 before') });
    gates[0]?.resolve();
    await first;
    expect(lineOf('late').people()).toBe(0);
  });

  test('stop work that nobody waits for, unless it reads the same documents', async () => {
    const { generator, signals, end } = listening();
    const line = inLine('ahead', generator);
    const ahead = Array.fromAsync(line.generate({ ...about('a'), readsAhead: true }, never));
    await settled();
    const same = Array.fromAsync(line.generate(about('a'), never));
    await settled();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    const other = Array.fromAsync(line.generate(about('b'), never));
    await expect(ahead).rejects.toMatchObject({ code: 'cancelled' });
    await settled();
    // Whoever came first is served first.
    expect(signals.length).toBe(2);
    end();
    await Promise.all([same, other]);
  });

  test('a person who wants a collection read ahead does not wait for a pause', async () => {
    const { generator, gates } = gated(() => undefined);
    const line = inLine('wanted', generator, { mostWaiting: 16, longestWaitMs: 60_000, quietMs: 3_600_000 });
    const asked = Array.fromAsync(line.generate(about('a'), never));
    await settled();
    gates[0]?.resolve();
    await asked;
    const ahead = Array.fromAsync(line.generate({ ...about('b'), readsAhead: true, isWanted: true }, never));
    await settled();
    gates[1]?.resolve();
    await expect(ahead).resolves.toBeDefined();
  });

  test('go before work that nobody waits for, however late they come', async () => {
    const served: string[] = [];
    const { generator, gates } = gated((prefix) => served.push(prefix));
    const line = inLine('before', generator, { mostWaiting: 16, longestWaitMs: 60_000, quietMs: 0 });
    const asked = ['first', 'ahead', 'late'].map((prefix) =>
      Array.fromAsync(line.generate({ ...about(prefix), readsAhead: prefix === 'ahead' }, never)),
    );
    for (let count = 0; count < 3; count++) {
      await settled();
      gates[count]?.resolve();
      await settled();
    }
    await Promise.all(asked);
    expect(served).toEqual(['first', 'late', 'ahead']);
  });

  test('are sent away when too many wait', async () => {
    const { generator, gates } = gated();
    const asked = Array.from({ length: 18 }, () => Array.fromAsync(inLine('full', generator).generate(request, never)));
    await expect(asked.at(-1)).rejects.toMatchObject({ code: 'model-busy' });
    for (let served = 0; served < 17; served++) {
      await settled();
      gates[served]?.resolve();
      await asked[served];
    }
  });
});
