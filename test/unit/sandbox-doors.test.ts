/** What a parser process can reach. The probes run in a real one, with the very flags of production. */
import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { findBubblewrap } from '../../ingest/sandbox/bubblewrap.ts';
import { openParserPool } from '../../ingest/sandbox/pool.ts';

const folder = mkdtempSync(join(tmpdir(), 'carrel-doors-'));
const secretFile = join(folder, 'secret.txt');
const newFile = join(folder, 'new');
const socketPath = join(folder, 'service.sock');
const reached: string[] = [];
const tcp = net.createServer((socket) => {
  reached.push('tcp');
  socket.destroy();
});
const unix = net.createServer((socket) => {
  reached.push('unix');
  socket.destroy();
});
const udp = dgram.createSocket('udp4', () => reached.push('udp'));
type Outcomes = Readonly<Record<string, string>>;
let outcomes: Readonly<Record<'one wall' | 'as many walls as there are', Outcomes>>;
let sockets: Readonly<Record<string, string>> = {};
const here = (name: string): string => fileURLToPath(new URL(`sandbox-children/${name}.ts`, import.meta.url));

beforeAll(async () => {
  writeFileSync(secretFile, 'secret');
  await once(tcp.listen(0, '127.0.0.1'), 'listening');
  const { port } = tcp.address() as AddressInfo;
  await once(udp.bind(port, '127.0.0.1'), 'listening');
  await once(unix.listen(socketPath), 'listening');

  const config = loadConfig({ flags: { parsers: '1' }, environment: {} });
  const bytes = Buffer.from(JSON.stringify({ port, socketPath, secretFile, newFile }));
  const knocked = async (bubblewrap: string | null): Promise<Outcomes> => {
    const pool = openParserPool(config, { entry: here('doors'), bubblewrap });
    const prepared = await pool.prepare({ source: 'probes', bytes }, new AbortController().signal);
    pool.close();
    return JSON.parse(prepared.format);
  };
  outcomes = { 'one wall': await knocked(null), 'as many walls as there are': await knocked(findBubblewrap()) };
  const alone = spawn(process.execPath, [here('sockets')], { stdio: 'pipe' });
  alone.stdin.end(bytes);
  sockets = JSON.parse(await text(alone.stdout));
});

afterAll(() => {
  tcp.close();
  unix.close();
  udp.close();
  rmSync(folder, { recursive: true });
});

describe.each(['one wall', 'as many walls as there are'] as const)('a parser process behind %s', (walls) => {
  test('finds every door closed', () => {
    const open = Object.entries(outcomes[walls]).filter(([, outcome]) => outcome === 'open');
    expect(open).toEqual([]);
    expect(Object.keys(outcomes[walls]).length).toBeGreaterThan(40);
  });

  test('is refused at each socket, and does not just fail to be answered', () => {
    const doors = Object.entries(outcomes[walls]).filter(([name]) => / through the class of |^(?:fetch|WebSocket|EventSource)$/.test(name));
    expect(doors.length).toBe(6);
    expect(doors.filter(([, code]) => code !== 'ERR_ACCESS_DENIED' && code !== 'EACCES')).toEqual([]);
  });
});

describe('a parser process', () => {
  test('has no socket even where it had the modules', () => {
    expect(Object.keys(sockets).length).toBeGreaterThan(20);
    expect(Object.entries(sockets).filter(([, code]) => code === 'open')).toEqual([]);
    const named = Object.entries(sockets).filter(([name]) => /^(net|tls|https?|http2|dgram|dns)\./.test(name));
    expect(named.filter(([, code]) => code !== 'ERR_ACCESS_DENIED' && code !== 'EACCES')).toEqual([]);
  });

  test('reaches no service of the machine', () => {
    expect(reached).toEqual([]);
  });

  test('leaves no file', () => {
    expect(existsSync(newFile)).toBe(false);
    expect(existsSync(secretFile)).toBe(true);
  });
});
