/** Where the time of an answer went, and what the log of a server says. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { configureLog } from '../../core/log.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { startOffice } from './office-server.ts';
import { lastJson, runCarrel } from './run-carrel.ts';
import { createCollection, parseEvents, post, type Running, startServer, upload } from './running.ts';

interface Step {
  readonly step: string;
  readonly tookMs: number;
  readonly figures: Readonly<Record<string, unknown>>;
}

const question = 'How many days of annual leave a year?';
let office: Running;
let model: FakeModelServer;
let written: Running;
beforeAll(async () => {
  office = await startOffice();
  model = await startFakeModelServer({ reply: 'Every employee has 27 days of annual leave a year. [1]' });
  written = await startServer({ ollamaUrl: model.url });
  await createCollection(written, 'office');
  await upload(written, 'office', { 'leave.md': '# Leave\n\nEvery employee has 27 days of annual leave a year.\n' });
});
afterAll(async () => {
  await Promise.all([office.stop(), written.stop()]);
  await model.close();
});

const traceOf = async (server: Running, model: string): Promise<readonly Step[]> => {
  const response = await post(server, '/api/collections/office/answers?trace=1', { question, model });
  const { trace, receipt } = (await response.json()) as { trace: Step[]; receipt: { timings: { totalMs: number } } };
  // The steps follow one another: together they are the answer and what opens it.
  expect(trace.reduce((sum, { tookMs }) => sum + tookMs, 0)).toBeGreaterThanOrEqual(receipt.timings.totalMs - 2);
  return trace;
};

describe('a trace', () => {
  test('names the steps in order, with the figures of the plan and of the end', async () => {
    const trace = await traceOf(office, 'extractive');
    expect(trace.map(({ step }) => step)).toEqual(['opening', 'searching', 'planning', 'asking', 'writing', 'checking']);
    expect(trace.find(({ step }) => step === 'planning')?.figures).toMatchObject({ mode: 'retrieve', documentsTotal: 2 });
    expect(trace.at(-1)?.figures).toMatchObject({ verified: expect.any(Number), outputTokens: 0 });
  });

  test('of a model holds what its server counted', async () => {
    const trace = await traceOf(written, '');
    const end = trace.at(-1)?.figures;
    expect(end?.serverPromptTokens).toBeGreaterThan(0);
    expect(end?.outputTokens).toBeGreaterThan(0);
  });

  test('comes right before the end of a stream, and only for whoever asks', async () => {
    const events = async (query: string): Promise<readonly string[]> => {
      const response = await post(
        office,
        `/api/collections/office/answers${query}`,
        { question, model: 'extractive' },
        { accept: 'text/event-stream' },
      );
      return parseEvents(await response.text()).map(({ name }) => name);
    };
    expect((await events('?trace=1')).slice(-2)).toEqual(['trace', 'answer-end']);
    expect(await events('')).not.toContain('trace');
    expect(
      (await post(office, '/api/collections/office/answers', { question }).then((reply) => reply.json())) as object,
    ).not.toHaveProperty('trace');
  });

  test('is shown by the command line, and is part of its result', async () => {
    const words = ['ask', question, '--collection', 'office', '--model', 'extractive', '--trace', '--json'];
    const { stdout, stderr } = await runCarrel(words, office.data);
    expect(stderr).toMatch(/searching +\d+\.\d ms/);
    expect((lastJson(stdout) as { trace: Step[] }).trace.map(({ step }) => step)).toContain('searching');
  });
});

test('the log of a server is JSON, names each request, and holds no word of a question', async () => {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  configureLog({ log: 'json', logLevel: '' });
  try {
    const ask = (path: string, id: string) => post(office, path, { question: 'platypus', model: 'extractive' }, { 'x-request-id': id });
    const asked = await ask('/api/collections/nowhere/answers', 'from-a-proxy');
    expect(asked.headers.get('x-request-id')).toBe('from-a-proxy');
    const answered = await ask('/api/collections/office/answers', 'not an id');
    await answered.text();
    const own = answered.headers.get('x-request-id');
    expect(own).toMatch(/^[\w-]{36}$/);
    expect(lines.join('')).not.toContain('platypus');
    const logged = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
    const refused = { level: 'debug', message: 'request', status: 404, path: '/api/collections/nowhere/answers' };
    expect(logged).toContainEqual(expect.objectContaining({ ...refused, requestId: 'from-a-proxy', method: 'POST' }));
    const answer = logged.find(({ message }) => message === 'answer');
    expect(answer).toMatchObject({ level: 'debug', requestId: own, collection: 'office', model: 'extractive' });
    expect(answer?.steps).toContainEqual(expect.objectContaining({ step: 'searching' }));
  } finally {
    configureLog({ log: 'text', logLevel: '' });
    spy.mockRestore();
  }
});
