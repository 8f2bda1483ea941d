/**
 * How much of handbook-200k, read whole, is read again for the second question: `node test/bench/second-question.ts`.
 * The model servers are stand-ins that count with the real tokenizer and keep a prefix cache by the rules of the real
 * ones; the embedded engine is measured with a real model by `npm run test:model -- reuse` (6,000 tokens: the real
 * Gemma at hand has a window of 32,768).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../core/config.ts';
import type { Generator } from '../../core/ports.ts';
import type { Answer } from '../../core/types.ts';
import { attemptAhead } from '../../server/answer/plan-ahead.ts';
import { ollamaEngine } from '../../server/generate/ollama.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { usualPatience } from '../../server/generate/patience.ts';
import { evalFile, hasEvalData } from '../eval/data.ts';
import { type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

const windowTokens = 262_144;
const never = new AbortController().signal;
/** Those that tell: Ollama by its times, the others by counts. LM Studio tells nothing. */
const flavours: readonly Flavour[] = ['ollama', 'llama-server', 'vllm'];

const shareOf = ({ receipt }: Answer): number => (receipt.cachedTokens ?? 0) / (receipt.serverPromptTokens ?? 1);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

if (hasEvalData()) await measure();
else console.log('../shared/eval is absent: nothing measured.');

async function measure(): Promise<void> {
  const shelf = await openShelf(handbook(), { contextTokens: String(windowTokens), patienceMs: '86400000' });
  try {
    const shares: number[] = [];
    for (const flavour of flavours) shares.push(await secondQuestion(shelf, flavour));
    console.log('LM Studio     tells neither counts nor times: nothing to measure');
    if (shares.some((share) => share < 0.95)) process.exitCode = 1;
  } finally {
    shelf.close();
  }
}

function handbook(): Readonly<Record<string, string>> {
  const folder = fileURLToPath(evalFile('office/handbook-200k/files/'));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')]));
}

async function secondQuestion(shelf: Shelf, flavour: Flavour): Promise<number> {
  const server = await startFakeModelServer({ flavour, windowTokens, reply: 'Within 1 hour [1].' });
  try {
    const generator = await opened(flavour, server.url);
    const ask = (question: string): Promise<Answer> => shelf.ask(generator, { question, mode: 'whole' });
    const first = await ask('How quickly must staff report a suspected security incident to GSA IT?');
    const second = await ask('What is the maximum number of hours I may work in one day?');
    await readAhead(shelf, generator);
    const third = await ask('Under a flexible schedule, how many hours is a public holiday credited as?');
    const share = shareOf(second);
    const figures = `first ${percent(shareOf(first))}, second ${percent(share)}, after reading ahead ${percent(shareOf(third))}`;
    console.log(`${flavour.padEnd(13)} ${second.receipt.promptTokens} tokens: held ${figures}; loads ${server.loads}`);
    return Math.min(share, shareOf(third));
  } finally {
    await server.close();
  }
}

async function opened(flavour: Flavour, url: string): Promise<Generator> {
  const flags = { data: 'unused', contextTokens: String(windowTokens), ollamaUrl: url, openaiUrl: url };
  const config = loadConfig({ flags, environment: {} });
  const engine = flavour === 'ollama' ? ollamaEngine(config, { patience: usualPatience, memoryBytes: null }) : openaiEngine(config);
  const [model] = await engine.discover(never);
  if (model === undefined) throw new Error(`${flavour} has no model`);
  return engine.open(model);
}

/** As server/warm-up does it. */
async function readAhead(shelf: Shelf, generator: Generator): Promise<void> {
  const request = { collection: 'shelf', question: '', mode: 'whole' as const, history: [], conversationId: null };
  const { prompt, passages } = await attemptAhead(request, { ...shelf.deps, generator }, never);
  const ahead = { question: prompt.question, passages, outcome: null, prompt, maxOutputTokens: 1, readsAhead: true };
  await Array.fromAsync(generator.generate(ahead, never));
}
