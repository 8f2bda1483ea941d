/** The nginx recipe of wrangler-free.md as it is printed, and a page of another origin that attacks through it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../browser.ts';
import { type Attacker, formAttack, openAttacker, recipe, scriptAttack, statusFromPage } from './recipes.ts';
import { createCollection, type Running, startServer, upload } from './running.ts';

const browserPath = findBrowser();
const hasNginx = spawnSync('nginx', ['-v']).status === 0;
const missing = [...(browserPath === null ? ['Chromium'] : []), ...(hasNginx ? [] : ['nginx'])];
if (missing.length > 0) process.stderr.write(`Skipped: the recipe with nginx, because this machine has no ${missing.join(' and no ')}.\n`);

const credentials = { username: 'amna', password: 'green-safe' };

describe.skipIf(browserPath === null || !hasNginx)('behind nginx', () => {
  let folder: string;
  let carrel: Running;
  let proxy: ChildProcess;
  let attacker: Attacker;
  /** The recipe, and one that takes Origin away, as this project's own page once recommended. */
  let ports: { readonly recipe: number; readonly stripping: number };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carrel-nginx-'));
    carrel = await startServer({ allowedHosts: 'carrel.example' });
    await createCollection(carrel, 'office');
    await upload(carrel, 'office', { 'leave.md': '# Leave\n\nEvery employee has 27 days of annual leave a year.\n' });
    ports = { recipe: await freePort(), stripping: await freePort() };
    proxy = await startNginx(folder, configuration(folder, new URL(carrel.address).port, ports));
    attacker = await openAttacker(browserPath ?? '');
  });

  afterAll(async () => {
    await attacker?.close();
    await ended(proxy);
    await carrel?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const documents = async (): Promise<number> => {
    const list = (await (await fetch(`${carrel.address}/api/collections/office/documents`)).json()) as { documents: unknown[] };
    return list.documents.length;
  };
  const collections = async (): Promise<string> => (await fetch(`${carrel.address}/api/collections`)).text();

  test('who has no password gets nothing; who has one gets the page and its answers', async () => {
    expect((await fetch(`http://127.0.0.1:${ports.recipe}/`)).status).toBe(401);
    const page = await (await attacker.browser.newContext({ httpCredentials: credentials })).newPage();
    const own = await page.goto(`http://carrel.example:${ports.recipe}/`);
    expect(own?.status()).toBe(200);
    const asked = { question: 'How many days of annual leave?', model: 'extractive' };
    expect(await statusFromPage(page, '/api/collections/office/answers', asked)).toBe(200);
    await page.context().close();
  });

  test('a form of another origin adds nothing, although the browser sends the password with it', async () => {
    const page = await attacker.visit({ httpCredentials: credentials });
    const answer = await formAttack(page, `http://carrel.example:${ports.recipe}/api/collections/office/documents`);
    expect(answer).toMatchObject({ status: 403 });
    expect(answer.text).toContain('origin-refused');
    expect(await documents()).toBe(1);
    await page.context().close();
  });

  test('a script of another origin makes no collection', async () => {
    const page = await attacker.visit({ httpCredentials: credentials });
    await scriptAttack(page, `http://carrel.example:${ports.recipe}/api/collections`);
    expect(await collections()).not.toContain('stolen');
    await page.context().close();
  });

  test('a form whose Origin the proxy takes away adds nothing', async () => {
    const page = await attacker.visit({ httpCredentials: credentials });
    const answer = await formAttack(page, `http://carrel.example:${ports.stripping}/api/collections/office/documents`);
    expect(answer).toMatchObject({ status: 403 });
    expect(answer.text).toContain('takes the Origin header away');
    expect(await documents()).toBe(1);
    await page.context().close();
  });

  test('a name that was rebound to the proxy reads nothing', async () => {
    const page = await (await attacker.browser.newContext({ httpCredentials: credentials })).newPage();
    expect((await page.goto(`http://rebound.example:${ports.recipe}/`))?.status()).toBe(403);
    expect(await statusFromPage(page, '/api/collections')).toBe(403);
    expect(await statusFromPage(page, '/api/collections', { name: 'stolen' })).toBe(403);
    expect(await collections()).not.toContain('stolen');
    await page.context().close();
  });
});

function configuration(folder: string, carrelPort: string, ports: { readonly recipe: number; readonly stripping: number }): string {
  writeFileSync(join(folder, 'carrel.htpasswd'), `${credentials.username}:{PLAIN}${credentials.password}\n`);
  const location = recipe('nginx').replaceAll('127.0.0.1:8642', `127.0.0.1:${carrelPort}`).replaceAll('/etc/nginx', folder);
  const stripping = location.replace('proxy_set_header Host $http_host;', '$& proxy_set_header Origin "";');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  return [
    `pid ${folder}/nginx.pid; error_log ${folder}/error.log; worker_processes 1; daemon off; master_process off;`,
    `events {} http { access_log off; ${temporary.join(' ')}`,
    `server { listen 127.0.0.1:${ports.recipe}; ${location} }`,
    `server { listen 127.0.0.1:${ports.stripping}; ${stripping} } }`,
  ].join('\n');
}

async function startNginx(folder: string, text: string): Promise<ChildProcess> {
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, text);
  const child = spawn('nginx', ['-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    complaint += piece;
  });
  const [, port] = /listen 127\.0\.0\.1:(\d+)/.exec(text) ?? [];
  // nginx says nothing when it is ready: it is as soon as it answers.
  while (child.exitCode === null) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    if (answered !== null) return child;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nginx ended: ${complaint}`);
}

function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill();
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
