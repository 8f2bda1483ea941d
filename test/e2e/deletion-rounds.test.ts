import { expect, test } from 'vitest';
import { deleteInRounds } from './deletion-rounds.ts';

/** The moments differ from run to run on purpose; test/bench/deleted-means-gone.ts does the same a thousand times. */
test('what was deleted is in no answer and in no file, whoever polls, ingests, dies or starts a second server meanwhile', async () => {
  const outcome = await deleteInRounds(14, Math.random);
  expect(outcome).toMatchObject({ deletions: 14, kills: 3, secondServers: 1, told: [], left: [], odd: [] });
  // Two seconds a round on a busy machine.
}, 240_000);
