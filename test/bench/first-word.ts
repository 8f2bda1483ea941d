/**
 * Predicted against real time to the first word: 20 questions, cold and warm, over collections of different lengths, with
 * a server that reads 1,000 tokens a second and takes the time for it. Usage: node test/bench/first-word.ts
 */
import { timedGenerator } from '../../server/answer/reading/timed-generator.ts';
import { chooseGenerator } from '../../server/generate/index.ts';
import { startFakeModelServer } from '../fake-model-server/index.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

/** Sentences of each collection: from 1,000 to 4,500 tokens. */
const lengths = [60, 90, 130, 200, 300];
const tolerance = 0.25;

const server = await startFakeModelServer({ flavour: 'llama-server', tokensPerMs: 1, windowTokens: 32_768 });
const flags = { openaiUrl: server.url, ollamaUrl: 'http://127.0.0.1:9' };
const text = (sentences: number): string => `# Halls\n\n${`Hall ${sentences} opens at nine and is closed at noon. `.repeat(sentences)}\n`;
const shelves = await Promise.all(lengths.map((sentences) => openShelf({ [`hall-${sentences}.md`]: text(sentences) }, flags)));

interface Run {
  readonly kind: 'cold' | 'warm';
  readonly tokens: number;
  readonly predictedMs: number | null;
  readonly realMs: number;
}

async function ask(shelf: Shelf, kind: Run['kind'], round: number): Promise<Run> {
  const generator = timedGenerator(await chooseGenerator(shelf.deps.config, '', new AbortController().signal), shelf.deps.config);
  const question = `When, in ${kind} round ${round}, does the hall open? ${'I would like to come on a weekday, if that is possible. '.repeat(10)}`;
  const { plan, receipt } = await shelf.ask(generator, { question, mode: 'whole' });
  return { kind, tokens: plan.promptTokens, predictedMs: plan.predictedMs, realMs: receipt.timings.firstTokenMs };
}

const runs: Run[] = [];
try {
  for (let round = 0; round < 3; round++) {
    for (const shelf of shelves) {
      const pair = [await ask(shelf, 'cold', round), await ask(shelf, 'warm', round)];
      // The first round teaches each folder the speed.
      if (round > 0) runs.push(...pair);
    }
  }
} finally {
  for (const shelf of shelves) shelf.close();
  await server.close();
}

const errorOf = ({ predictedMs, realMs }: Run): number => (predictedMs === null ? 1 : Math.abs(predictedMs - realMs) / realMs);
for (const run of runs) {
  const error = `${(100 * errorOf(run)).toFixed(0)} %`;
  console.log(
    `${run.kind}  ${String(run.tokens).padStart(6)} tokens  predicted ${String(run.predictedMs).padStart(5)} ms  real ${String(run.realMs).padStart(5)} ms  off by ${error}`,
  );
}
const within = runs.filter((run) => errorOf(run) <= tolerance).length;
console.log(`${within} of ${runs.length} within ${100 * tolerance} %`);
process.exitCode = within === runs.length ? 0 : 1;
