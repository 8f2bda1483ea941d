/** The registry of model servers, and the choice of the model that answers. A new kind of server is one line here. */
import { totalmem } from 'node:os';
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { abortFault } from '../../core/outbound.ts';
import type { Engine, Generator } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { bestModel, namedModel, unknownModel, unreachableModel } from './choose.ts';
import { embeddedEngine } from './embedded/engine.ts';
import { extractive, extractiveEngine, extractiveModel } from './extractive.ts';
import { forget } from './line/held.ts';
import { inLine } from './line/in-line.ts';
import { ollamaEngine, refuseCloudModel } from './ollama.ts';
import { openaiEngine, openaiPlaces } from './openai.ts';
import { usualPatience } from './patience.ts';

/** All engines of this config, in order of preference. */
export function engines(config: Config): readonly Engine[] {
  return [
    ollamaEngine(config),
    ...openaiPlaces(config).map((place) => openaiEngine(config, usualPatience, place)),
    ...(config.gguf === '' ? [] : [embeddedEngine(config)]),
    extractiveEngine(config),
  ];
}

/** A page that lists models must not hang on a machine that is off. */
const discoveryMs = 1_500;
/** The first discovery asks Ollama about each model; with fifty of them on a slow disk that takes seconds. */
const patientDiscoveryMs = 10_000;

/**
 * Every model that can be asked now, `extractive` always among them. A server that is down, slow or no model server
 * at all is left out; `engines` says which addresses were tried.
 */
export function listModels(config: Config, signal: AbortSignal): Promise<readonly ModelDescription[]> {
  return tryEngines(config, signal, discoveryMs).then(modelsOf);
}

/**
 * The generator to ask. An empty `requested` means the model of the config, and where that is empty too the best one
 * installed, or `extractive` when there is none. Questions to one model are answered one after another.
 * @throws AppError model-unknown, model-cloud, model-unreachable.
 */
export async function chooseGenerator(config: Config, requested: string, signal: AbortSignal): Promise<Generator> {
  const wanted = requested === '' ? config.model : requested;
  if (wanted === extractiveModel.id) return extractive(config);
  const trials = await tryEngines(config, signal, patientDiscoveryMs);
  const models = modelsOf(trials);
  const model = wanted === '' ? bestModel(models, (one) => fitsMemory(config, one)) : namedModel(models, wanted);
  if (model !== null && !model.embeds) return openModel(config, model);
  if (wanted === '') return extractive(config);
  throw await whyNot(config, wanted, model, trials, signal);
}

/**
 * Whether the model of this name may still hold what it has read; null when no server has it now. One that keeps what
 * it has read on disk holds it also when it is not loaded.
 */
export async function isModelHeld(config: Config, name: string, signal: AbortSignal): Promise<boolean | null> {
  const model = namedModel(await listModels(config, signal), name);
  if (model === null) return null;
  if (!model.loaded) forget(model);
  return model.loaded || (engines(config).find((engine) => engine.name === model.engine)?.capabilities.savesState ?? false);
}

/** The generator of a model that was listed. */
export function openModel(config: Config, model: ModelDescription): Generator {
  const engine = engines(config).find(({ name }) => name === model.engine);
  if (engine === undefined || engine.address === null) return extractive(config);
  // Somebody unloaded it, or its server was started again: whatever it had read is gone.
  if (!model.loaded) forget(model);
  return inLine(`${engine.address} ${model.id}`, engine.open(model));
}

/** Weights that leave no room for anything else are read from disk for each word: a smaller model answers sooner. */
const usableShare = 0.8;

function fitsMemory(config: Config, { engine, sizeBytes, loaded }: ModelDescription): boolean {
  const isElsewhere = engines(config).find(({ name }) => name === engine)?.isElsewhere ?? false;
  return loaded || isElsewhere || sizeBytes === null || sizeBytes <= totalmem() * usableShare;
}

interface Trial {
  readonly engine: Engine;
  readonly models: readonly ModelDescription[];
  /** Why a server that is there gave no models; null for one that did, and for an address where nothing answers. */
  readonly fault: AppError | null;
}

const modelsOf = (trials: readonly Trial[]): readonly ModelDescription[] => trials.flatMap(({ models }) => models);

async function tryEngines(config: Config, signal: AbortSignal, milliseconds: number): Promise<readonly Trial[]> {
  if (signal.aborted) throw abortFault(signal);
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
  const trials = await Promise.all(engines(config).map((engine) => tryEngine(engine, bounded)));
  if (signal.aborted) throw abortFault(signal);
  return trials;
}

async function tryEngine(engine: Engine, signal: AbortSignal): Promise<Trial> {
  try {
    return { engine, models: await engine.discover(signal), fault: null };
  } catch (cause) {
    // The other servers are none the worse for it; a question for one of its models says what was wrong.
    if (cause instanceof AppError) return { engine, models: [], fault: cause };
    throw cause;
  }
}

async function whyNot(
  config: Config,
  wanted: string,
  found: ModelDescription | null,
  trials: readonly Trial[],
  signal: AbortSignal,
): Promise<AppError> {
  if (found?.embeds) {
    return new AppError('model-unknown', `${wanted} makes vectors and cannot answer`, 'Choose another; `carrel models` lists them.');
  }
  let ollamaFault: unknown = null;
  try {
    await refuseCloudModel(config, wanted, AbortSignal.any([signal, AbortSignal.timeout(discoveryMs)]));
  } catch (cause) {
    if (signal.aborted) return abortFault(signal);
    if (cause instanceof AppError && cause.code === 'model-cloud') return cause;
    ollamaFault = cause;
  }
  const isOllamaUp = !(ollamaFault instanceof AppError) || ollamaFault.code !== 'model-unreachable';
  const models = modelsOf(trials);
  // Where other servers have models, the name is more likely wrong than its server down.
  if (isOllamaUp || models.some(({ contextTokens }) => contextTokens > 0)) {
    return unknownModel(wanted, models, trials.flatMap(lookedAt), isOllamaUp);
  }
  return unreachableModel(wanted, models, trials.flatMap(lookedAt), ollamaFault);
}

function lookedAt({ engine, models, fault }: Trial): readonly string[] {
  // A program that was found on a port and gave no models is told only when it is a model server that wants something.
  if (engine.address === null || (engine.isOptional && models.length === 0 && fault?.code !== 'model-failed')) return [];
  if (models.length > 0) return [engine.address];
  return [`${engine.address} (${fault?.message ?? 'nothing answers there'})`];
}
