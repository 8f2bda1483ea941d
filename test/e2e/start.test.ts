/** How soon the program listens when it starts again over collections that are there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProgram, stopProgram } from '../bench/fresh-start.ts';
import { runCarrel } from './run-carrel.ts';

// The limit is a second (test/bench/limits.ts holds it on a quiet machine); a test shares its two cores with others.
const generousMs = 8_000;

test('a start over a data folder with a collection in it listens within seconds and serves the collection', async () => {
  const data = mkdtempSync(join(tmpdir(), 'carrel-start-'));
  try {
    expect((await runCarrel(['ingest', 'data/sample/price-list-2026.csv', '--collection', 'prices'], data)).status).toBe(0);
    const started = await startProgram(data);
    try {
      expect(started.tookMs).toBeLessThan(generousMs);
      const { collections } = (await (await fetch(`${started.address}/api/collections`)).json()) as { collections: { name: string }[] };
      expect(collections.map(({ name }) => name)).toEqual(['prices']);
    } finally {
      await stopProgram(started.child);
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
