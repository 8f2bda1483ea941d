/** `carrel ask` beside a running server: one line to the model, the same words on the terminal, and nothing that hangs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../core/types.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { cleanEnvironment, lastJson, launcher, type Ran, runCarrel } from './run-carrel.ts';

const question = 'When does the lease of house 7 end?';
let folder: string;
let data: string;
let model: FakeModelServer;
let server: ChildProcess;

const settings = (): Readonly<Record<string, string>> => ({ CARREL_OPENAI_URL: model.url, CARREL_WARM_UP: 'off' });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-through-'));
  data = join(folder, 'data');
  mkdirSync(join(folder, 'houses'));
  const lines = Array.from({ length: 150 }, (_, line) => `Line ${line}: the lease of house ${line * 7} ends in May.\n`);
  writeFileSync(join(folder, 'houses/houses.md'), lines.join(''));
  await runCarrel(['ingest', join(folder, 'houses')], data);
});

beforeEach(async () => {
  model = await startFakeModelServer({
    flavour: 'llama-server',
    models: [{ ...fakeModels.twentySix, name: 'gemma-shared' }],
    reply: 'The lease of house 7 ends in May [1].',
  });
  server = spawn(process.execPath, [launcher, 'serve', '--port', '0'], {
    env: cleanEnvironment({ CARREL_DATA: data, ...settings() }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    server.stdout?.setEncoding('utf8').on('data', (text: string) => text.includes('http://') && resolve());
    server.on('close', () => reject(new Error('serve ended early')));
  });
});

afterEach(async () => {
  await ended(server, 'SIGTERM');
  await model.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  const status = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.kill(signal);
  return status;
}

const ask = (...words: readonly string[]): Promise<Ran> => runCarrel(['ask', question, ...words], data, settings());
const answered = async (...words: readonly string[]): Promise<Answer> => lastJson((await ask('--json', ...words)).stdout) as Answer;

describe('a question on the command line while a server runs', () => {
  test('finds what the server let the model read for the question before', async () => {
    expect((await answered()).plan.cachedTokens).toBe(0);
    const { plan, receipt } = await answered();
    expect(plan.mode).toBe('whole');
    expect(plan.cachedTokens / plan.promptTokens).toBeGreaterThan(0.9);
    expect((receipt.cachedTokens ?? 0) / receipt.promptTokens).toBeGreaterThan(0.95);
  });

  test('prints what it prints without a server', async () => {
    const through = await ask();
    await ended(server, 'SIGTERM');
    const alone = await ask();
    // What was still in memory is another matter.
    const said = ({ stdout }: typeof alone): string => stdout.replace(/Sent .* in memory\.\n/, '');
    expect([through.status, said(through)]).toEqual([0, said(alone)]);
    expect(through.stdout).toContain('[1] houses.md, ');
    expect(through.stderr.startsWith('whole: ')).toBe(true);
    expect(Object.keys(await answered())).toEqual(Object.keys(lastJson((await ask('--json')).stdout) as Answer));
  });

  test('fails with the words and the status that it has without one', async () => {
    const through = await ask('--model', 'gemma9:1b');
    await ended(server, 'SIGTERM');
    expect(through).toEqual(await ask('--model', 'gemma9:1b'));
    expect(through.status).toBe(1);
  });

  test('is asked beside a server with other settings, and that is said', async () => {
    const ran = await runCarrel(['ask', question], data, { ...settings(), CARREL_MAX_OUTPUT_TOKENS: '99' });
    expect(ran.status).toBe(0);
    expect(ran.stderr).toMatch(/^The server at http:\S+ has other settings \(maxOutputTokens\)\. The model is asked beside it/);
  });

  test('that is interrupted ends with 130 and takes its question back from the model', async () => {
    model.setFault('hang-mid-stream');
    const child = spawn(process.execPath, [launcher, 'ask', question], { env: cleanEnvironment({ CARREL_DATA: data, ...settings() }) });
    const isAsked = ({ path }: { readonly path: string }): boolean => path === '/v1/chat/completions';
    await model.until((requests) => requests.some(isAsked));
    expect(await ended(child, 'SIGINT')).toBe(130);
    await model.until((requests) => requests.filter(isAsked).every(({ outcome }) => outcome === 'closed'));
    model.setFault(null);
    expect((await ask()).status).toBe(0);
  });

  test('whose server is killed ends with 1 and says so; the next one does its own work', async () => {
    model.setFault('hang-mid-stream');
    const cut = ask();
    await model.until((requests) => requests.some(({ path }) => path === '/v1/chat/completions'));
    await ended(server, 'SIGKILL');
    expect(await cut).toMatchObject({ status: 1, stderr: expect.stringContaining('carrel: The Carrel server stopped in the middle') });
    expect(JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'))).not.toBeNull();
    model.setFault(null);
    expect((await answered()).text).toContain('May');
  });
});

test('people wait for a trial that was begun on the command line, and are served when it is stopped', async () => {
  model.setFault('hang-mid-stream');
  const trial = spawn(process.execPath, [launcher, 'doctor', '--try'], { env: cleanEnvironment({ CARREL_DATA: data, ...settings() }) });
  await model.until((requests) => requests.some(({ path }) => path === '/v1/chat/completions'));
  const asked = ask();
  const { address } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { address: string };
  const body = JSON.stringify({ question });
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const response = await fetch(`${address}/api/collections/houses/answers`, { method: 'POST', body, headers });
  let seen = '';
  for await (const part of response.body ?? []) {
    seen += Buffer.from(part).toString();
    if (!seen.includes('"phase":"waiting"') || trial.killed) continue;
    model.setFault(null);
    trial.kill('SIGINT');
  }
  expect(seen).toContain('event: answer-end');
  expect((await asked).status).toBe(0);
  expect(await ended(trial, 'SIGINT')).toBe(130);
});

test('the command tries a model through the server as without it', async () => {
  const ran = await runCarrel(['doctor', '--try', '--json'], data, settings());
  expect(lastJson(ran.stdout)).toMatchObject({ measurements: { model: 'gemma-shared', overflow: 'refused' } });
  expect(ran.stderr).toContain('sending a prompt that is too long');
});

test('the command examines through the server, which knows whom it has spoken to', async () => {
  const { address } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { address: string };
  for (let time = 0; time < 10; time++) await (await fetch(`${address}/api/doctor`)).text();
  const { stdout } = await runCarrel(['doctor', '--json'], data, settings());
  const { findings } = lastJson(stdout) as { readonly findings: readonly { readonly area: string; readonly message: string }[] };
  const network = findings.find(({ area }) => area === 'network')?.message ?? '';
  // A process of its own would have opened a handful.
  expect(Number(/127\.0\.0\.1:\d+ \((\d+)\)|127\.0\.0\.1 \((\d+)\)/.exec(network)?.slice(1).find(Boolean))).toBeGreaterThan(20);
});

test('a server that has ended leaves no note behind', async () => {
  await ended(server, 'SIGTERM');
  expect(JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'))).toBeNull();
});
