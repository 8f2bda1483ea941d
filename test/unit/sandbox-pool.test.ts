/** The pool of parser processes under good files and bad ones. */
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { Prepared } from '../../ingest/prepare.ts';
import { openParserPool, type ParserPool } from '../../ingest/sandbox/pool.ts';

const hostile = fileURLToPath(new URL('sandbox-children/hostile.ts', import.meta.url));
const signal = new AbortController().signal;
const megabyte = 1024 * 1024;
let open: ParserPool[] = [];

function pool(flags: Readonly<Record<string, string>> = {}, entry: string | undefined = hostile): ParserPool {
  const config = loadConfig({ flags: { parsers: '1', ...flags }, environment: {} });
  const opened = openParserPool(config, { entry });
  open.push(opened);
  return opened;
}

afterEach(() => {
  for (const opened of open) opened.close();
  open = [];
});

const file = (source: string, bytes: Uint8Array = Buffer.from('bytes')) => ({ source, bytes });
const processOf = ({ format }: Prepared): string => format.split(' ').slice(0, 2).join(' ');

/** Sends a bad file between good ones; gives the fault of the bad one after checking that the good ones came through. */
async function faultAmongGoodFiles(source: string, flags: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const parsers = pool(flags);
  const results = await Promise.allSettled(['before', source, 'after 1', 'after 2'].map((name) => parsers.prepare(file(name), signal)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  return results[1]?.status === 'rejected' ? results[1].reason : null;
}

describe('a bad file costs itself and no other', () => {
  test.each([
    ['hang', 'took over 0.3 s of processor time and was stopped'],
    ['wait', 'made its parser wait for nothing and was stopped after 0.3 s'],
  ])('one that makes its parser %s is stopped at the time limit', async (source, what) => {
    const fault = await faultAmongGoodFiles(source, { parserTimeoutMs: '300' });
    // Elsewhere the processor time of another process is not known (processor-use.ts).
    const words = process.platform === 'linux' ? what : 'was not read in 1.2 s and was stopped';
    expect(fault).toMatchObject({ code: 'parse-timeout', message: `${source} ${words}` });
  });

  test.each(['heap', 'buffers'])('one that fills the memory with %s is stopped at the memory limit', async (source) => {
    // Elsewhere the kernel sets no limit for buffers (start.ts).
    if (source === 'buffers' && process.platform !== 'linux') return;
    const fault = await faultAmongGoodFiles(source, { parserMemoryBytes: String(128 * megabyte) });
    expect(fault).toMatchObject({ code: 'parse-memory' });
  });

  test.each(['crash', 'exit', 'throw', 'garbage', 'lying frame', 'gap between chunks', 'unknown message'])(
    'one that makes its process do "%s" is a crash',
    async (source) => {
      expect(await faultAmongGoodFiles(source)).toMatchObject({ code: 'parse-crashed' });
    },
  );

  test('one that leaves a rejection behind and never settles fails long before the time limit', async () => {
    const fault = await faultAmongGoodFiles('stray rejection and silence');
    expect(fault).toMatchObject({ code: 'parse-crashed' });
  });

  test('one that leaves a rejection behind but is read is read', async () => {
    await expect(pool().prepare(file('stray rejection'), signal)).resolves.toBeDefined();
  });

  test('what the parser says of it comes over with code and remedy', async () => {
    const fault = await faultAmongGoodFiles('refuse');
    expect(fault).toMatchObject({ code: 'file-damaged', message: 'refuse is damaged', hint: 'Mend it.' });
  });
});

describe('an innocent file is read', () => {
  test('when the machine gives its parser so little time that it takes many times the limit', async () => {
    if (process.platform !== 'linux') return;
    await expect(pool({ parserTimeoutMs: '300' }).prepare(file('starved'), signal)).resolves.toBeDefined();
  });

  test('when its process takes longer to start than a file may take', async () => {
    const slow = fileURLToPath(new URL('sandbox-children/slow-start.ts', import.meta.url));
    await expect(pool({ parserTimeoutMs: '200' }, slow).prepare(file('x'), signal)).resolves.toBeDefined();
  });

  test('when its process falls over it once, but not when it has one of its own', async () => {
    const parsers = pool();
    const names = ['before', 'crash unless it is the first', 'after', 'crash unless it is the first'];
    const results = await Promise.all(names.map((name) => parsers.prepare(file(name), signal)));
    const [before, suspect, after, other] = results.map(processOf);
    expect(new Set([before, suspect, other]).size).toBe(3);
    expect([suspect, other]).not.toContain(after);
  });

  test('while another waits for a process of its own', async () => {
    const parsers = pool({ parsers: '2' });
    const names = Array.from({ length: 60 }, (_, index) => (index % 20 === 10 ? 'crash' : `file ${index}`));
    const results = await Promise.allSettled(names.map((name) => parsers.prepare(file(name), signal)));
    expect(results.map(({ status }) => status)).toEqual(names.map((name) => (name === 'crash' ? 'rejected' : 'fulfilled')));
  });
});

describe('a process that cannot be started', () => {
  const missing = fileURLToPath(new URL('sandbox-children/no-such-program.ts', import.meta.url));

  test('is tried again, and then ends the run without blaming a file', async () => {
    const notices: string[] = [];
    const config = loadConfig({ flags: { parsers: '1' }, environment: {} });
    const parsers = openParserPool(config, { entry: missing, bubblewrap: null, onNotice: (notice) => notices.push(notice) });
    open.push(parsers);
    const fault = await parsers.prepare(file('innocent'), signal).catch((reason: unknown) => reason);
    expect(fault).toMatchObject({ code: 'internal', message: 'No parser process could be started' });
    expect(notices).toEqual([expect.stringContaining('no-such-program')]);
  }, 30_000);

  test('for its second wall starts without it, and that is said once', async () => {
    if (process.platform !== 'linux') return;
    const notices: string[] = [];
    const config = loadConfig({ flags: { parsers: '2' }, environment: {} });
    const parsers = openParserPool(config, { entry: hostile, bubblewrap: '/bin/false', onNotice: (notice) => notices.push(notice) });
    open.push(parsers);
    await Promise.all(['one', 'two', 'three'].map((name) => parsers.prepare(file(name), signal)));
    expect(notices.length).toBe(1);
    expect(notices[0]).toContain('without their second wall');
  });
});

describe('processes', () => {
  test('one is used again and again', async () => {
    const parsers = pool();
    const results = await Promise.all(Array.from({ length: 100 }, (_, index) => parsers.prepare(file(`file ${index}`), signal)));
    expect(new Set(results.map(processOf)).size).toBe(1);
  });

  test('there are never more than the config says, and as many when there is work for them', async () => {
    const parsers = pool({ parsers: '2' });
    const results = await Promise.all(Array.from({ length: 100 }, (_, index) => parsers.prepare(file(`file ${index}`), signal)));
    expect(new Set(results.map(processOf)).size).toBe(2);
  });

  test('one is replaced after it has served its number of files', async () => {
    const parsers = pool();
    const results = await Promise.all(Array.from({ length: 1100 }, (_, index) => parsers.prepare(file(`file ${index}`), signal)));
    expect(new Set(results.map(processOf)).size).toBe(2);
  });

  test('bytes go there and back unchanged, also many', async () => {
    const bytes = Buffer.from(Array.from({ length: 5 * megabyte }, (_, index) => index % 251));
    const { inner } = await pool().prepare(file('large', bytes), signal);
    expect(Buffer.compare(Buffer.from(inner[0]?.bytes ?? []), bytes)).toBe(0);
  });
});

describe('stopping', () => {
  test('an abort ends the waiting at once, also in a hanging parser', async () => {
    const controller = new AbortController();
    const waiting = pool().prepare(file('hang'), controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a file that comes after the abort is not begun', async () => {
    await expect(pool().prepare(file('x'), AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('closing the pool ends what is in it', async () => {
    const parsers = pool();
    const waiting = [parsers.prepare(file('hang'), signal), parsers.prepare(file('next'), signal)];
    parsers.close();
    for (const result of waiting) await expect(result).rejects.toMatchObject({ code: 'cancelled' });
  });
});

test('the real parsers work inside the sandbox', async () => {
  const config = loadConfig({ flags: { parsers: '1' }, environment: {} });
  const parsers = openParserPool(config);
  open.push(parsers);
  const { document } = await parsers.prepare(file('leave.md', Buffer.from('# Leave\n\nThirty days a year.\n')), signal);
  expect(document).toMatchObject({ format: 'markdown', parsed: { title: 'Leave' } });
  expect(document?.chunks.at(-1)?.span.end).toBe(document?.parsed.text.length);
});
