/**
 * What receipts say of the cache against the server's own figures, and what plans foretell against a clock that only the
 * server moves: over thirty questions with a sleeping machine, a second client and a server that is started again.
 */
import { afterEach, expect, test } from 'vitest';
import type { Answer } from '../../core/types.ts';
import { timedGenerator } from '../../server/answer/reading/timed-generator.ts';
import { chooseGenerator } from '../../server/generate/index.ts';
import { type FakeModelServer, type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

const open: { shelves: Shelf[]; servers: FakeModelServer[] } = { shelves: [], servers: [] };
afterEach(async () => {
  for (const shelf of open.shelves.splice(0)) shelf.close();
  await Promise.all(open.servers.splice(0).map((server) => server.close()));
});

/** What any answer takes beside the reading; some servers take a second. */
const overheadMs = 1_000;
let clockMs = 0;
let heldTokens = 0;

async function start(flavour: Flavour, port?: number): Promise<FakeModelServer> {
  const server = await startFakeModelServer({
    ...{ flavour, tokensPerMs: 2, windowTokens: 16_384 },
    ...(port === undefined ? {} : { port }),
    onRead(milliseconds, cachedTokens) {
      clockMs += milliseconds + overheadMs;
      heldTokens = cachedTokens;
    },
  });
  open.servers.push(server);
  return server;
}

async function shelfOf(name: string, sentences: number, flavour: Flavour, url: string): Promise<Shelf> {
  const flags = flavour === 'ollama' ? { ollamaUrl: url, contextTokens: '16384' } : { openaiUrl: url, ollamaUrl: 'http://127.0.0.1:9' };
  const text = `# ${name}\n\n${`The ${name} hall opens at nine and is closed at noon. `.repeat(sentences)}\n`;
  const shelf = await openShelf({ [`${name}.md`]: text }, flags);
  open.shelves.push(shelf);
  return shelf;
}

interface Asked {
  readonly answer: Answer;
  readonly heldTokens: number;
  readonly realMs: number;
}

let asked = 0;

async function ask(shelf: Shelf, about: string): Promise<Asked> {
  const { config } = shelf.deps;
  const generator = timedGenerator(await chooseGenerator(config, 'gemma4:26b', new AbortController().signal), config, () => clockMs);
  const startedMs = clockMs;
  asked++;
  const question = `When is the ${about} hall open on day ${asked}? ${'I would like to come, if that is possible at all. '.repeat(4)}`;
  const answer = await shelf.ask(generator, { question, mode: 'whole' });
  return { answer, heldTokens, realMs: clockMs - startedMs };
}

/** Within a tenth of the server's own figure, or not told. A template's tokens are neither here nor there. */
function isTrue({ answer: { receipt }, heldTokens: real }: Asked): boolean {
  const { cachedTokens } = receipt;
  return cachedTokens === null || Math.abs(cachedTokens - real) <= Math.max(32, 0.1 * real);
}

function errorOf({ answer: { plan }, realMs }: Asked): number {
  return plan.predictedMs === null ? Number.POSITIVE_INFINITY : Math.abs(plan.predictedMs - realMs) / realMs;
}

const middle = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

test.each(['ollama', 'llama-server'] as const)('thirty questions through all that can happen: %s', async (flavour) => {
  const server = await start(flavour);
  const north = await shelfOf('north', 120, flavour, server.url);
  const south = await shelfOf('south', 200, flavour, server.url);
  const all: Asked[] = [];
  const several = async (shelf: Shelf, about: string, times: number): Promise<void> => {
    for (let time = 0; time < times; time++) all.push(await ask(shelf, about));
  };
  // The machine sleeps in the very first reading.
  server.stall(40_000);
  await several(north, 'north', 4);
  await several(south, 'south', 4);
  // It sleeps once more, in a question of which all is held.
  server.stall(40_000);
  await several(south, 'south', 4);
  await several(north, 'north', 3);
  // Another client loads the model with a window of its own, or drives the documents out.
  if (flavour === 'ollama') {
    const body = { model: 'gemma4:26b', messages: [{ role: 'user', content: 'Hello' }], stream: false, options: { num_ctx: 4_096 } };
    await (await fetch(`${server.url}/api/chat`, { method: 'POST', body: JSON.stringify(body) })).text();
  } else {
    const body = { messages: [{ role: 'user', content: 'Hello' }], stream: true };
    await (await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(body) })).text();
  }
  const afterOther = all.length;
  await several(north, 'north', 4);
  // The server is started again.
  const port = Number(new URL(server.url).port);
  await server.close();
  open.servers.splice(0);
  await start(flavour, port);
  const afterRestart = all.length;
  await several(north, 'north', 4);
  await several(south, 'south', 7);
  expect(all).toHaveLength(30);
  expect(all.filter((one) => !isTrue(one))).toEqual([]);
  expect(all.filter(({ answer }) => answer.receipt.cachedTokens !== null).length).toBeGreaterThan(20);
  expect(all.every(({ answer }) => answer.receipt.isCacheInferred === (flavour === 'ollama'))).toBe(true);
  expect(middle(all.map(errorOf))).toBeLessThan(0.25);
  // The fourth answer after each disturbance is foretold again.
  for (const first of [0, 8, afterOther, afterRestart]) expect(errorOf(all[first + 3] as Asked)).toBeLessThan(0.25);
});
