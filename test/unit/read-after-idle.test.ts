/** When nobody asks, a collection that has changed is packed in order again, and the model reads it before anybody waits. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { markRead, packedCollection, putInOrder } from '../../server/answer/pack/shelf.ts';
import { readAfterIdle } from '../../server/warm-up/after-idle.ts';
import { noteLastAsked } from '../../server/warm-up/last-asked.ts';
import type { WantedReading } from '../../server/warm-up/warm-ups.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

const files = Object.fromEntries(
  Array.from({ length: 12 }, (_, number) => [`${number}.md`, `# Rule ${number}\n\nForm ${number} goes to desk ${number}.\n`]),
);
let shelf: Shelf;
let begun: WantedReading[];
let stop: AbortController;
beforeEach(async () => {
  shelf = await openShelf(files);
  begun = [];
  stop = new AbortController();
  const begin = (wanted: WantedReading) => {
    begun.push(wanted);
    return { state: 'waiting', model: wanted.model, done: 0, total: 0, etaMs: null, reason: '' } as const;
  };
  readAfterIdle(shelf.deps.config, { begin }, stop.signal);
});
afterEach(() => shelf.close());

const packed = async () => packedCollection(shelf.deps, await shelf.deps.collection.documents());

/** A model has read the collection, then a document changed, then nobody asked. */
async function changedAndLeft(place = 'nowhere'): Promise<void> {
  markRead(shelf.deps, await packed());
  await shelf.put({ '3.md': `# Rule 3\n\nForm 3 goes ${place}.\n` });
  expect((await packed()).outdated.size).toBeGreaterThan(0);
  await putInOrder(shelf.deps);
  expect((await packed()).outdated.size).toBe(0);
}

test('the collection that was asked last is read again by the model that was asked', async () => {
  noteLastAsked(shelf.deps.config, { collection: 'shelf', model: 'gemma' });
  await changedAndLeft();
  expect(begun).toEqual([{ collection: 'shelf', model: 'gemma', mode: 'auto' }]);
});

test('nothing is read when another collection was asked last, or nothing has changed, or the server is closing', async () => {
  noteLastAsked(shelf.deps.config, { collection: 'other', model: 'gemma' });
  await changedAndLeft();
  noteLastAsked(shelf.deps.config, { collection: 'shelf', model: 'gemma' });
  await putInOrder(shelf.deps);
  stop.abort();
  await changedAndLeft('home');
  expect(begun).toEqual([]);
});
