/** How long a scan takes to the first word of its answer: what the plan says against what it takes, reading and writing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../core/types.ts';
import { timedGenerator } from '../../server/answer/reading/timed-generator.ts';
import { chooseGenerator } from '../../server/generate/index.ts';
import { type FakeModelServer, type FakeModelServerOptions, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

const filler = 'Nothing of interest was noted on this day, and the weather was as it often is. ';
/** Every fifth section names a ship. */
const section = (at: number): string =>
  `# Day ${at}\n\n${at % 5 === 0 ? `The ship that came in on day ${at} is called Amber ${at}.` : ''} ${filler.repeat(14)}\n`;
const files = Object.fromEntries(
  Array.from({ length: 10 }, (_, number) => [`log-${number}.md`, [0, 1, 2, 3].map((index) => section(number * 4 + index)).join('\n')]),
);

const clock = { readMs: 0, writtenMs: 0, firstWordMs: 0 };
const stand: FakeModelServerOptions = {
  flavour: 'llama-server',
  models: [{ ...fakeModels.twentySix, name: 'gemma4:e4b' }],
  tokensPerMs: 1,
  windowTokens: 16_384,
  // Copies what it is asked to copy; of those copies it makes an answer.
  reply(messages) {
    const asked = messages.at(-1)?.content ?? '';
    const found = [...asked.matchAll(/\[(\d+)\]\s[^[]*?(The ship that came in on day \d+ is called Amber \d+\.)/g)];
    return found.length === 0 ? 'NONE' : found.map(([, number, words]) => `[${number}] ${words}`).join('\n');
  },
  onRead: (milliseconds) => {
    clock.readMs += milliseconds;
    // The last prompt is the one that is answered from.
    clock.firstWordMs = clock.readMs + clock.writtenMs;
  },
  onWrite: (milliseconds) => {
    clock.writtenMs += milliseconds;
  },
};

let server: FakeModelServer;
let shelf: Shelf;
beforeAll(async () => {
  server = await startFakeModelServer(stand);
  shelf = await openShelf(files, { retrieveTokens: '1500', openaiUrl: server.url, ollamaUrl: 'http://127.0.0.1:9' });
});
afterAll(async () => {
  shelf.close();
  await server.close();
});

interface Run {
  readonly plan: Plan;
  readonly realMs: number;
  readonly writtenMs: number;
}

async function scanned(question: string, mode: 'scan' | 'whole' = 'scan'): Promise<Run> {
  const { config } = shelf.deps;
  const generator = timedGenerator(await chooseGenerator(config, '', new AbortController().signal), config, () => clock.readMs);
  Object.assign(clock, { readMs: 0, writtenMs: 0, firstWordMs: 0 });
  const { plan } = await shelf.ask(generator, { question, mode });
  return { plan, realMs: clock.firstWordMs, writtenMs: clock.writtenMs };
}

const reasonOf = ({ plan }: Run): string => plan.alternatives.find(({ mode }) => mode === 'scan')?.reason ?? '';

describe('the plan of a scan', () => {
  test('foretells nothing before a first one, and within a quarter from then on, with what is copied', async () => {
    expect((await scanned('List all ships that came in.')).plan.predictedMs).toBeNull();
    for (const question of ['Name every ship that came in.', 'How many ships came in?', 'Which ships came in, all of them?']) {
      const { plan, realMs, writtenMs } = await scanned(question);
      expect(writtenMs).toBeGreaterThan(0.25 * realMs);
      console.info(`scan: foretold ${plan.predictedMs} ms, took ${Math.round(realMs)} ms to the first word`);
      expect(Math.abs((plan.predictedMs ?? 0) - realMs) / realMs).toBeLessThan(0.25);
    }
  });

  test('says what it drives out of the model, and how long it takes to read that again', async () => {
    await scanned('When did Amber 5 come in?', 'whole');
    expect(reasonOf(await scanned('List all ships.'))).toMatch(
      /The [\d,]+ tokens that the model holds now have to be read again afterwards, which takes about \d+ seconds\./,
    );
    expect(reasonOf(await scanned('List all ships again.'))).not.toContain('read again');
  });
});
