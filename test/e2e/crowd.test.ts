/** Eight people, three collections, one model that holds one prefix: everybody gets a clear end, and nothing stays stuck. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../core/types.ts';
import { type FakeModelServer, type FakeModelServerOptions, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { createCollection, post, type ReceivedEvent, type Running, startServer, upload } from './running.ts';

const collections = ['houses', 'ships', 'towns'] as const;
type Collection = (typeof collections)[number];
/** Who asks about what: nobody stands beside somebody with the same documents. */
const people: readonly Collection[] = Array.from({ length: 8 }, (_, person) => collections[person % 3] ?? 'houses');

let model: FakeModelServer;
let server: Running;

const options: FakeModelServerOptions = {
  flavour: 'llama-server',
  models: [{ ...fakeModels.twentySix, name: 'gemma-crowd' }],
  reply: 'The lease of number 7 ends in May [1].',
  // Some 3,000 tokens are read in 150 ms.
  tokensPerMs: 20,
};

/** Twenty sections, so that a scan has parts. */
const textOf = (name: string): string =>
  Array.from(
    { length: 20 },
    (_, part) => `# Street ${part}\n\n${[0, 1, 2, 3, 4, 5, 6, 7].map((line) => lineOf(name, part * 8 + line)).join('')}`,
  ).join('\n');
const lineOf = (name: string, line: number): string => `Line ${line}: the lease of number ${line} of the ${name} ends in May.\n`;

beforeAll(async () => {
  model = await startFakeModelServer(options);
  server = await startServer({ warmUp: 'off', openaiUrl: model.url, scanTimeoutMs: '400', retrieveTokens: '1500' });
  for (const name of collections) {
    await createCollection(server, name);
    await upload(server, name, { [`${name}.md`]: textOf(name) });
  }
});
afterEach(() => model.setFault(null));
afterAll(async () => {
  await server.stop();
  await model.close();
});

interface Person {
  readonly events: ReceivedEvent[];
  /** Resolves when the stream is over, whoever ended it. */
  readonly ended: Promise<void>;
  goAway(): void;
  /** Resolves when an event of this kind was seen, or the stream is over. */
  until(isIt: (event: ReceivedEvent) => boolean): Promise<void>;
}

function asks(collection: Collection, question: string, mode = 'whole'): Person {
  const stop = new AbortController();
  const events: ReceivedEvent[] = [];
  let came = Promise.withResolvers<void>();
  const follow = async (): Promise<void> => {
    const body = JSON.stringify({ question, mode });
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const path = `${server.address}/api/collections/${collection}/answers`;
    const response = await fetch(path, { method: 'POST', body, headers, signal: stop.signal });
    let rest = '';
    for await (const part of response.body ?? []) {
      const frames = (rest + Buffer.from(part).toString()).split('\n\n');
      rest = frames.pop() ?? '';
      events.push(...frames.flatMap(eventOf));
      came.resolve();
      came = Promise.withResolvers();
    }
  };
  let isOver = false;
  // A stream that was cut ends too: what came before it is what is looked at.
  const ended = follow()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
      came.resolve();
    });
  return {
    ...{ events, ended },
    goAway: () => stop.abort(),
    async until(isIt) {
      while (!isOver && !events.some(isIt)) await came.promise;
    },
  };
}

function eventOf(frame: string): readonly ReceivedEvent[] {
  const match = /^event: (.*)\ndata: (.*)$/.exec(frame);
  return match === null ? [] : [{ name: match[1] ?? '', data: JSON.parse(match[2] ?? '') as unknown }];
}

const phase =
  (wanted: string) =>
  ({ name, data }: ReceivedEvent): boolean =>
    name === 'progress' && (data as { phase: string }).phase === wanted;

function answerOf({ events }: Person): Answer | null {
  const last = events.at(-1);
  return last?.name === 'answer-end' ? (last.data as { answer: Answer }).answer : null;
}

function codeOf({ events }: Person): string | null {
  const last = events.at(-1);
  return last?.name === 'problem' ? (last.data as { code: string }).code : null;
}

const isColdRead = ({ receipt }: Answer): boolean => (receipt.cachedTokens ?? 0) < receipt.promptTokens / 2;
const prompts = (): number => model.requests.filter(({ path }) => path === '/v1/chat/completions').length;

/** Whoever came first is served; who that is the network decides. */
function allButOneWait(all: readonly Person[]): Promise<void> {
  const enough = Promise.withResolvers<void>();
  let waiting = 0;
  for (const one of all) {
    void one.until(phase('waiting')).then(() => {
      if (++waiting === all.length - 1) enough.resolve();
    });
  }
  return enough.promise;
}

/** One more question, when all is over: the line is free, and the model answers. */
async function expectFree(): Promise<void> {
  const startedMs = performance.now();
  const last = asks('houses', 'And when does the lease of number 9 end?');
  await last.ended;
  expect(answerOf(last)?.text).toContain('May');
  expect(last.events.some(phase('waiting'))).toBe(false);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
}

