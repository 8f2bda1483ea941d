/** Tries the embedded engine with real models. Each check gives rows of what was measured and what is asked for. */
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import type { GenerateRequest, Generator } from '../../core/ports.ts';
import { stateFolder } from '../../core/saved-states.ts';
import { countTokens } from '../../core/tokens/index.ts';
import type { Answer, Citation, ModelDescription, RequestedMode } from '../../core/types.ts';
import { answer } from '../../server/answer/answer.ts';
import { tryGenerator } from '../../server/doctor/try/index.ts';
import { type EmbeddedEngine, embeddedEngine } from '../../server/generate/embedded/engine.ts';
import { usualPatience } from '../../server/generate/patience.ts';
import { handbook, openShelf, type Shelf } from '../unit/answer-shelf.ts';
import { filesOfTokens, mixedTexts } from './documents.ts';
import type { ModelKit } from './fetch.ts';

interface Row {
  readonly measure: string;
  readonly value: string;
  readonly isGood: boolean;
}

export interface Check {
  readonly name: string;
  readonly run: (kit: ModelKit) => Promise<readonly Row[]>;
}

const entry = fileURLToPath(new URL('../../server/generate/embedded/child.ts', import.meta.url));
const never = new AbortController().signal;

interface Desk {
  readonly engine: EmbeddedEngine;
  readonly model: ModelDescription;
  readonly shelf: Shelf;
  ask(question: string, mode: RequestedMode): Promise<Answer>;
  /** Without the line that says what to write when the documents hold no answer. */
  askPlainly(question: string): Promise<Answer>;
}

/** A collection and a model; everything is gone afterwards. */
async function withDesk<Result>(
  kit: ModelKit,
  gguf: string,
  files: Readonly<Record<string, string>>,
  use: (desk: Desk) => Promise<Result>,
): Promise<Result> {
  const flags = { gguf, contextTokens: '32768' };
  const shelf = await openShelf(files, flags);
  const config = loadConfig({ flags: { ...flags, data: shelf.deps.config.data }, environment: { CARREL_MAX_OUTPUT_TOKENS: '96' } });
  const engine = embeddedEngine(config, { entry, package: kit.package, patience: usualPatience, idleMs: 600_000 });
  try {
    const [model] = await engine.discover(never);
    if (model === undefined) throw new Error('no model');
    const askOf = async (generator: Generator, question: string, mode: RequestedMode): Promise<Answer> => {
      const deps = { ...shelf.deps, config, generator, stateFolder: stateFolder(config, 'shelf') };
      const request = { collection: 'shelf', question, mode, history: [], conversationId: null };
      for await (const event of answer(request, deps, never)) if (event.type === 'answer-end') return event.answer;
      throw new Error('The answer has no end');
    };
    const usual = engine.open(model);
    const plain: Generator = {
      model,
      generate: (request, signal) => usual.generate({ ...request, prompt: { ...request.prompt, question: request.question } }, signal),
    };
    return await use({
      engine,
      model,
      shelf,
      ask: (question, mode) => askOf(usual, question, mode),
      askPlainly: (question) => askOf(plain, question, 'whole'),
    });
  } finally {
    await engine.close();
    shelf.close();
  }
}

const share = (answered: Answer): number => (answered.receipt.cachedTokens ?? 0) / (answered.receipt.serverPromptTokens ?? 1);
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

/** Gemma 3 has tokens for 70 HTML tags that Gemma 4, whose vocabulary we count with, spells out (ollama-gemma.md §2.5). */
const withoutTags = (text: string): string => text.replace(/<\/?[a-z][^>]*>/gi, ' ');

async function counts(kit: ModelKit): Promise<readonly Row[]> {
  const texts = mixedTexts();
  const [plain, tagged] = await withDesk(kit, kit.gemma, handbook, async ({ engine }) => {
    const differences = async (some: readonly string[]) => {
      const theirs = await engine.countTokens(some, never);
      return some.map((text, index) => ({ off: countTokens(text) - (theirs[index] ?? 0), tokens: theirs[index] ?? 0 }));
    };
    return [await differences(texts.map(withoutTags)), await differences(texts)];
  });
  const equal = plain.filter(({ off }) => off === 0).length;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const off = sum(tagged.map((text) => text.off));
  const total = sum(tagged.map(({ tokens }) => tokens));
  const tooShort = tagged.filter((text) => text.off < 0).length;
  return [
    {
      measure: 'our count equals that of the model',
      value: `${equal} of ${texts.length} (HTML tags taken out)`,
      isGood: equal === texts.length,
    },
    { measure: 'with HTML tags: tokens too many', value: `${off} of ${total}`, isGood: off / total < 0.005 },
    { measure: 'with HTML tags: texts too short', value: String(tooShort), isGood: tooShort === 0 },
  ];
}

