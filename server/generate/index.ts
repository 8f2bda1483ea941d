/** The registry of model servers, and the choice of the model that answers. A new kind of server is one line here. */
import { totalmem } from 'node:os';
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { isLoopback } from '../../core/offline.ts';
import { abortFault } from '../../core/outbound.ts';
import type { Engine, Generator } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { bestModel, namedModel, unknownModel } from './choose.ts';
import { extractive, extractiveEngine, extractiveModel } from './extractive.ts';
import { ollamaEngine, refuseCloudModel } from './ollama.ts';
import { openaiEngine } from './openai.ts';
import { inLine } from './queue.ts';

/** All engines of this config, in order of preference. */
export function engines(config: Config): readonly Engine[] {
  return [ollamaEngine(config), ...(config.openaiUrl === '' ? [] : [openaiEngine(config)]), extractiveEngine(config)];
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
  return discoverAll(config, signal, discoveryMs);
}

/**
 * The generator to ask. An empty `requested` means the model of the config, and where that is empty too the best one
 * installed, or `extractive` when there is none. Questions to one model are answered one after another.
 * @throws AppError model-unknown, model-cloud, model-unreachable.
 */
export async function chooseGenerator(config: Config, requested: string, signal: AbortSignal): Promise<Generator> {
  const wanted = requested === '' ? config.model : requested;
  if (wanted === extractiveModel.id) return extractive(config);
  const models = await discoverAll(config, signal, patientDiscoveryMs);
  const model = wanted === '' ? bestModel(models, (one) => fitsMemory(config, one)) : namedModel(models, wanted);
  if (model !== null && !model.embeds) return open(config, model);
  if (wanted === '') return extractive(config);
  throw await whyNot(config, wanted, model, models, signal);
}

function open(config: Config, model: ModelDescription): Generator {
  const engine = engines(config).find(({ name }) => name === model.engine);
  if (engine === undefined || engine.address === null) return extractive(config);
  return inLine(`${engine.address} ${model.id}`, engine.open(model));
}

/** Weights that leave no room for anything else are read from disk for each word: a smaller model answers sooner. */
const usableShare = 0.8;

function fitsMemory(config: Config, { engine, sizeBytes, loaded }: ModelDescription): boolean {
  const isElsewhere = !isLoopback(engine === 'openai' ? config.openaiUrl : config.ollamaUrl);
  return loaded || isElsewhere || sizeBytes === null || sizeBytes <= totalmem() * usableShare;
}

async function discoverAll(config: Config, signal: AbortSignal, milliseconds: number): Promise<readonly ModelDescription[]> {
  if (signal.aborted) throw abortFault(signal);
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
  const found = await Promise.allSettled(engines(config).map((engine) => engine.discover(bounded)));
  if (signal.aborted) throw abortFault(signal);
  return found.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

async function whyNot(
  config: Config,
  wanted: string,
  found: ModelDescription | null,
  models: readonly ModelDescription[],
  signal: AbortSignal,
): Promise<AppError> {
  if (found?.embeds) {
    return new AppError('model-unknown', `${wanted} makes vectors and cannot answer`, 'Choose another; `carrel models` lists them.');
  }
  const tried = engines(config).flatMap(({ address }) => (address === null ? [] : [address]));
  try {
    await refuseCloudModel(config, wanted, AbortSignal.any([signal, AbortSignal.timeout(discoveryMs)]));
  } catch (cause) {
    if (signal.aborted) return abortFault(signal);
    if (cause instanceof AppError && cause.code === 'model-cloud') return cause;
  }
  return unknownModel(wanted, models, tried);
}
