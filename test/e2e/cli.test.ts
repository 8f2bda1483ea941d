import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanEnvironment, lastJson, launcher, runCarrel } from './run-carrel.ts';

let folder: string;
let data: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-cli-'));
  data = join(folder, 'data');
  mkdirSync(join(folder, 'handbook/rules'), { recursive: true });
  writeFileSync(join(folder, 'handbook/leave.md'), '# Leave\n\nEvery employee has 27 days of annual leave a year.\n');
  writeFileSync(join(folder, 'handbook/rules/smoking.txt'), 'Smoking is allowed in the courtyard only.\n');
  writeFileSync(join(folder, 'handbook/logo.bin'), new Uint8Array([0, 1, 2, 3, 0, 255]));
  await runCarrel(['ingest', join(folder, 'handbook')], data);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('ingest', () => {
  test('names the collection after the folder and reports what it skipped', async () => {
    const again = await runCarrel(['ingest', join(folder, 'handbook'), '--json'], data);
    expect(again.status).toBe(0);
    const { job } = lastJson(again.stdout) as {
      job: { collection: string; state: string; report: { unchanged: number; skipped: number } };
    };
    expect(job).toMatchObject({ collection: 'handbook', state: 'done', report: { unchanged: 2, skipped: 1 } });
  });

  test('ends with 1 under --strict when something was skipped', async () => {
    expect((await runCarrel(['ingest', join(folder, 'handbook'), '--strict'], data)).status).toBe(1);
  });

  test('says which path does not exist', async () => {
    const ran = await runCarrel(['ingest', join(folder, 'nowhere')], data);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(/^carrel: There is no ".*nowhere"\. /);
  });
});

describe('ask', () => {
  test('prints a cited answer on stdout and the plan on stderr', async () => {
    const ran = await runCarrel(['ask', 'How many days of leave do I get?'], data);
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain('27 days');
    expect(ran.stdout).toContain('[1] leave.md');
    expect(ran.stderr).toMatch(/retrieve|whole/);
  });

  test('gives the Answer of the HTTP API as the last line of --json', async () => {
    const ran = await runCarrel(['ask', 'How many days of leave do I get?', '--json'], data);
    for (const line of ran.stdout.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    expect(lastJson(ran.stdout)).toMatchObject({
      generator: 'extractive',
      abstained: false,
      citations: [{ number: 1, status: 'verified' }],
    });
  });

  test('ends with 0 when the documents do not say it', async () => {
    const ran = await runCarrel(['ask', 'Who won the chess tournament in Reykjavik?', '--json'], data);
    expect(ran.status).toBe(0);
    expect(lastJson(ran.stdout)).toMatchObject({ abstained: true });
  });

  test('says which models there are when the named one is missing', async () => {
    const ran = await runCarrel(['ask', 'x', '--model', 'gemma9:1b'], data);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('gemma9:1b');
    expect(ran.stderr).toContain('extractive');
  });
});

describe('search and lists', () => {
  test('search prints passages, and as JSON the results of the HTTP API', async () => {
    expect((await runCarrel(['search', 'courtyard'], data)).stdout).toContain('rules/smoking.txt');
    const { results } = lastJson((await runCarrel(['search', 'courtyard', '--limit', '1', '--json'], data)).stdout) as {
      results: unknown[];
    };
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ rank: 1, source: 'rules/smoking.txt', place: { lineStart: 1 } });
  });

  test('collections, documents and models are listed', async () => {
    expect(lastJson((await runCarrel(['collections', '--json'], data)).stdout)).toMatchObject({ collections: [{ name: 'handbook' }] });
    const { documents } = lastJson((await runCarrel(['documents', '--json'], data)).stdout) as {
      documents: { source: string; status: string }[];
    };
    expect(documents.find(({ source }) => source === 'logo.bin')?.status).toBe('skipped');
    expect(lastJson((await runCarrel(['models', '--json'], data)).stdout)).toMatchObject({ models: [{ id: 'extractive' }] });
  });
});

describe('usage', () => {
  test.each([
    [['frobnicate'], 'there is no command "frobnicate"'],
    [['ask'], 'usage is: carrel ask <question>'],
    [['ask', 'x', '--colour', 'red'], '--colour'],
    [['collections', 'extra'], 'takes no "extra"'],
  ])('%j is wrong usage: 2', async (words, message) => {
    const ran = await runCarrel(words, data);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain(message);
    expect(ran.stdout).toBe('');
  });

  test('--help lists every command, and each has its own', async () => {
    const general = await runCarrel(['--help'], data);
    for (const name of ['ingest', 'ask', 'search', 'collections', 'documents', 'models', 'serve', 'doctor']) {
      expect(general.stdout).toContain(name);
      expect((await runCarrel([name, '--help'], data)).stdout).toContain(`carrel ${name}`);
    }
  });

  test('a setting that makes no sense is named with what is expected', async () => {
    const ran = await runCarrel(['collections'], data, { CARREL_PORT: 'eighty' });
    expect(ran.status).toBe(1);
    expect(ran.stderr).toBe('carrel: CARREL_PORT is "eighty". Give a whole number from 0 to 65535.\n');
  });

  test('several collections and none named: says which there are', async () => {
    const other = join(folder, 'two');
    mkdirSync(join(folder, 'notes'));
    writeFileSync(join(folder, 'notes/a.md'), '# A\n\nalpha\n');
    await runCarrel(['ingest', join(folder, 'handbook')], other);
    await runCarrel(['ingest', join(folder, 'notes')], other);
    const ran = await runCarrel(['ask', 'alpha?'], other);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('handbook, notes');
  });
});

describe('serve', () => {
  test('prints its address, answers, and ends with 0 at SIGTERM', async () => {
    const child = spawn(process.execPath, [launcher, 'serve', '--port', '0'], {
      env: cleanEnvironment({ CARREL_DATA: data }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const match = /http:\/\/\S+/.exec(text);
        if (match !== null) resolve(match[0]);
      });
      child.on('close', () => reject(new Error('serve ended early')));
    });
    expect(await (await fetch(`${address}/api/health`)).json()).toMatchObject({ status: 'ok' });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('says what to do when the port is taken', async () => {
    const { createServer } = await import('node:http');
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port));
    });
    const ran = await runCarrel(['serve', '--port', String(port)], data);
    blocker.close();
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain(`Port ${port} of 127.0.0.1 is taken`);
  });
});
