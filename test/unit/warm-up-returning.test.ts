import { expect, test } from 'vitest';
import type { AnswerEvent, Plan, WarmUp } from '../../core/types.ts';
import type { LastAsked } from '../../server/warm-up/last-asked.ts';
import { type Returning, returning } from '../../server/warm-up/returning.ts';
import type { WantedReading } from '../../server/warm-up/warm-ups.ts';

interface Desk {
  readonly back: Returning;
  readonly begun: WantedReading[];
  /** What the model holds, by collection. */
  readonly holds: Set<string>;
  isBusy: boolean;
  /** One question to its end, or only its first event when the reader goes away. */
  ask(collection: string, mode: Plan['mode'], model?: string, stops?: boolean): Promise<void>;
}

function desk(): Desk {
  let asked: LastAsked | null = null;
  const begun: WantedReading[] = [];
  const holds = new Set<string>();
  const shown = (collection: string): WarmUp => {
    if (collection === 'deleted') throw new Error('no such collection');
    const state = holds.has(collection) ? 'warm' : 'cold';
    return { state, model: 'one', done: 0, total: 1, etaMs: null, reason: '' };
  };
  const warmUps = {
    state: async (collection: string) => shown(collection),
    begin: (wanted: WantedReading) => {
      begun.push(wanted);
      return shown(wanted.collection);
    },
    isBusy: () => made.isBusy,
  };
  const back = returning(warmUps, () => asked, new AbortController().signal);
  const made: Desk = {
    ...{ back, begun, holds, isBusy: false },
    async ask(collection, mode, model = 'one', stops = false) {
      asked = { collection, model };
      holds.clear();
      if (mode === 'whole') holds.add(collection);
      for await (const _ of back.follow(collection, events(mode))) if (stops) break;
      await back.settled();
    },
  };
  return made;
}

async function* events(mode: Plan['mode']): AsyncIterable<AnswerEvent> {
  yield { type: 'plan-ready', plan: { mode } as Plan };
  yield { type: 'text-delta', text: 'x' };
}

const houses = { collection: 'houses', model: 'one', mode: 'auto' };

test('what a scan drove out is read again, and so when the scan was stopped on the way', async () => {
  for (const stops of [false, true]) {
    const { ask, begun } = desk();
    await ask('houses', 'whole');
    await ask('ships', 'scan', 'one', stops);
    expect(begun).toEqual([houses]);
  }
});

test('what is still held is left alone, as where a server keeps several', async () => {
  const { ask, begun, back, holds } = desk();
  await ask('houses', 'whole');
  for await (const _ of back.follow('ships', events('scan'))) holds.add('houses');
  await back.settled();
  expect(begun).toEqual([]);
});

test('what nobody has asked about since it came back does not come back again', async () => {
  const { ask, begun, back, holds } = desk();
  await ask('houses', 'whole');
  await ask('ships', 'scan');
  holds.add('houses');
  back.wasRead({ collection: 'houses', model: 'one' });
  await ask('ships', 'scan');
  expect(begun).toEqual([houses]);
  await ask('houses', 'whole');
  await ask('ships', 'retrieve');
  expect(begun).toEqual([houses, houses]);
});

test('what was read ahead comes back too, once', async () => {
  const { ask, begun, back } = desk();
  back.wasRead({ collection: 'houses', model: 'one' });
  await ask('ships', 'scan');
  await ask('ships', 'scan');
  expect(begun).toEqual([houses]);
});

test('a question to another model takes nothing away', async () => {
  const { ask, begun } = desk();
  await ask('houses', 'whole');
  await ask('ships', 'scan', 'two');
  expect(begun).toEqual([]);
});

test('what is being read meanwhile is not driven out by it', async () => {
  const made = desk();
  await made.ask('houses', 'whole');
  made.isBusy = true;
  await made.ask('ships', 'scan');
  expect(made.begun).toEqual([]);
});

test('a collection that is gone does not come back, and harms no answer', async () => {
  const { ask, begun } = desk();
  await ask('deleted', 'whole');
  await ask('ships', 'scan');
  await ask('ships', 'scan');
  expect(begun).toEqual([]);
});
