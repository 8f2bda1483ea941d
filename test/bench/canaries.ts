/**
 * Facts at the head, in the middle and at the end of a full window, on model servers that behave and on such as cut the
 * prompt: `node test/bench/canaries.ts`. Each must be answered with a proven citation or refused with the reason; the
 * stand-in for the model answers from what it was left to see, and says "not in there" where the fact was cut away.
 * Ends with 1 when an answer is wrong.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import type { Generator } from '../../core/ports.ts';
import { ollamaEngine } from '../../server/generate/ollama.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { usualPatience } from '../../server/generate/patience.ts';
import { evalFile, hasEvalData, jsonLines } from '../eval/data.ts';
import type { Fault } from '../fake-model-server/faults.ts';
import { type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import type { ChatMessage } from '../fake-model-server/model.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

interface Canary {
  readonly place: string;
  readonly question: string;
  readonly fact: string;
}

interface Window {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly canaries: readonly Canary[];
  /** Hardly more than the prompt takes: a full one. */
  readonly windowTokens: number;
}

const flavours: readonly Flavour[] = ['ollama', 'ollama-0.24', 'llama-server', 'lm-studio', 'vllm'];
const faults: readonly (Fault | null)[] = [null, 'prompt-cut', 'window-lowered'];
const never = new AbortController().signal;

if (hasEvalData()) await measure();
else console.log('../shared/eval is absent: nothing measured.');

async function measure(): Promise<void> {
  const ends = new Map<string, number>();
  for (const window of [handbook(), needles()]) {
    const shelf = await openShelf(window.files, { contextTokens: String(window.windowTokens), patienceMs: '86400000' });
    try {
      for (const flavour of flavours) {
        for (const fault of faults) {
          for (const canary of window.canaries) {
            const end = await asked(shelf, window, flavour, fault, canary);
            if (end.startsWith('WRONG')) console.log(`${window.name}, ${flavour}, ${fault ?? 'no fault'}, ${canary.place}: ${end}`);
            const key = `${window.name.padEnd(14)} ${(fault ?? 'no fault').padEnd(15)} ${end}`;
            ends.set(key, (ends.get(key) ?? 0) + 1);
          }
        }
      }
    } finally {
      shelf.close();
    }
  }
  for (const [end, count] of ends) console.log(`${String(count).padStart(4)}  ${end}`);
  if ([...ends.keys()].some((end) => end.includes('WRONG'))) process.exitCode = 1;
}

async function asked(shelf: Shelf, window: Window, flavour: Flavour, fault: Fault | null, canary: Canary): Promise<string> {
  const server = await startFakeModelServer({
    ...{ flavour, fault, windowTokens: window.windowTokens },
    reply: (messages) => replyFrom(messages, canary),
  });
  try {
    const { text, citations, plan } = await shelf.ask(await opened(flavour, server.url, window), {
      question: canary.question,
      mode: 'whole',
    });
    if (flavour === flavours[0] && canary.place === 'head') {
      console.log(`      ${window.name}: ${plan.promptTokens} and ${plan.reservedTokens} of ${plan.windowTokens} tokens`);
    }
    const isProven = citations.some(({ status, quote }) => status === 'verified' && quote.includes(canary.fact));
    return isProven && text.includes(canary.fact) ? 'answered, citation proven' : `WRONG: ${text.slice(0, 80)}`;
  } catch (failure) {
    if (failure instanceof AppError) return `refused: ${failure.code}`;
    throw failure;
  } finally {
    await server.close();
  }
}

/** A model that reads well: it finds the fact where it is, and says what the question tells it to where it is not. */
function replyFrom(messages: readonly ChatMessage[], { fact }: Canary): string {
  const prompt = messages.map(({ content }) => content).join('\n');
  const at = prompt.indexOf(fact);
  if (at < 0) return /write only: (.+)\)/.exec(prompt)?.[1] ?? 'No.';
  const number = [...prompt.slice(0, at).matchAll(/^\[(\d+)\]$/gm)].at(-1)?.[1];
  return `${fact} [${number}]`;
}

async function opened(flavour: Flavour, url: string, { windowTokens }: Window): Promise<Generator> {
  const flags = { data: 'unused', contextTokens: String(windowTokens), ollamaUrl: url, openaiUrl: url };
  const config = loadConfig({ flags, environment: {} });
  const engine = flavour.startsWith('ollama') ? ollamaEngine(config, { patience: usualPatience, memoryBytes: null }) : openaiEngine(config);
  const [model] = await engine.discover(never);
  if (model === undefined) throw new Error(`${flavour} has no model`);
  return engine.open(model);
}

/** The handbook of 200,000 tokens with a sentence of ours in its first, middle and last document. */
function handbook(): Window {
  const folder = fileURLToPath(evalFile('office/handbook-200k/files/'));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort();
  const places = { head: names[0], middle: names[names.length >> 1], end: names.at(-1) };
  const canaries = Object.entries(places).map(([place], index) => ({
    place,
    question: `What is the code word of the ${place} canary?`,
    fact: `The code word of the ${place} canary is opaline${4711 + index}.`,
  }));
  const files = names.map((name) => {
    const canary = canaries.find(({ place }) => Object.entries(places).some(([key, file]) => key === place && file === name));
    const text = readFileSync(`${folder}${name}`, 'utf8');
    return [name, canary === undefined ? text : `${text}\n\n${canary.fact}\n`] as const;
  });
  return { name: 'handbook-200k', files: Object.fromEntries(files), canaries, windowTokens: 204_800 };
}

/** Random keys and values, 75 records a document: the keys at head, middle and end. */
function needles(): Window {
  // So many fill a window of 262,144 tokens; with all sixty, each question is refused with both numbers.
  const cases = jsonLines<{ readonly id: string; readonly records: Readonly<Record<string, string>> }>('qa/kv-needle/cases.jsonl').slice(
    0,
    45,
  );
  const lineOf = ([key, value]: readonly [string, string]): string => `The value of key ${key} is ${value}.`;
  const records = cases.flatMap((one) => Object.entries(one.records));
  const files = cases.map(({ id, records: own }) => [`${id.padStart(5, '0')}.md`, Object.entries(own).map(lineOf).join('\n\n')] as const);
  const at = { head: 0, middle: records.length >> 1, end: records.length - 1 };
  const canaries = Object.entries(at).flatMap(([place, index]) => {
    const record = records[index];
    return record === undefined ? [] : [{ place, question: `What is the value of key ${record[0]}?`, fact: lineOf(record) }];
  });
  return { name: 'kv-needle', files: Object.fromEntries(files), canaries, windowTokens: 262_144 };
}
