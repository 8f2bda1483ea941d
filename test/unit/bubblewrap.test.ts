/**
 * The second wall by itself: a program without any wall of its own, behind bubblewrap. Only where bubblewrap is
 * installed and the kernel lets it work; test/unit/sandbox-doors.test.ts tries both ways to start a parser.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { behindBubblewrap, findBubblewrap } from '../../ingest/sandbox/bubblewrap.ts';

const bubblewrap = findBubblewrap();
const here = dirname(fileURLToPath(import.meta.url));

function walled(code: string): readonly [string, readonly string[]] {
  const [command = '', ...args] = behindBubblewrap(bubblewrap ?? '', [process.execPath, here], here, [process.execPath, '-e', code]);
  return [command, args];
}

const works = bubblewrap !== null && spawnSync(...walled('0')).status === 0;

describe.runIf(works)('behind bubblewrap', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-wall-'));
  const secret = join(folder, 'secret.txt');
  let reached = 0;
  const server = net.createServer((socket) => {
    reached += 1;
    socket.destroy();
  });

  beforeAll(async () => {
    writeFileSync(secret, 'secret');
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const said = (code: string): string =>
    spawnSync(...walled(`try { console.log(${code}) } catch (fault) { console.log(fault.code) }`))
      .stdout.toString()
      .trim();

  test('there is no file but the program and the libraries of Node', () => {
    expect(said(`fs.readFileSync(${JSON.stringify(secret)}, 'utf8')`)).toBe('ENOENT');
    expect(said("fs.readFileSync('/etc/passwd', 'utf8')")).toBe('ENOENT');
    expect(said("fs.readdirSync('/proc')")).toBe('ENOENT');
  });

  test('nothing can be written, not even beside the program', () => {
    expect(said("fs.writeFileSync('/new', '')")).toBe('EROFS');
    expect(said(`fs.writeFileSync(${JSON.stringify(join(here, 'new'))}, '')`)).toBe('EROFS');
    expect(said(`fs.chmodSync(${JSON.stringify(fileURLToPath(import.meta.url))}, 0o600)`)).toBe('EROFS');
  });

  test('there is no other process to send a signal to', () => {
    expect(said(`process.kill(${process.pid}, 0)`)).toBe('ESRCH');
  });

  test('a service of the machine is not reached', () => {
    const { port } = server.address() as AddressInfo;
    const code = `net.connect(${port}, '127.0.0.1').on('connect', () => console.log('open')).on('error', ({ code }) => console.log(code))`;
    expect(['ECONNREFUSED', 'ENETUNREACH']).toContain(
      spawnSync(...walled(code))
        .stdout.toString()
        .trim(),
    );
    expect(reached).toBe(0);
  });

  test('the program dies with whoever is told to end it', async () => {
    const child = spawn(...walled("console.log('here'); setInterval(() => {}, 1000)"), { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    // The pipe closes when the last process that holds it is gone.
    await once(child, 'close');
    expect(child.signalCode).toBe('SIGKILL');
  });
});
