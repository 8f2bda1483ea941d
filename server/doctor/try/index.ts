/**
 * Tries a model: what it reads and writes in a second, up to which length it finds what it reads, whether it reads
 * documents once, whether it answers the same from memory, and what it does with a prompt that is too long. Takes
 * minutes and drives other documents out of the cache of its server; people who ask meanwhile stand in the same line.
 */
import { randomUUID } from 'node:crypto';
import type { Config } from '../../../core/config.ts';
import { AppError } from '../../../core/errors.ts';
import { count } from '../../../core/number-words.ts';
import type { Capabilities, Generator } from '../../../core/ports.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { learnReadingLength, readingLengthOf } from '../../answer/reading/reading-length.ts';
import { learnReadingSpeed } from '../../answer/reading/reading-speed.ts';
import { learnWritingSpeed } from '../../answer/reading/writing-speed.ts';
import { chooseGenerator, engines, listModels } from '../../generate/index.ts';
import { gemmaCounter } from '../../generate/token-counter.ts';
import { bad, doubtful, type Finding, good } from '../finding.ts';
import { keepMeasurements, type Measurements } from '../measurements.ts';
import type { Trial } from './ask.ts';
import { madeUpText } from './made-up-text.ts';
import { type OverflowTrial, tryOverflow } from './overflow.ts';
import { progressAfter, type TrialProgress } from './progress.ts';
import { climb, lengthsAfter, type Rung } from './reuse.ts';
import { beginningVerdict, countVerdict, equalVerdict, lengthVerdict, reuseVerdict, windowVerdict } from './verdicts.ts';

export type TrialEvent =
  | ({ readonly type: 'progress'; readonly step: string } & TrialProgress)
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'end'; readonly measurements: Measurements | null };

/** Room for one passage and an answer: what is too long for it is soon made. */
const smallWindowTokens = 2_048;

/** Weights of 20 GB from a slow disk. */
const puttingBackMs = 120_000;

/** A model with its engine, and the same model with another window where its engine gives one to each request. */
export interface Tried {
  readonly generator: Generator;
  readonly capabilities: Capabilities;
  withWindow(tokens: number): Promise<Generator>;
}

/**
 * Tries the model of this name; an empty one means the configured or the best one.
 * @throws AppError model-unknown and others of choosing a model, cancelled
 */
export async function* tryModel(config: Config, requested: string, signal: AbortSignal): AsyncGenerator<TrialEvent> {
  const generator = await chooseGenerator(config, requested, signal);
  const { engine, id, contextTokens } = generator.model;
  const found = engines(config).find(({ name }) => name === engine);
  if (contextTokens > 0 && found !== undefined) {
    const withWindow = (tokens: number) => chooseGenerator({ ...config, contextTokens: tokens }, `${engine}/${id}`, signal);
    const putBack = await found.noteLoaded?.(generator.model, signal);
    try {
      yield* tryGenerator(config, { generator, capabilities: found.capabilities, withWindow }, signal);
    } finally {
      // The trial's own signal may have stopped it. A server that is gone has nothing loaded, which is for the next question to find.
      await putBack?.(AbortSignal.timeout(puttingBackMs)).catch(() => undefined);
    }
    return;
  }
  const remedy = 'Start a model server, or name its address: CARREL_OLLAMA_URL, CARREL_OPENAI_URL.';
  yield { type: 'finding', finding: doubtful('model', 'There is no model to try: answers are quotes from the documents.', remedy) };
  yield { type: 'end', measurements: null };
}

/**
 * Yields what it is at and finds; the measurements come last, and are kept. A model that fails is a finding.
 * @throws AppError cancelled
 */
export async function* tryGenerator(config: Config, tried: Tried, signal: AbortSignal): AsyncGenerator<TrialEvent> {
  const { model } = tried.generator;
  const rungs: Rung[] = [];
  let overflow: Measurements['overflow'] = 'not-tried';
  try {
    for await (const event of trialEvents(config, tried, rungs, signal)) {
      if (event.type === 'overflow') overflow = event.overflow;
      else yield event;
    }
  } catch (fault) {
    if (!(fault instanceof AppError) || signal.aborted) throw fault;
    yield { type: 'finding', finding: bad('model', `${model.id} failed in the trial: ${fault.message}.`, fault.hint) };
  }
  if (rungs.length > 0) learnReadingLength(config, model, rungs);
  const written = writtenIn(rungs);
  learnWritingSpeed(config, model, written.tokens, written.milliseconds);
  const measurements = measured(model, rungs, overflow);
  keepMeasurements(config, measurements);
  yield { type: 'end', measurements };
}

async function trialOf({ generator, capabilities }: Tried, signal: AbortSignal): Promise<Trial> {
  const name = randomUUID().slice(0, 8);
  const samples = async (): Promise<readonly string[]> => [madeUpText(500, name)];
  const counter = (await generator.tokenCounter?.(samples, signal)) ?? gemmaCounter;
  return { generator, counter, capabilities, signal, name };
}

