/** The lines of the log. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { configureLog, faultFigures, inRequest, log } from '../../core/log.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  configureLog({ log: 'text', logLevel: '' });
});

test('as JSON each line is an object with its time, level and request', () => {
  configureLog({ log: 'json', logLevel: '' });
  inRequest('abc', () => log('debug', 'request', { status: 200, path: 'a\nb' }));
  log('error', 'fault', faultFigures(new Error('broken', { cause: new Error('below') })));
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toMatchObject({ level: 'debug', message: 'request', requestId: 'abc', status: 200, path: 'a\nb' });
  expect(Date.parse(String(first?.time))).not.toBeNaN();
  expect(second).toMatchObject({ level: 'error', fault: expect.stringContaining('broken'), cause: expect.stringContaining('below') });
  expect(second).not.toHaveProperty('requestId');
});

test('as text a line is one line, whatever it holds, and says no more than a person wants', () => {
  log('info', 'ingest: one\n  two', { status: 200 });
  log('debug', 'request');
  expect(lines).toEqual(['carrel: ingest: one | two {"status":200}\n']);
});

test.each([
  ['error', 1],
  ['warning', 2],
  ['info', 3],
  ['debug', 4],
])('at the level %s %d of four are logged', (logLevel, expected) => {
  configureLog({ log: 'json', logLevel });
  for (const level of ['error', 'warning', 'info', 'debug'] as const) log(level, level);
  expect(lines).toHaveLength(expected);
});

test('what a request leaves running names it still', async () => {
  configureLog({ log: 'json', logLevel: '' });
  await Promise.all(
    ['one', 'two'].map((id) =>
      inRequest(id, async () => {
        await Promise.resolve();
        log('info', id);
      }),
    ),
  );
  for (const line of lines.map((text) => JSON.parse(text) as Record<string, unknown>)) expect(line.requestId).toBe(line.message);
});
