import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson, runCarrel } from './run-carrel.ts';

let data: string;

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-cli-embedder-'));
  const folder = join(data, 'embedders/some-model');
  mkdirSync(folder, { recursive: true });
  const described = { digest: 'abc', dimensions: 3, pooling: 'mean', windowTokens: 512, addedAt: '2026-01-01T00:00:00.000Z' };
  writeFileSync(join(folder, 'embedder.json'), JSON.stringify(described));
  writeFileSync(join(data, 'carrel.json'), '{"port": 8700}');
});

afterAll(() => rmSync(data, { recursive: true, force: true }));

async function inForce(): Promise<unknown> {
  return lastJson((await runCarrel(['embedder', 'list', '--json'], data)).stdout);
}

test('an added model is in force by itself, another choice is kept beside the other settings, and one that is not there is refused', async () => {
  expect(await inForce()).toMatchObject({ inForce: 'onnx:some-model', embedders: [{ name: 'some-model', dimensions: 3 }] });
  expect((await runCarrel(['embedder', 'use', 'lsa'], data)).status).toBe(0);
  expect(JSON.parse(readFileSync(join(data, 'carrel.json'), 'utf8'))).toEqual({ port: 8700, embedder: 'lsa' });
  expect(await inForce()).toMatchObject({ inForce: 'lsa' });
  const refused = await runCarrel(['embedder', 'use', 'other'], data);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('No embedder "other" was added')]);
  expect((await runCarrel(['embedder', 'use', 'auto'], data)).status).toBe(0);
  expect((await runCarrel(['embedder', 'remove', 'some-model'], data)).status).toBe(0);
  expect(await inForce()).toMatchObject({ embedders: [] });
});
