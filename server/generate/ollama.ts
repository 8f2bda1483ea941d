/** Ollama, by its native API: the other one has no window, no refusal of long prompts and no counts. */
import { totalmem } from 'node:os';
import { Ollama } from 'ollama';
import type { z } from 'zod';
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { brokenStream } from '../../core/model-faults.ts';
import { isLoopback } from '../../core/offline.ts';
import { ollamaFetch } from '../../core/ollama-fetch.ts';
import { abortFault } from '../../core/outbound.ts';
import type {
  Capabilities,
  Engine,
  EngineReport,
  GenerateEvent,
  GenerateRequest,
  GenerateUsage,
  Generator,
  TokenCounter,
} from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { believedWindow, noteLowered } from './believed-window.ts';
import { boundedAnswer } from './bounded-answer.ts';
import { emptyWhenUnreachable } from './discovery.ts';
import { cloudFinding, faultsOfOllama } from './ollama-faults.ts';
import { putBack } from './ollama-loaded.ts';
import {
  describeModel,
  fullName,
  isCloud,
  isCloudName,
  type ListedModel,
  type RunningModel,
  runningReply,
  type ShownModel,
  shapeOf,
  shownReply,
  tagsReply,
} from './ollama-models.ts';
import { chatRequest, loadRequest, sentOptions } from './ollama-request.ts';
import { answerLine, usageOf } from './ollama-usage.ts';
import { ollamaVocabulary } from './ollama-vocabulary.ts';
import { type Patience, startWatch, usualPatience, type Watch } from './patience.ts';
import { isGemma, refuseCut, refuseTooLong } from './prompt-checks.ts';
import { inferredCache } from './prompt-rates.ts';
import { noteLoaded, noteSent, type Shared } from './sent-prompts.ts';
import { vocabularyCounter } from './vocabulary/kept.ts';
import { windowFor } from './window.ts';
import { withoutThoughts } from './without-thoughts.ts';

export interface OllamaSettings {
  readonly patience: Patience;
  /** Memory for weights and cache; null when the server runs elsewhere and we cannot know. */
  readonly memoryBytes: number | null;
}

export function ollamaEngine(config: Config, settings: OllamaSettings = usualSettings(config)): Engine {
  return {
    name: 'ollama',
    address: config.ollamaUrl,
    isElsewhere: !isLoopback(config.ollamaUrl),
    isOptional: false,
    capabilities: ollamaCapabilities,
    discover: (signal) => emptyWhenUnreachable(discover(config, settings, signal)),
    open: (model) => ollamaGenerator(config, settings, model),
    async noteLoaded(model, signal) {
      const before = await runningModel(connect(config, signal, model.id), model, config);
      return async (later) => {
        await putBack(connect(config, later, model.id), model, before);
        noteLoaded(keyOf(config, model.id));
      };
    },
    report: (signal) => report(config, signal),
  };
}

/** Cached tokens count as read; its vocabulary is told, so texts are counted here (ollama-gemma.md §1.4, §1.6). */
const ollamaCapabilities: Capabilities = {
  reportsProgress: false,
  reportsCache: 'inferred',
  countsTokens: true,
  setsWindow: 'per-request',
  refusesOverflow: true,
  savesState: false,
};

function usualSettings({ ollamaUrl }: Config): OllamaSettings {
  return { patience: usualPatience, memoryBytes: isLoopback(ollamaUrl) ? totalmem() : null };
}

function connect(config: Config, signal: AbortSignal, model: string, onBytes = () => {}): Ollama {
  return new Ollama({ host: config.ollamaUrl, fetch: ollamaFetch({ url: config.ollamaUrl, signal, model, onBytes }) });
}

// ── Discovery ──────────────────────────────────────────────────────────────

/** By address and digest: a description never changes, and asking for twenty takes a second. */
const shownModels = new Map<string, ShownModel>();

