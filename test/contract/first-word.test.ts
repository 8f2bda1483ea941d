/** How long until the first word: what the plan says against what it takes, with a server that takes its time. */
import { afterEach, expect, test } from 'vitest';
import type { Plan } from '../../core/types.ts';
import { timedGenerator } from '../../server/answer/timed-generator.ts';
import { chooseGenerator } from '../../server/generate/index.ts';
import { type FakeModelServer, type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

const open: { shelves: Shelf[]; server: FakeModelServer | null } = { shelves: [], server: null };
afterEach(async () => {
  for (const shelf of open.shelves.splice(0)) shelf.close();
  await open.server?.close();
});

/** About this many tokens, told apart by their name. */
const shelfOf = (name: string, sentences: number, flags: Readonly<Record<string, string>>) =>
  openShelf({ [`${name}.md`]: `# ${name}\n\n${`The ${name} hall opens at nine and is closed at noon. `.repeat(sentences)}\n` }, flags);

const addressOf = (flavour: Flavour, url: string): Readonly<Record<string, string>> =>
  flavour === 'ollama' ? { ollamaUrl: url, contextTokens: '16384' } : { openaiUrl: url, ollamaUrl: 'http://127.0.0.1:9' };

async function timed(shelf: Shelf, question: string): Promise<{ readonly plan: Plan; readonly realMs: number }> {
  const generator = timedGenerator(await chooseGenerator(shelf.deps.config, 'gemma4:26b', new AbortController().signal), shelf.deps.config);
  const answer = await shelf.ask(generator, { question, mode: 'whole' });
  return { plan: answer.plan, realMs: answer.receipt.timings.firstTokenMs };
}

/** Some 150 tokens: long enough that reading them takes a time that can be foretold. */
const question = (about: string): string =>
  `When is the ${about} hall open? ${'I would like to come on a weekday, if that is possible at all. '.repeat(10)}`;

test.each(['ollama', 'llama-server'] as const)('the plan foretells it, cold and warm: %s', { timeout: 30_000 }, async (flavour) => {
  const server = await startFakeModelServer({ flavour, tokensPerMs: 3, windowTokens: 16_384 });
  open.server = server;
  const north = await shelfOf('north', 100, addressOf(flavour, server.url));
  const south = await shelfOf('south', 140, addressOf(flavour, server.url));
  open.shelves.push(north, south);
  for (const shelf of [north, south]) {
    expect((await timed(shelf, question('first'))).plan.predictedMs).toBeNull();
    await timed(shelf, question('second'));
  }
  const errors: number[] = [];
  for (const [name, shelf] of [
    ['north', north],
    ['south', south],
  ] as const) {
    const cold = await timed(shelf, question(`cold ${name}`));
    const warm = await timed(shelf, question(`warm ${name}`));
    // The rules stand before the documents, and are the same for every collection.
    expect(cold.plan.cachedTokens).toBeLessThan(250);
    expect(warm.plan.cachedTokens).toBeGreaterThan(0.8 * (warm.plan.promptTokens - 250));
    expect(warm.plan.coldMs ?? 0).toBeGreaterThan(2 * (warm.plan.predictedMs ?? Number.POSITIVE_INFINITY));
    for (const { plan, realMs } of [cold, warm]) errors.push(Math.abs((plan.predictedMs ?? 0) - realMs) / realMs);
  }
  errors.sort((one, other) => one - other);
  // The middle ones: a machine that is busy with something else for a moment spoils one of them.
  expect(errors.slice(0, 3).at(-1)).toBeLessThan(0.25);
});