describe('eight people who ask about three collections at once', () => {
  test('are all answered, and hardly a collection is read twice', async () => {
    const startedMs = performance.now();
    const all = people.map((collection, person) => asks(collection, `When does the lease of number ${person} end?`));
    await Promise.all(all.map(({ ended }) => ended));
    const answers = all.flatMap((one) => answerOf(one) ?? []);
    console.info(
      `8 people, 3 collections: ${answers.filter(isColdRead).length} full readings, ${Math.round(performance.now() - startedMs)} ms`,
    );
    expect(answers).toHaveLength(8);
    // In order of arrival it would be eight; whoever comes when the last of his group has gone begins a new one.
    expect(answers.filter(isColdRead).length).toBeLessThanOrEqual(5);
    await expectFree();
  });

  test('lose nobody but those who go away, before their turn or in the middle of it', async () => {
    model.setFault('hang-mid-stream');
    const first = asks('houses', 'When does the lease of number 7 end?');
    await first.until(({ name }) => name === 'text-delta' || name === 'problem');
    model.setFault(null);
    const others = people.slice(1).map((collection, person) => asks(collection, `When does the lease of number ${person} end?`));
    await Promise.all(others.map((one) => one.until(phase('waiting'))));
    others[0]?.goAway();
    first.goAway();
    await Promise.all([first, ...others].map(({ ended }) => ended));
    expect(others.map((one) => answerOf(one) !== null)).toEqual([false, true, true, true, true, true, true]);
    await expectFree();
  });

  test('are all told when the model server dies, and served again when it is back', async () => {
    model.setFault('hang-mid-stream');
    const before = prompts();
    const all = people.map((collection, person) => asks(collection, `When does the lease of number ${person} end?`));
    await allButOneWait(all);
    await model.until(() => prompts() > before);
    const diedMs = performance.now();
    const port = Number(new URL(model.url).port);
    await model.close();
    await Promise.all(all.map(({ ended }) => ended));
    console.info(`model server died before 8 people: the last was told after ${Math.round(performance.now() - diedMs)} ms`);
    const codes = all.map(codeOf).toSorted();
    expect(codes.filter((code) => code === 'model-stream-broken')).toHaveLength(1);
    expect(codes.filter((code) => code === 'model-unreachable')).toHaveLength(7);
    model = await startFakeModelServer({ ...options, port });
    await expectFree();
  });

  test('are served between the parts of a scan, which ends in its time and says what it has not read', async () => {
    const scan = asks('towns', 'List every lease of the towns.', 'scan');
    await scan.until(phase('reading'));
    const others = people.map((collection, person) => asks(collection, `When does the lease of number ${person} end?`));
    await Promise.all([scan, ...others].map(({ ended }) => ended));
    expect(others.every((one) => answerOf(one) !== null)).toBe(true);
    const { sections, warnings } = answerOf(scan)?.receipt ?? {};
    console.info(`scan of 400 ms among 8 people: read ${sections?.read} of ${sections?.total} sections`);
    if (sections?.read !== sections?.total) expect(warnings?.join(' ')).toContain('CARREL_SCAN_TIMEOUT_MS');
    expect(answerOf(scan) !== null || codeOf(scan) === 'model-timeout').toBe(true);
    await expectFree();
  });

  test('who are too many are refused at once, and the others keep their places', async () => {
    model.setFault('hang-before-headers');
    const before = prompts();
    const many = Array.from({ length: 20 }, (_, person) =>
      asks(people[person % 8] ?? 'houses', `When does the lease of number ${person} end?`),
    );
    await Promise.race(many.map(({ ended }) => ended));
    await model.until(() => prompts() > before);
    const waiting = many.filter(({ events }) => !events.some(({ name }) => name === 'problem'));
    model.setFault(null);
    for (const one of waiting) one.goAway();
    await Promise.all(many.map(({ ended }) => ended));
    const refused = many.filter((one) => codeOf(one) === 'model-busy');
    expect(refused.length).toBeGreaterThan(0);
    await expectFree();
  });

  test('leave the API to others while they wait', async () => {
    model.setFault('hang-before-headers');
    const all = people.map((collection) => asks(collection, 'When does the lease of number 7 end?'));
    await allButOneWait(all);
    const startedMs = performance.now();
    const found = await post(server, '/api/collections/ships/search', { question: 'lease of number 7' });
    expect(found.status).toBe(200);
    expect((await fetch(`${server.address}/api/health`)).status).toBe(200);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    for (const one of all) one.goAway();
    await Promise.all(all.map(({ ended }) => ended));
  });

  test('are told at once when the server is stopped', async () => {
    model.setFault('hang-mid-stream');
    const all = people.map((collection, person) => asks(collection, `When does the lease of number ${person} end?`));
    await allButOneWait(all);
    const startedMs = performance.now();
    const stopped = server.stop();
    await Promise.all(all.map(({ ended }) => ended));
    console.info(`server stopped before 8 people: all told after ${Math.round(performance.now() - startedMs)} ms`);
    expect(all.map(codeOf)).toEqual(all.map(() => 'cancelled'));
    // Streams that do not end by themselves are given two seconds, and connections that never sent anything.
    expect(performance.now() - startedMs).toBeLessThan(1_500);
    await stopped;
    await model.until((requests) => requests.every(({ outcome }) => outcome !== 'open'));
    server = await startServer({ warmUp: 'off', openaiUrl: model.url });
  });
});