async function discover(config: Config, settings: OllamaSettings, signal: AbortSignal): Promise<readonly ModelDescription[]> {
  const client = connect(config, signal, '');
  const [tags, running] = await Promise.all([client.list(), client.ps()]);
  const listed = checked(tagsReply, tags, config).models.filter((model) => !isCloud(model.name, model));
  const loaded = checked(runningReply, running, config).models;
  const descriptions = await Promise.all(
    listed.map(async (model) => {
      const shown = await show(config, model, signal);
      const holds = loaded.find(({ name }) => name === model.name) ?? null;
      const window = windowFor(shapeOf(model, shown), config.contextTokens, settings.memoryBytes);
      return isCloud(model.name, shown)
        ? []
        : [describeModel(model, shown, holds, believedWindow(keyOf(config, model.name), window, holds), settings.memoryBytes)];
    }),
  );
  return descriptions.flat();
}

async function report(config: Config, signal: AbortSignal): Promise<EngineReport> {
  const client = connect(config, signal, '');
  const [{ version }, listed, running] = await Promise.all([client.version(), client.list(), client.ps()]);
  const cloud = checked(tagsReply, listed, config).models.filter((model) => isCloud(model.name, model));
  const loadedWindows = checked(runningReply, running, config).models.flatMap(({ name, context_length }) =>
    context_length === undefined ? [] : [{ model: name, windowTokens: context_length }],
  );
  return {
    runtime: `Ollama ${version}`,
    loadedWindows,
    knownFaults: [...faultsOfOllama(version), ...cloudFinding(cloud.map(({ name }) => name))],
  };
}

async function show(config: Config, { name, digest }: Pick<ListedModel, 'name' | 'digest'>, signal: AbortSignal): Promise<ShownModel> {
  const key = `${config.ollamaUrl} ${digest}`;
  const known = shownModels.get(key);
  if (known !== undefined && digest !== '') return known;
  const shown = checked(shownReply, await connect(config, signal, name).show({ model: name }), config);
  shownModels.set(key, shown);
  return shown;
}

/**
 * Says why a model that was asked for by name is not among the discovered ones.
 * @throws AppError model-cloud; model-unknown and faults of the connection come from the server itself.
 */
export async function refuseCloudModel(config: Config, name: string, signal: AbortSignal): Promise<void> {
  if (isCloudName(name)) throw cloudFault(name);
  const shown = await show(config, { name: fullName(name), digest: '' }, signal);
  if (isCloud(name, shown)) throw cloudFault(name);
}

function cloudFault(name: string): AppError {
  return new AppError(
    'model-cloud',
    `${name} does not run here: Ollama would send your documents to somebody else's computer`,
    'Choose a model that is installed on this machine; `carrel models` lists them.',
  );
}

function checked<Output>(schema: z.ZodType<Output>, reply: unknown, config: Config): Output {
  const result = schema.safeParse(reply);
  if (result.success) return result.data;
  throw brokenStream(`The model server at ${new URL(config.ollamaUrl).origin}`, 'answers, but not as Ollama does', result.error);
}

// ── Generating ─────────────────────────────────────────────────────────────

const keyOf = (config: Config, name: string): string => `${config.ollamaUrl} ${name}`;

function ollamaGenerator(config: Config, { patience }: OllamaSettings, model: ModelDescription): Generator {
  return {
    model,
    ...(isGemma(model.id) ? {} : { tokenCounter: (_samples, signal) => countAs(config, model, signal) }),
    async *generate(request, signal) {
      refuseTooLong(model, request);
      const watch = startWatch(signal, model.id);
      try {
        yield* load(config, patience, model, request, watch);
        watch.allow(patience.loadMs + patience.readMsPerToken * request.prompt.tokens);
        const events = chat(config, patience, model, request, watch);
        yield* boundedAnswer(withoutThoughts(events), model.id, request);
      } catch (cause) {
        throw faultOf(cause, model.id, watch.signal);
      } finally {
        watch.stop();
      }
    },
  };
}