const questions = [
  'How many days of annual leave do full-time staff get?',
  'Who approves every trip abroad?',
  'How long is parental leave?',
  'When must I report sick?',
];

/**
 * From the question to the checked citation. Told what to write when the documents hold no answer, a model of this
 * size writes nothing else; so the last line of our prompt is left out the second time.
 */
async function questionToCitation(kit: ModelKit): Promise<readonly Row[]> {
  return withDesk(kit, kit.smollm, handbook, async ({ ask, askPlainly, shelf }) => {
    const usual: Answer[] = [];
    const plain: Answer[] = [];
    for (const question of questions) {
      usual.push(await ask(question, 'whole'));
      plain.push(await askPlainly(question));
    }
    const citations = plain.flatMap((answered) => answered.citations);
    const isSpan = async ({ source, start, end, quote }: Citation) => (await shelf.text(source)).slice(start, end) === quote;
    const exact = (await Promise.all(citations.map(isSpan))).filter(Boolean).length;
    const verified = citations.filter(({ status }) => status === 'verified').length;
    return [
      {
        measure: 'answered, as Carrel asks',
        value: `${usual.length} of ${questions.length}`,
        isGood: usual.every(({ text }) => text !== ''),
      },
      { measure: 'of them "not in there"', value: String(usual.filter(({ abstained }) => abstained).length), isGood: true },
      { measure: 'citations, verified', value: `${citations.length}, ${verified}`, isGood: verified > 0 },
      { measure: 'citations that are their span', value: `${exact} of ${citations.length}`, isGood: exact === citations.length },
    ];
  });
}

async function overflow(kit: ModelKit): Promise<readonly Row[]> {
  return withDesk(kit, kit.smollm, handbook, async ({ engine, model }) => {
    const message = await generate(engine, model, 'lease '.repeat(9000)).catch((fault: unknown) => fault);
    const isGood = message instanceof AppError && message.code === 'prompt-too-long' && /9,\d\d\d tokens.*8,192/.test(message.message);
    return [{ measure: 'refused', value: message instanceof AppError ? message.message : 'no', isGood }];
  });
}

async function generate(engine: EmbeddedEngine, model: ModelDescription, prefix: string, signal: AbortSignal = never): Promise<string> {
  const prompt = { system: 'Answer from the documents.', prefix, history: [], question: 'When?', tokens: 0 };
  const request: GenerateRequest = { question: 'When?', passages: [], outcome: null, prompt, maxOutputTokens: 32 };
  let text = '';
  for await (const event of engine.open(model).generate(request, signal)) if (event.type === 'text') text += event.text;
  return text;
}

async function reuse(kit: ModelKit): Promise<readonly Row[]> {
  return withDesk(kit, kit.gemma, filesOfTokens(6_000), async ({ ask }) => {
    const cold = await ask('Who is responsible for security?', 'whole');
    const warm = await ask('How is a new colleague welcomed?', 'whole');
    return [
      { measure: 'prompt', value: `${warm.receipt.serverPromptTokens} tokens`, isGood: (warm.receipt.serverPromptTokens ?? 0) > 4_000 },
      { measure: 'cached for the second question', value: percent(share(warm)), isGood: share(warm) >= 0.95 },
      { measure: 'first word, cold and warm', value: `${firstWord(cold)}, ${firstWord(warm)}`, isGood: true },
    ];
  });
}

const firstWord = ({ receipt }: Answer): string => seconds(receipt.timings.firstTokenMs);

