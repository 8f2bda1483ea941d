import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { createCollection, listCollections, openAppStore, openReader } from '../../core/store/index.ts';
import { killCycles } from './store-kill-cycles.ts';
import { startClaiming, startQueueing, startWriter } from './store-processes.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-kill-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

test('kill -9 at 20 random moments loses, halves and doubles no document', async () => {
  const report = await killCycles(data, 20, Math.random);
  expect(report.findings).toEqual([]);
  // Else the kills came too early to prove anything.
  expect(report.acknowledged).toBeGreaterThan(50);
});

test('kill -9 loses no job that was acknowledged', async () => {
  const config = loadConfig({ flags: { data }, environment: {} });
  const victim = await startQueueing(data);
  await new Promise((resolve) => setImmediate(resolve));
  await victim.kill();
  const app = openAppStore(config);
  const kept = new Set(app.jobs(null).map((job) => job.id));
  app.close();
  expect(victim.lines.length).toBeGreaterThan(0);
  expect(victim.lines.filter((id) => !kept.has(id))).toEqual([]);
});

test('many processes may open a new data folder and the same old collection at once', async () => {
  const config = loadConfig({ flags: { data }, environment: {} });
  createCollection(config, 'leave');
  const claiming = await Promise.all([1, 2, 3, 4].map(() => startClaiming(data)));
  for (const process of claiming) {
    expect(process.lines).toEqual(['none']);
    await process.kill();
  }
  const writers = await Promise.all([1, 2, 3].map(() => startWriter(data, 'leave')));
  expect(writers.map((writer) => writer.lines[0]).sort()).toEqual(['open', 'refused', 'refused']);
  for (const writer of writers) await writer.kill();
  openReader(config, 'leave').close();
  expect(listCollections(config).damaged).toEqual([]);
});
