import { expect, test } from 'vitest';
import type { JobTask } from '../../core/ports.ts';
import type { Job } from '../../core/types.ts';
import type { LastAsked } from '../../server/warm-up/last-asked.ts';
import { occasions } from '../../server/warm-up/occasions.ts';

const asked: LastAsked = { collection: 'office', model: 'gemma4:26b' };
const second = 1_000;

/** A server as it is seen from here: its queue, the model and the clock. */
function world(last: LastAsked | null = asked) {
  const seen = { done: [] as Pick<Job, 'id' | 'collection'>[], unfinished: [] as JobTask[], isHeld: true as boolean | null, now: 0 };
  const watched = occasions({
    app: { unfinished: () => seen.unfinished, done: () => seen.done },
    lastAsked: () => last,
    isHeld: async () => seen.isHeld,
    now: () => seen.now,
  });
  return { seen, watched };
}

const done = (id: string, collection: string): Pick<Job, 'id' | 'collection'> => ({ id, collection });

test('what was asked last is read at the start, once', async () => {
  const { watched } = world();
  expect(await watched.look()).toEqual({ ...asked, mode: 'auto' });
  expect(await watched.look()).toBeNull();
});

test('nothing is read at the start when nobody has asked yet', async () => {
  expect(await world(null).watched.look()).toBeNull();
});

test('a collection is read when its ingest is over, and not while one is going on', async () => {
  const { watched, seen } = world();
  await watched.look();
  seen.unfinished = [{ kind: 'ingest-folder', path: 'x', inPlace: false }];
  expect(await watched.look()).toBeNull();
  seen.unfinished = [];
  seen.done = [done('new', 'letters')];
  expect(await watched.look()).toEqual({ collection: 'letters', model: asked.model, mode: 'auto' });
  expect(await watched.look()).toBeNull();
});

test('an ingest that began and ended between two looks is not missed', async () => {
  const { watched, seen } = world(null);
  await watched.look();
  seen.done = [done('quick', 'letters')];
  expect(await watched.look()).toEqual({ collection: 'letters', model: '', mode: 'auto' });
});

test('jobs of an earlier server are not taken for new ones', async () => {
  const { watched, seen } = world(null);
  seen.done = [done('old', 'letters')];
  await watched.look();
  expect(await watched.look()).toBeNull();
});

test('a model that was loaded again reads again, each time after a longer while', async () => {
  const { watched, seen } = world();
  await watched.look();
  seen.isHeld = false;
  const readAt: number[] = [];
  for (seen.now = 0; seen.now < 600 * second; seen.now += 10 * second) if ((await watched.look()) !== null) readAt.push(seen.now / second);
  expect(readAt).toEqual([30, 60, 120, 240, 480]);
});

test('a model that stays takes the longer whiles back', async () => {
  const { watched, seen } = world();
  await watched.look();
  seen.isHeld = false;
  for (seen.now = 0; seen.now <= 240 * second; seen.now += 10 * second) await watched.look();
  seen.isHeld = true;
  for (; seen.now < 800 * second; seen.now += 10 * second) await watched.look();
  seen.isHeld = false;
  const readAt: number[] = [];
  for (; seen.now < 1_000 * second; seen.now += 10 * second) if ((await watched.look()) !== null) readAt.push(seen.now / second);
  expect(readAt).toEqual([810, 840, 900]);
});

test('a server that was gone and came back has lost everything, even if it says that its model is loaded', async () => {
  const { watched, seen } = world();
  await watched.look();
  seen.isHeld = null;
  seen.now = 31 * second;
  expect(await watched.look()).toBeNull();
  seen.isHeld = true;
  seen.now = 62 * second;
  expect(await watched.look()).toEqual({ ...asked, mode: 'auto' });
  seen.now = 600 * second;
  expect(await watched.look()).toBeNull();
});