function countAs(config: Config, { id, digest }: ModelDescription, signal: AbortSignal): Promise<TokenCounter> {
  const client = connect(config, signal, id);
  return vocabularyCounter(config, digest ?? keyOf(config, id), () => ollamaVocabulary((asked) => client.show(asked), id));
}

/** Loads the model unless it is, then reads back the window that it really got. */
async function* load(
  config: Config,
  patience: Patience,
  model: ModelDescription,
  request: GenerateRequest,
  watch: Watch,
): AsyncIterable<GenerateEvent> {
  watch.allow(patience.loadMs);
  const client = connect(config, watch.signal, model.id);
  const needed = request.prompt.tokens + request.maxOutputTokens;
  const loaded = async (): Promise<RunningModel | null> => {
    await client.chat({ ...loadRequest(model), stream: false });
    noteLoaded(keyOf(config, model.id));
    return runningModel(client, model, config);
  };
  let held = await runningModel(client, model, config);
  if (held === null || (held.context_length ?? model.contextTokens) !== model.contextTokens) {
    yield { type: 'progress', phase: 'loading', done: 0, total: 1 };
    held = await loaded();
    // What was lowered once may be free again, and only a load from the beginning finds out.
    if ((held?.context_length ?? needed) < Math.min(needed, model.contextTokens)) {
      await client.chat({ ...loadRequest(model), keep_alive: 0, stream: false });
      held = await loaded();
    }
    yield { type: 'progress', phase: 'loading', done: 1, total: 1 };
  }
  // Versions before 0.12 do not say; there the refusal of long prompts is the only guard.
  const window = held?.context_length ?? model.contextTokens;
  if (window >= model.contextTokens) return;
  noteLowered(keyOf(config, model.id), window);
  if (needed <= window) return;
  throw new AppError(
    'window-lowered',
    `${model.id} was asked for a window of ${model.contextTokens} tokens and got ${window}; this question needs ${needed}`,
    'Ask again: it is planned for the real window from now on. For more, free memory or set OLLAMA_KV_CACHE_TYPE=q8_0.',
  );
}

async function runningModel(client: Ollama, { id }: ModelDescription, config: Config): Promise<RunningModel | null> {
  const { models } = checked(runningReply, await client.ps(), config);
  return models.find(({ name }) => name === fullName(id)) ?? null;
}

async function* chat(
  config: Config,
  patience: Patience,
  model: ModelDescription,
  request: GenerateRequest,
  watch: Watch,
): AsyncIterable<GenerateEvent> {
  const client = connect(config, watch.signal, model.id, () => watch.allow(patience.silenceMs));
  const asked = chatRequest(model, request);
  yield { type: 'progress', phase: 'reading', done: 0, total: request.prompt.tokens };
  const shared = noteSent(keyOf(config, model.id), request.prompt);
  for await (const message of await client.chat({ ...asked, stream: true })) {
    const line = checked(answerLine, message, config);
    if (line.message.content !== '') yield { type: 'text', text: line.message.content };
    if (!line.done) continue;
    const counted = usageOf(line);
    refuseCut(model.id, request.prompt, counted.promptTokens, isGemma(model.id));
    const usage = { ...counted, ...cacheOf(config, model, counted, shared) };
    yield { type: 'end', finish: line.done_reason === 'length' ? 'length' : 'stop', usage, options: sentOptions(asked) };
  }
}

function cacheOf(config: Config, model: ModelDescription, { promptTokens, promptMs }: GenerateUsage, shared: Shared) {
  if (promptTokens === null || promptMs === null) return {};
  return inferredCache(config, model, { promptTokens, milliseconds: promptMs }, shared);
}

/** The package throws plain errors where a stream ends too early or a body is no JSON. */
function faultOf(cause: unknown, who: string, signal: AbortSignal): unknown {
  if (cause instanceof AppError) return cause;
  if (signal.aborted) return abortFault(signal);
  return brokenStream(who, 'ended without its last message', cause);
}