async function restart(kit: ModelKit): Promise<readonly Row[]> {
  return withDesk(kit, kit.gemma, filesOfTokens(20_000), async ({ engine, model, ask }) => {
    // Loading is the same for both, and shown apart.
    const loadMs = await timed(() => engine.countTokens(['one'], never));
    const cold = await ask('Who is responsible for security?', 'whole');
    const warm = await ask('Who is responsible for security?', 'whole');
    await engine.close();
    await engine.countTokens(['one'], never);
    const restored = await ask('Who is responsible for security?', 'whole');
    const [coldMs, restoredMs] = [cold, restored].map(({ receipt }) => receipt.timings.firstTokenMs);
    const ratio = (restoredMs ?? 0) / (coldMs ?? 1);
    const stop = new AbortController();
    const cancelMs = await cancelled(engine, model, stop);
    return [
      { measure: 'prompt', value: `${cold.receipt.serverPromptTokens} tokens of ${model.id}`, isGood: true },
      { measure: 'loading the model', value: seconds(loadMs), isGood: true },
      { measure: 'first word: read, restored', value: `${firstWord(cold)}, ${firstWord(restored)}`, isGood: true },
      { measure: 'restored against read', value: `1/${Math.round(1 / ratio)}`, isGood: ratio <= 1 / 20 },
      {
        measure: 'cached after the restart',
        value: percent(share(restored)),
        isGood: share(restored) >= 0.95 && restored.receipt.options.restored === true,
      },
      {
        measure: 'cold, warm and restored answers',
        value: cold.text === warm.text && cold.text === restored.text ? 'equal' : 'differ',
        isGood: cold.text === warm.text && cold.text === restored.text,
      },
      { measure: 'stopped while reading', value: seconds(cancelMs), isGood: cancelMs < 1000 },
    ];
  });
}

/** Milliseconds from the wish to stop until the caller is free. */
async function cancelled(engine: EmbeddedEngine, model: ModelDescription, stop: AbortController): Promise<number> {
  const prefix = Object.values(filesOfTokens(8_000)).toReversed().join('\n');
  const prompt = { system: 'Another system text.', prefix, history: [], question: 'When?', tokens: 0 };
  const request: GenerateRequest = { question: 'When?', passages: [], outcome: null, prompt, maxOutputTokens: 32 };
  let askedMs = 0;
  try {
    for await (const event of engine.open(model).generate(request, stop.signal)) {
      if (event.type !== 'progress' || event.phase !== 'reading' || event.done === 0) continue;
      askedMs = performance.now();
      stop.abort();
    }
  } catch (fault) {
    if (!(fault instanceof AppError) || fault.code !== 'cancelled') throw fault;
  }
  return performance.now() - askedMs;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** The doctor's trial of a real model: nothing may be wrong with it but what a model of this size cannot do. */
async function trial(kit: ModelKit): Promise<readonly Row[]> {
  return withDesk(kit, kit.smollm, handbook, async ({ engine, model, shelf }) => {
    const generator = engine.open(model);
    const tried = { generator, capabilities: engine.capabilities, withWindow: async () => generator };
    const events = await Array.fromAsync(tryGenerator(shelf.deps.config, tried, never));
    const findings = events.flatMap((event) => (event.type === 'finding' ? [event.finding] : []));
    const end = events.at(-1);
    const { overflow = '', reuse = [], coldEqualsWarm = null } = (end?.type === 'end' ? end.measurements : null) ?? {};
    return [
      ...findings.map(({ state, message }) => ({ measure: state, value: message, isGood: state !== 'bad' })),
      { measure: 'overflow', value: overflow, isGood: overflow === 'refused' },
      {
        measure: 'held, by length',
        value: reuse.map(({ promptTokens, reusedShare }) => `${promptTokens}: ${percent(reusedShare)}`).join(', '),
        isGood: reuse.length > 1 && reuse.slice(1).every(({ reusedShare }) => reusedShare > 0.9),
      },
      { measure: 'cold and warm', value: coldEqualsWarm === true ? 'equal' : 'differ', isGood: coldEqualsWarm === true },
    ];
  });
}

/** The vocabulary in the head of the file against the model's own count. */
async function vocabulary(kit: ModelKit): Promise<readonly Row[]> {
  const texts = mixedTexts();
  return withDesk(kit, kit.smollm, handbook, async ({ engine, model }) => {
    const counter = await engine.open(model).tokenCounter?.(async () => [], never);
    const theirs = await engine.countTokens(texts, never);
    const equal = texts.filter((text, index) => counter?.count(text) === theirs[index]).length;
    return [{ measure: `counted by ${counter?.countedBy}`, value: `${equal} of ${texts.length} equal`, isGood: equal === texts.length }];
  });
}

export const checks: readonly Check[] = [
  { name: 'tokens', run: counts },
  { name: 'vocabulary', run: vocabulary },
  { name: 'question', run: questionToCitation },
  { name: 'overflow', run: overflow },
  { name: 'reuse', run: reuse },
  { name: 'restart', run: restart },
  { name: 'doctor', run: trial },
];
