/** The container recipe of wrangler-free.md in a network namespace, its port published on loopback, and a page that attacks. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../browser.ts';
import { type Attacker, formAttack, openAttacker, recipe, root, scriptAttack, statusFromPage } from './recipes.ts';
import { cleanEnvironment } from './run-carrel.ts';

interface Namespace {
  readonly name: string;
  /** Its address, as this machine and the network beyond see a container's. */
  readonly address: string;
}

const browserPath = findBrowser();
const namespace = browserPath === null ? null : openNamespace();
if (namespace === null) {
  const reason =
    browserPath === null ? 'this machine has no Chromium' : 'no network namespace can be made here (that needs root and iproute2)';
  process.stderr.write(`Skipped: the container recipe, because ${reason}.\n`);
}

describe.skipIf(namespace === null)('in a container', () => {
  const inside = namespace ?? { name: '', address: '' };
  let data: string;
  let carrel: ChildProcess;
  let publisher: Server;
  let published: string;
  let attacker: Attacker;

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'carrel-container-'));
    carrel = await startInside(inside, data);
    publisher = await publish(inside);
    published = `127.0.0.1:${(publisher.address() as AddressInfo).port}`;
    attacker = await openAttacker(browserPath ?? '');
    const made = await fetch(`http://${published}/api/collections`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'office' }),
    });
    expect(made.status).toBe(201);
  });

  afterAll(async () => {
    await attacker?.close();
    publisher?.close();
    if (carrel !== undefined && carrel.exitCode === null) {
      const over = new Promise((resolve) => carrel.once('exit', resolve));
      carrel.kill();
      await over;
    }
    ip('netns', 'delete', inside.name);
    rmSync(data, { recursive: true, force: true });
  });

  const collections = async (): Promise<string> => (await fetch(`http://${published}/api/collections`)).text();

  test('its page opens under the published address', async () => {
    const page = await (await attacker.browser.newContext()).newPage();
    expect((await page.goto(`http://${published}/`))?.status()).toBe(200);
    expect(await statusFromPage(page, '/api/collections')).toBe(200);
    await page.context().close();
  });

  test('a name that was rebound to it reads and writes nothing', async () => {
    const page = await (await attacker.browser.newContext()).newPage();
    const port = published.split(':')[1];
    expect((await page.goto(`http://rebound.example:${port}/`))?.status()).toBe(403);
    expect(await statusFromPage(page, '/api/collections')).toBe(403);
    expect(await statusFromPage(page, '/api/collections', { name: 'stolen' })).toBe(403);
    expect(await collections()).not.toContain('stolen');
    await page.context().close();
  });

  test('a form and a script of another origin change nothing', async () => {
    const page = await attacker.visit();
    await scriptAttack(page, `http://${published}/api/collections`);
    expect(await collections()).not.toContain('stolen');
    const answer = await formAttack(page, `http://${published}/api/collections/office/documents`);
    expect(answer).toMatchObject({ status: 403 });
    expect(answer.text).toContain('origin-refused');
    const list = await (await fetch(`http://${published}/api/collections/office/documents`)).json();
    expect(list).toMatchObject({ documents: [] });
    await page.context().close();
  });

  test('a form without Origin, straight to the address of the container, adds nothing', async () => {
    const headers = { host: '127.0.0.1:8642', 'user-agent': 'Mozilla/5.0', 'content-type': 'multipart/form-data; boundary=x' };
    expect(await statusInside(inside, 'POST', '/api/collections/office/documents', headers)).toBe(403);
    expect(await statusInside(inside, 'GET', '/api/collections', { host: 'rebound.example:8642' })).toBe(403);
    expect(await statusInside(inside, 'GET', '/api/collections', { host: '127.0.0.1:8642' })).toBe(200);
  });
});

function ip(...words: readonly string[]): boolean {
  return spawnSync('ip', words).status === 0;
}

/** Two ends of a cable: one here, one in a network of its own that knows nothing else. */
function openNamespace(): Namespace | null {
  const tag = process.pid.toString(36);
  const name = `carrel-${tag}`;
  // 198.18.0.0/15 is for tests between networks (RFC 2544); four addresses of it, by the process, so that runs do not meet.
  const base = (process.pid % 16_384) * 4;
  const address = (last: number): string => `198.18.${(base >> 8) & 255}.${(base & 255) + last}`;
  if (!ip('netns', 'add', name)) return null;
  const [here, there] = [`ca${tag}`, `cb${tag}`];
  const isUp =
    ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name) &&
    ip('addr', 'add', `${address(1)}/30`, 'dev', here) &&
    ip('link', 'set', here, 'up') &&
    ip('-n', name, 'addr', 'add', `${address(2)}/30`, 'dev', there) &&
    ip('-n', name, 'link', 'set', there, 'up') &&
    ip('-n', name, 'link', 'set', 'lo', 'up');
  if (isUp) return { name, address: address(2) };
  ip('netns', 'delete', name);
  return null;
}

/** The environment and the command of the recipe; only the folder of the data is another. */
function startInside({ name }: Namespace, data: string): Promise<ChildProcess> {
  const text = recipe('dockerfile');
  const settings =
    /^ENV (.*)$/m
      .exec(text)?.[1]
      ?.split(' ')
      .map((pair) => pair.split('=')) ?? [];
  const command = JSON.parse(/^CMD (.*)$/m.exec(text)?.[1] ?? '[]') as string[];
  const environment = cleanEnvironment({ ...Object.fromEntries(settings), CARREL_DATA: data });
  const child = spawn('ip', ['netns', 'exec', name, ...command], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (piece: string): void => {
      said += piece;
      if (said.includes('is ready')) resolve(child);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.on('exit', () => reject(new Error(`Carrel ended: ${said}`)));
  });
}

/** What `-p 127.0.0.1:8642:8642` does, on a port that is free here. */
async function publish({ address }: Namespace): Promise<Server> {
  const server = createServer((incoming) => {
    const outgoing = connect(8642, address);
    incoming.pipe(outgoing).pipe(incoming);
    incoming.on('error', () => outgoing.destroy());
    outgoing.on('error', () => incoming.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function statusInside({ address }: Namespace, method: string, path: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({ host: address, port: 8642, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject).end();
  });
}
