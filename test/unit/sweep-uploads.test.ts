import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { createCollection, openAppStore } from '../../core/store/index.ts';
import { sweepingUploads, sweepUploads } from '../../server/sweep-uploads.ts';

let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-sweep-'));
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

test('staging folders that no unfinished job names are removed, those of waiting jobs stay', () => {
  const config = loadConfig({ flags: { data }, environment: {} });
  createCollection(config, 'office');
  const app = openAppStore(config);
  const [waiting, cancelled, cutOff] = ['waiting', 'cancelled', 'cut-off'].map((name) => join(data, 'uploads', name));
  for (const folder of [waiting, cancelled, cutOff]) mkdirSync(folder ?? '', { recursive: true });
  app.enqueue('office', { kind: 'ingest-upload', staging: waiting ?? '' });
  app.cancel(app.enqueue('office', { kind: 'ingest-upload', staging: cancelled ?? '' }).id);
  sweepUploads(data, app);
  app.close();
  expect([waiting, cancelled, cutOff].map((folder) => existsSync(folder ?? ''))).toEqual([true, false, false]);
});

test('a data folder without uploads is no fault', () => {
  const app = openAppStore(loadConfig({ flags: { data }, environment: {} }));
  expect(() => sweepUploads(data, app)).not.toThrow();
  app.close();
});

test('a job that is cancelled before it began takes its files along; those of other jobs, and uploads on their way, stay', async () => {
  const config = loadConfig({ flags: { data }, environment: {} });
  createCollection(config, 'office');
  const app = openAppStore(config);
  const staging = (name: string): string => join(data, 'uploads', name);
  for (const name of ['cancelled', 'waiting', 'coming-in']) mkdirSync(staging(name), { recursive: true });
  const { id } = app.enqueue('office', { kind: 'ingest-upload', staging: staging('cancelled') });
  app.enqueue('office', { kind: 'ingest-upload', staging: staging('waiting') });
  const job = await sweepingUploads(data, app, () => app.cancel(id));
  app.close();
  expect(job).toMatchObject({ id, state: 'cancelled' });
  expect(['cancelled', 'waiting', 'coming-in'].map((name) => existsSync(staging(name)))).toEqual([false, true, true]);
});
