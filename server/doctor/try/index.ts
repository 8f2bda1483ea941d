/**
 * Tries a model: what it reads and writes in a second, whether it reads documents once, whether it answers the same
 * from memory, and what it does with a prompt that is too long. Takes minutes and drives other documents out of the
 * cache of its server; people who ask meanwhile stand in the same line.
 */
import type { Config } from '../../../core/config.ts';
import { AppError } from '../../../core/errors.ts';
import type { Generator } from '../../../core/ports.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { learnReadingSpeed } from '../../answer/reading-speed.ts';
import { chooseGenerator, engines, listModels } from '../../generate/index.ts';
import { gemmaCounter } from '../../generate/token-counter.ts';
import { bad, doubtful, type Finding, good } from '../finding.ts';
import { keepMeasurements, type Measurements } from '../measurements.ts';
import type { Trial } from './ask.ts';
import { madeUpText } from './made-up-text.ts';
import { type OverflowTrial, tryOverflow } from './overflow.ts';
import { climb, type Rung } from './reuse.ts';
import { beginningVerdict, countVerdict, equalVerdict, reuseVerdict, windowVerdict } from './verdicts.ts';

export type TrialEvent =
  | { readonly type: 'progress'; readonly step: string }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'end'; readonly measurements: Measurements | null };

/** Room for one passage and an answer: what is too long for it is soon made. */
const smallWindowTokens = 2_048;

/**
 * Yields what it is at and finds; the measurements come last, and are kept. A model that fails is a finding.
 * @throws AppError model-unknown and others of choosing a model, cancelled
 */
export async function* tryModel(config: Config, requested: string, signal: AbortSignal): AsyncGenerator<TrialEvent> {
  const generator = await chooseGenerator(config, requested, signal);
  if (generator.model.contextTokens === 0) {
    const remedy = 'Start a model server, or name its address: CARREL_OLLAMA_URL, CARREL_OPENAI_URL.';
    yield { type: 'finding', finding: doubtful('model', 'There is no model to try: answers are quotes from the documents.', remedy) };
    yield { type: 'end', measurements: null };
    return;
  }
  const trial = await trialOf(config, generator, signal);
  const rungs: Rung[] = [];
  const findings = trialFindings(config, trial, rungs);
  let overflow: Measurements['overflow'] = 'not-tried';
  try {
    for await (const event of findings) {
      if (event.type === 'overflow') overflow = event.overflow;
      else yield event;
    }
  } catch (fault) {
    if (!(fault instanceof AppError) || signal.aborted) throw fault;
    yield { type: 'finding', finding: bad('model', `${generator.model.id} failed in the trial: ${fault.message}.`, fault.hint) };
  }
  const measurements = measured(generator.model, rungs, overflow);
  keepMeasurements(config, measurements);
  yield { type: 'end', measurements };
}

async function trialOf(config: Config, generator: Generator, signal: AbortSignal): Promise<Trial> {
  const engine = engines(config).find(({ name }) => name === generator.model.engine);
  if (engine === undefined) throw new AppError('model-unknown', `${generator.model.id} is gone`, 'See `carrel models`.');
  const samples = async (): Promise<readonly string[]> => [madeUpText(500)];
  const counter = (await generator.tokenCounter?.(samples, signal)) ?? gemmaCounter;
  return { generator, counter, capabilities: engine.capabilities, signal };
}

type Inner = Exclude<TrialEvent, { type: 'end' }> | { readonly type: 'overflow'; readonly overflow: Measurements['overflow'] };

async function* trialFindings(config: Config, trial: Trial, rungs: Rung[]): AsyncGenerator<Inner> {
  const { model } = trial.generator;
  yield { type: 'progress', step: `${model.id}: reading made-up documents of growing length, three times each` };
  for await (const rung of climb(trial)) {
    rungs.push(rung);
    learn(config, model, rung);
    yield { type: 'progress', step: `${rung.promptTokens.toLocaleString('en-GB')} tokens read` };
  }
  const verdicts = [
    ...speedLine(model, rungs),
    ...reuseVerdict(model, rungs),
    ...equalVerdict(model, rungs),
    ...beginningVerdict(model, rungs),
    ...countVerdict(model, rungs, trial.counter),
    ...windowVerdict(model, await again(config, model, trial.signal)),
  ];
  for (const finding of verdicts) yield { type: 'finding', finding };
  yield { type: 'progress', step: `${model.id}: sending a prompt that is too long` };
  const { overflow, findings } = await overflowOf(config, trial);
  yield { type: 'overflow', overflow };
  for (const finding of findings) yield { type: 'finding', finding };
}

/** With a small window where each request may name its own; else with the one there is. */
async function overflowOf(config: Config, trial: Trial): Promise<OverflowTrial> {
  if (trial.capabilities.setsWindow !== 'per-request') return tryOverflow(trial);
  const { engine, id } = trial.generator.model;
  const small = await chooseGenerator({ ...config, contextTokens: smallWindowTokens }, `${engine}/${id}`, trial.signal);
  return tryOverflow({ ...trial, generator: small });
}

async function again(config: Config, { id, engine }: ModelDescription, signal: AbortSignal): Promise<ModelDescription | null> {
  return (await listModels(config, signal)).find((model) => model.id === id && model.engine === engine) ?? null;
}

function learn(config: Config, model: ModelDescription, { cold, promptTokens, coldMs }: Rung): void {
  learnReadingSpeed(config, model, {
    freshTokens: promptTokens,
    heldTokens: 0,
    milliseconds: Math.max(coldMs, cold.firstTokenMs),
    isCertain: true,
  });
}

function speedLine({ id }: ModelDescription, rungs: readonly Rung[]): readonly Finding[] {
  const speeds = [prefillOf(rungs), decodeOf(rungs)].map((speed) =>
    speed === null ? 'an unknown number of' : Math.round(speed).toLocaleString('en-GB'),
  );
  return rungs.length === 0 ? [] : [good('model', `${id} reads ${speeds[0]} tokens a second and writes ${speeds[1]}.`)];
}

/** At the greatest length: reading slows down with it. */
function prefillOf(rungs: readonly Rung[]): number | null {
  const last = rungs.at(-1);
  return last === undefined || last.coldMs <= 0 ? null : (1000 * last.promptTokens) / last.coldMs;
}

function decodeOf(rungs: readonly Rung[]): number | null {
  const usages = rungs
    .map(({ cold }) => cold.usage)
    .filter(({ outputMs, outputTokens }) => outputMs !== null && outputMs > 0 && outputTokens > 1);
  const tokens = usages.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
  const milliseconds = usages.reduce((sum, { outputMs }) => sum + (outputMs ?? 0), 0);
  return milliseconds === 0 ? null : (1000 * tokens) / milliseconds;
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
    reuse: rungs.map(({ promptTokens, coldMs, warmMs, reusedShare, isCounted }) => ({
      promptTokens,
      coldMs,
      warmMs,
      reusedShare,
      isCounted,
    })),
    overflow,
    coldEqualsWarm: rungs.length === 0 ? null : rungs.every(({ coldEqualsWarm }) => coldEqualsWarm),
  };
}
