/** How long until the first word: what the plan says against what it takes, by a clock that only reading moves. */
import { afterEach, expect, test } from 'vitest';
import type { Plan } from '../../core/types.ts';
import { timedGenerator } from '../../server/answer/reading/timed-generator.ts';
import { chooseGenerator } from '../../server/generate/index.ts';
import { type FakeModelServer, type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

const open: { shelves: Shelf[]; server: FakeModelServer | null } = { shelves: [], server: null };
let clockMs = 0;
afterEach(async () => {
  for (const shelf of open.shelves.splice(0)) shelf.close();
  await open.server?.close();
});

/** What any answer takes beside the reading: the way there and back, and the first token. */
const lagMs = 40;
const tolerance = 0.25;

/** About this many tokens, told apart by their name. */
const shelfOf = (name: string, sentences: number, flags: Readonly<Record<string, string>>) =>
  openShelf({ [`${name}.md`]: `# ${name}\n\n${`The ${name} hall opens at nine and is closed at noon. `.repeat(sentences)}\n` }, flags);

const addressOf = (flavour: Flavour, url: string): Readonly<Record<string, string>> =>
  flavour.startsWith('ollama') ? { ollamaUrl: url, contextTokens: '16384' } : { openaiUrl: url, ollamaUrl: 'http://127.0.0.1:9' };

interface Run {
  readonly plan: Plan;
  readonly realMs: number;
}

async function timed(shelf: Shelf, about: string): Promise<Run> {
  const { config } = shelf.deps;
  const generator = timedGenerator(await chooseGenerator(config, 'gemma4:26b', new AbortController().signal), config, () => clockMs);
  const startedMs = clockMs;
  // Some 150 tokens: long enough that reading them takes a time that can be foretold.
  const question = `When is the ${about} hall open? ${'I would like to come on a weekday, if that is possible at all. '.repeat(10)}`;
  const { plan } = await shelf.ask(generator, { question, mode: 'whole' });
  return { plan, realMs: clockMs - startedMs };
}

const errorOf = ({ plan, realMs }: Run): number => Math.abs((plan.predictedMs ?? 0) - realMs) / realMs;

test.each(['ollama', 'llama-server', 'vllm'] as const)('the plan foretells it within a quarter, cold and warm: %s', async (flavour) => {
  const server = await startFakeModelServer({
    ...{ flavour, tokensPerMs: 3, windowTokens: 16_384 },
    onRead: (milliseconds) => {
      clockMs += milliseconds + lagMs;
    },
  });
  open.server = server;
  const north = await shelfOf('north', 100, addressOf(flavour, server.url));
  const south = await shelfOf('south', 140, addressOf(flavour, server.url));
  open.shelves.push(north, south);
  for (const shelf of [north, south]) {
    expect((await timed(shelf, 'first')).plan.predictedMs).toBeNull();
    await timed(shelf, 'second');
  }
  for (let round = 0; round < 5; round++) {
    for (const shelf of [north, south]) {
      const cold = await timed(shelf, `cold ${round}`);
      const warm = await timed(shelf, `warm ${round}`);
      // The rules stand before the documents, and are the same for every collection.
      expect(cold.plan.cachedTokens).toBeLessThan(250);
      expect(warm.plan.cachedTokens).toBeGreaterThan(0.8 * (warm.plan.promptTokens - 250));
      expect(warm.plan.coldMs ?? 0).toBeGreaterThan(2 * (warm.plan.predictedMs ?? Number.POSITIVE_INFINITY));
      for (const run of [cold, warm]) expect(errorOf(run)).toBeLessThan(tolerance);
    }
  }
});

test('a server that reuses nothing is not believed to for long', async () => {
  const server = await startFakeModelServer({
    ...{ flavour: 'llama-server', tokensPerMs: 3, windowTokens: 16_384, fault: 'no-reuse' },
    onRead: (milliseconds) => {
      clockMs += milliseconds + lagMs;
    },
  });
  open.server = server;
  const shelf = await shelfOf('north', 100, addressOf('llama-server', server.url));
  open.shelves.push(shelf);
  for (const about of ['first', 'second', 'third']) await timed(shelf, about);
  const run = await timed(shelf, 'fourth');
  expect(run.plan.cachedTokens).toBe(0);
  expect(errorOf(run)).toBeLessThan(tolerance);
});
