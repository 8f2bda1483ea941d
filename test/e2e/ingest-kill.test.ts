import { expect, test } from 'vitest';
import { killIngest } from './ingest-kills.ts';

/** The moments differ from run to run on purpose; test/bench/kill-ingest.ts does the same a hundred times. */
test('an ingest that is killed at any moment loses, halves and doubles nothing, and the next one ends it', async () => {
  const outcome = await killIngest(10, Math.random);
  expect(outcome).toMatchObject({ kills: 10, lost: 0, half: 0, doubled: 0, missing: 0 });
  // A second a kill on an idle machine; starting a process takes five times as long on a busy one.
}, 240_000);
