import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { routes } from '../../server/http/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { lastJson, runCarrel } from './run-carrel.ts';
import { parseEvents, post, type Running, startServer } from './running.ts';

let model: FakeModelServer;
let server: Running;
beforeEach(async () => {
  model = await startFakeModelServer({ flavour: 'vllm', windowTokens: 4_096, reply: 'The code word is HERON.' });
  server = await startServer({ openaiUrl: model.url });
});
afterEach(async () => {
  await server.stop();
  await model.close();
});

const replyOf = (method: string) => routes.find((route) => route.path === '/api/doctor' && route.method === method)?.reply?.schema;

describe('the doctor over HTTP', () => {
  test('shows findings and the last measurements in the shape that is documented', async () => {
    const shown: unknown = await (await fetch(`${server.address}/api/doctor`)).json();
    expect(replyOf('get')?.parse(shown)).toMatchObject({ measurements: [] });
    expect(JSON.stringify(shown)).toContain('vLLM 0.21.0');
  });

  test('tries a model, streams what it finds, and remembers it', async () => {
    const events = parseEvents(await (await post(server, '/api/doctor', {})).text());
    const names = new Set(events.map(({ name }) => name));
    expect([...names].toSorted()).toEqual(['examination-end', 'finding', 'progress']);
    expect(events.at(-1)).toMatchObject({ name: 'examination-end', data: { measurements: { model: 'gemma4:26b', overflow: 'refused' } } });
    const shown = replyOf('get')?.parse(await (await fetch(`${server.address}/api/doctor`)).json());
    expect(shown).toMatchObject({ measurements: [{ model: 'gemma4:26b', coldEqualsWarm: true }] });
  });

  test('says in the stream that there is no such model', async () => {
    const events = parseEvents(await (await post(server, '/api/doctor', { model: 'nobody' })).text());
    expect(events.at(-1)).toMatchObject({ name: 'problem', data: { code: 'model-unknown' } });
  });
});

test('the command tries the model too, and its status says whether something is bad', async () => {
  const data = mkdtempSync(join(tmpdir(), 'carrel-doctor-'));
  try {
    const ran = await runCarrel(['doctor', '--try', '--json'], data, { CARREL_OPENAI_URL: model.url });
    expect(lastJson(ran.stdout)).toMatchObject({ measurements: { model: 'gemma4:26b', overflow: 'refused' } });
    expect(ran.stderr).toContain('sending a prompt that is too long');
    expect(ran.status).toBe(0);
    model.setFault('no-reuse');
    const bad = await runCarrel(['doctor', '--try'], data, { CARREL_OPENAI_URL: model.url });
    expect(bad.stdout).toMatch(/bad +gemma4:26b reads all documents again for every question/);
    expect(bad.status).toBe(1);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
