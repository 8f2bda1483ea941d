/** Which modules of Node a parser process can reach: the few that it needs, by no way any other. */
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { AppError } from '../../core/errors.ts';
import { parsers } from '../../ingest/parse/index.ts';
import type { Prepared } from '../../ingest/prepare.ts';
import { openParserPool } from '../../ingest/sandbox/pool.ts';
import { expectedFiles, fixturesOf } from '../fixtures/describe.ts';

/** Those that parsers or their libraries need, and why each may be open. A name is added here and in close-builtins.ts. */
const open: Readonly<Record<string, string>> = {
  buffer: 'memory only',
  events: 'memory only',
  fs: 'held by the permission model',
  'fs/promises': 'held by the permission model',
  module: 'require for CommonJS packages; what loads or runs more is taken away',
  os: 'facts about the machine; priorities are closed',
  path: 'memory only',
  stream: 'memory only',
  string_decoder: 'memory only',
  timers: 'memory only',
  'timers/promises': 'memory only',
  url: 'memory only',
  util: 'memory only',
  zlib: 'memory only',
};

/** Functions of `process` that stay: they tell something, or end or slow nobody but the parser itself. */
const openFunctions = new Set(
  `_rawDebug uptime _getActiveRequests _getActiveHandles getActiveResourcesInfo reallyExit cpuUsage threadCpuUsage resourceUsage memoryUsage
  constrainedMemory availableMemory exit ref unref hrtime openStdin getuid geteuid getgid getegid getgroups _fatalException
  setUncaughtExceptionCaptureCallback hasUncaughtExceptionCaptureCallback emitWarning nextTick _tickCallback setSourceMapsEnabled
  _startProfilerIdleNotifier _stopProfilerIdleNotifier abort cwd assert`.split(/\s+/),
);
const closedFunctions = new Set(
  `binding _linkedBinding dlopen _kill kill loadEnvFile execve _debugProcess _debugEnd umask chdir initgroups setgroups setegid seteuid
  setgid setuid getBuiltinModule addUncaughtExceptionCaptureCallback`.split(/\s+/),
);

const names = [...new Set(builtinModules.flatMap((name) => [name, `node:${name.replace(/^node:/, '')}`]))];
let answers: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
let functions: readonly string[] = [];

beforeAll(async () => {
  const exported = await Promise.all(
    names.map(async (name) => [name, Object.keys(await import(name)).find((one) => one !== 'default') ?? 'default']),
  );
  const config = loadConfig({ flags: { parsers: '1' }, environment: {} });
  const pool = openParserPool(config, { entry: fileURLToPath(new URL('sandbox-children/builtins.ts', import.meta.url)) });
  const bytes = Buffer.from(JSON.stringify({ modules: Object.fromEntries(exported) }));
  const prepared = await pool.prepare({ source: 'probes', bytes }, new AbortController().signal);
  pool.close();
  ({ answers, functions } = JSON.parse(prepared.format));
});

const isOpen = (name: string): boolean => name.replace(/^node:/, '') in open;

describe('in a parser process', () => {
  test('no module of Node opens that is not judged to be needed, by any way', () => {
    const reached = names
      .filter((name) => !isOpen(name))
      .flatMap((name) =>
        Object.entries(answers[name] ?? { 'not asked': 'open' }).flatMap(([way, answer]) =>
          answer === 'open' ? [`${name} by ${way}`] : [],
        ),
      );
    expect(reached).toEqual([]);
    expect(names.length).toBeGreaterThan(100);
  });

  test('those that are needed open by the ordinary ways, and by no back door', () => {
    for (const name of names.filter(isOpen)) {
      expect(answers[name], name).toMatchObject({ 'import default': 'open', 'import named': 'open', require: 'open' });
      expect(answers[name]?.['process.binding'], name).toBe('ERR_ACCESS_DENIED');
      expect(answers[name]?.['after a hook of its own'], name).toBe('ERR_ACCESS_DENIED');
    }
  });

  test('every function of `process` is judged', () => {
    expect(functions.filter((name) => !openFunctions.has(name) && !closedFunctions.has(name))).toEqual([]);
  });
});

test('every fixture is read behind closed doors as it is outside', async () => {
  const pool = openParserPool(loadConfig({ flags: {}, environment: {} }));
  const outcomeOf = (work: Promise<Prepared>): Promise<string> =>
    work.then(
      ({ document }) => document?.parsed.text ?? '',
      ({ code, message, hint }: AppError) => `${code}\n${message}\n${hint}\n`,
    );
  const read = parsers.flatMap(({ name: format }) => {
    const expected = expectedFiles(format);
    return fixturesOf(format).map(async ({ name, bytes }) => {
      const wanted = expected.get(`${name}.fault.txt`) ?? expected.get(`${name}.text.txt`) ?? '';
      return { name, wanted, outcome: await outcomeOf(pool.prepare({ source: name, bytes }, new AbortController().signal)) };
    });
  });
  const results = await Promise.all(read);
  pool.close();
  expect(results.length).toBeGreaterThan(40);
  for (const { name, wanted, outcome } of results) expect(outcome, name).toBe(wanted);
});