type Inner = Exclude<TrialEvent, { type: 'end' }> | { readonly type: 'overflow'; readonly overflow: Measurements['overflow'] };

async function* trialEvents(config: Config, tried: Tried, rungs: Rung[], signal: AbortSignal): AsyncGenerator<Inner> {
  const { model } = tried.generator;
  const trial = await trialOf(tried, signal);
  const step = `${model.id}: reading made-up documents of growing length, several times each`;
  yield { type: 'progress', step, ...progressAfter([], lengthsAfter(trial, null)) };
  for await (const rung of climb(trial)) {
    rungs.push(rung);
    learn(config, model, rung);
    const read = `${count(rung.promptTokens)} tokens read`;
    yield { type: 'progress', step: read, ...progressAfter(rungs, lengthsAfter(trial, rung)) };
  }
  const verdicts = [
    ...speedLine(model, rungs),
    ...reuseVerdict(model, rungs),
    ...equalVerdict(model, rungs),
    ...beginningVerdict(model, rungs),
    ...lengthVerdict(model, readingLengthOf(rungs), rungs),
    ...countVerdict(model, rungs, trial.counter),
    ...windowVerdict(model, await again(config, model, trial.signal)),
  ];
  for (const finding of verdicts) yield { type: 'finding', finding };
  yield { type: 'progress', step: `${model.id}: sending a prompt that is too long`, ...progressAfter(rungs, []) };
  const { overflow, findings } = await overflowOf(tried, trial);
  yield { type: 'overflow', overflow };
  for (const finding of findings) yield { type: 'finding', finding };
}

/** With a small window where each request may name its own; else with the one there is. */
async function overflowOf({ withWindow, capabilities }: Tried, trial: Trial): Promise<OverflowTrial> {
  return tryOverflow(capabilities.setsWindow === 'per-request' ? { ...trial, generator: await withWindow(smallWindowTokens) } : trial);
}

async function again(config: Config, { id, engine }: ModelDescription, signal: AbortSignal): Promise<ModelDescription | null> {
  return (await listModels(config, signal)).find((model) => model.id === id && model.engine === engine) ?? null;
}

function learn(config: Config, model: ModelDescription, { cold, promptTokens, coldMs, isCounted }: Rung): void {
  // The template alone may have been held.
  const held = isCounted ? (cold.usage.cachedTokens ?? 0) : 0;
  learnReadingSpeed(config, model, {
    freshTokens: promptTokens - held,
    heldTokens: held,
    milliseconds: Math.max(coldMs, cold.firstTokenMs),
    overheadMs: cold.usage.promptMs === null ? null : Math.max(0, cold.firstTokenMs - cold.usage.promptMs),
    isCertain: true,
  });
}

function speedLine({ id }: ModelDescription, rungs: readonly Rung[]): readonly Finding[] {
  const speeds = [prefillOf(rungs), decodeOf(rungs)].map((speed) => (speed === null ? 'an unknown number of' : count(speed)));
  return rungs.length === 0 ? [] : [good('model', `${id} reads ${speeds[0]} tokens a second and writes ${speeds[1]}.`)];
}

/** At the greatest length: reading slows down with it. */
function prefillOf(rungs: readonly Rung[]): number | null {
  const last = rungs.at(-1);
  return last === undefined || last.coldMs <= 0 ? null : (1000 * last.promptTokens) / last.coldMs;
}

function decodeOf(rungs: readonly Rung[]): number | null {
  const { tokens, milliseconds } = writtenIn(rungs);
  return milliseconds === 0 ? null : (1000 * tokens) / milliseconds;
}

/** What was written where the server tells how long that took; a first word alone comes with the reading. */
function writtenIn(rungs: readonly Rung[]): { readonly tokens: number; readonly milliseconds: number } {
  const usages = rungs
    .map(({ cold }) => cold.usage)
    .filter(({ outputMs, outputTokens }) => outputMs !== null && outputMs > 0 && outputTokens > 1);
  const tokens = usages.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
  const milliseconds = usages.reduce((sum, { outputMs }) => sum + (outputMs ?? 0), 0);
  return { tokens, milliseconds };
}

function pointOf(rung: Rung): Measurements['reuse'][number] {
  const { lengthTokens: _, tookMs: __, cold: ___, coldEqualsWarm: ____, isTelling: _____, ...point } = rung;
  return point;
}

function measured(model: ModelDescription, rungs: readonly Rung[], overflow: Measurements['overflow']): Measurements {
  return {
    model: model.id,
    engine: model.engine,
    digest: model.digest,
    windowTokens: model.contextTokens,
    measuredAt: new Date().toISOString(),
    prefillTokensPerSecond: prefillOf(rungs),
    decodeTokensPerSecond: decodeOf(rungs),
    reuse: rungs.map(pointOf),
    overflow,
    coldEqualsWarm: rungs.length === 0 ? null : rungs.every(({ coldEqualsWarm }) => coldEqualsWarm),
  };
}
