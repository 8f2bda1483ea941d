/** Servers with an OpenAI-like API: llama-server, LM Studio, vLLM and what resembles them. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { brokenStream } from '../../core/model-faults.ts';
import { isLoopback } from '../../core/offline.ts';
import { abortFault } from '../../core/outbound.ts';
import type { Engine, EngineReport, GenerateEvent, GenerateRequest, GenerateUsage, Generator } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { boundedAnswer } from './bounded-answer.ts';
import { countedAgain } from './counted-again.ts';
import { emptyWhenStrange, emptyWhenUnreachable } from './discovery.ts';
import { withSlot } from './llama-slots/answering.ts';
import { complaintAbout } from './llama-slots/complaints.ts';
import { keptSlot, slotTokens } from './llama-slots/slots.ts';
import { mayKeepSlots } from './llama-slots/wire.ts';
import { chatMessages } from './messages.ts';
import { knownFlavours, leastCapabilities, type OpenaiFlavour, openaiFlavours, parseListing, type ServedModel } from './openai-flavours.ts';
import { type ChatChunk, getJson, type OpenaiCall, openStream, postJson } from './openai-wire.ts';
import { type Patience, startWatch, usualPatience, type Watch } from './patience.ts';
import { isGemma, refuseCut, refuseTooLong } from './prompt-checks.ts';
import { withImageParts } from './shown-pictures.ts';
import { comparedCounter, estimateCounter } from './token-counter.ts';
import { withoutThoughts } from './without-thoughts.ts';

/** Where a server with this API may be. */
export interface OpenaiPlace {
  readonly name: string;
  readonly url: string;
  /** Nobody has named it: only a server that can be told from any other program is taken for one. */
  readonly isOptional: boolean;
}

export function openaiEngine(config: Config, patience: Patience = usualPatience, place: OpenaiPlace = namedPlace(config)): Engine {
  const found = (signal: AbortSignal) => describe(config, place, signal);
  return {
    name: place.name,
    address: place.url,
    isElsewhere: !isLoopback(place.url),
    isOptional: place.isOptional,
    get capabilities() {
      const capabilities = seen.get(place.url)?.capabilities ?? leastCapabilities;
      return { ...capabilities, savesState: keepsSlots.get(place.url) ?? capabilities.savesState };
    },
    // One that was seen to be a model server is given time: it may just be at work on all cores.
    discover: (signal) =>
      emptyWhenUnreachable(place.isOptional && !seen.has(place.url) ? emptyWhenStrange(place.url, found, signal) : found(signal)),
    open: (model) => openaiGenerator(config, patience, place, model),
    report: (signal) => report(config, place, signal),
  };
}

/** The servers that the config names, or all that may be on this machine. Never Carrel itself. */
export function openaiPlaces(config: Config): readonly OpenaiPlace[] {
  if (config.openaiUrl !== '') return [namedPlace(config)];
  const others = config.modelPorts.filter((port) => port !== config.port);
  return others.map((port) => ({ name: `openai:${port}`, url: `http://127.0.0.1:${port}`, isOptional: true }));
}

function namedPlace({ openaiUrl }: Config): OpenaiPlace {
  // People copy the address with or without the version at its end.
  return { name: 'openai', url: openaiUrl.replace(/\/v1$/, ''), isOptional: false };
}

/** Whether a llama-server was started with a folder for its slots, as it was last asked, by address. */
const keepsSlots = new Map<string, boolean>();

/** The kind of each server, as it was last seen, by address. */
const seen = new Map<string, OpenaiFlavour>();

async function describe(config: Config, place: OpenaiPlace, signal: AbortSignal): Promise<readonly ModelDescription[]> {
  const { models } = await probe(config, place, signal);
  return models.map((model) => ({ ...model, engine: place.name }));
}

async function report(config: Config, place: OpenaiPlace, signal: AbortSignal): Promise<EngineReport> {
  const { flavour } = await probe(config, place, signal);
  if (flavour.keepsSlots) keepsSlots.set(place.url, await mayKeepSlots({ url: place.url, signal, model: '' }));
  const version = await flavour.version((path) => getJson({ url: place.url, signal, model: '' }, path));
  const complaint = complaintAbout(place.url);
  return {
    runtime: version === null ? `${flavour.title}, version unknown,` : `${flavour.title} ${version}`,
    // Each of them tells the window that it really has.
    loadedWindows: [],
    knownFaults: [...flavour.knownFaults, ...(complaint === null ? [] : [complaint])],
  };
}

interface Probed {
  readonly flavour: OpenaiFlavour;
  readonly models: readonly ServedModel[];
}

/** Finds out which server it is and what it holds. @throws AppError model-stream-broken when it is none of them. */
async function probe(config: Config, { url, isOptional }: OpenaiPlace, signal: AbortSignal): Promise<Probed> {
  const call: OpenaiCall = { url, signal, model: '' };
  const get = (path: string) => getJson(call, path);
  const listing = parseListing(await (isOptional ? orNothing(get('/v1/models')) : get('/v1/models')));
  if (listing !== null) {
    for (const flavour of isOptional ? knownFlavours : openaiFlavours) {
      const models = await flavour.models(listing, get, config.contextTokens);
      if (models === null) continue;
      seen.set(url, flavour);
      return { flavour, models };
    }
  }
  throw brokenStream(`The model server at ${new URL(url).origin}`, 'answers, but not as LM Studio, llama-server or vLLM do');
}

/** As llama-server says it; any program may want a password, and only this one is told of. */
const keyWords = /invalid api key/i;

async function orNothing(reply: Promise<unknown>): Promise<unknown> {
  try {
    return await reply;
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'model-failed' && !keyWords.test(String(fault.cause))) return null;
    throw fault;
  }
}

function openaiGenerator(config: Config, patience: Patience, place: OpenaiPlace, model: ModelDescription): Generator {
  return {
    model,
    keepsStates: seen.get(place.url)?.keepsSlots ?? false,
    ...countingOf(place.url, model),
    async restorableTokens(prompt, stateFolder, signal) {
      const call = { url: place.url, signal, model: model.id };
      return seen.get(place.url)?.keepsSlots === true ? slotTokens(call, model, { prompt, stateFolder }) : 0;
    },
    async *generate(request, signal) {
      refuseTooLong(model, request);
      const watch = startWatch(signal, model.id);
      try {
        const call = { url: place.url, signal: watch.signal, model: model.id };
        watch.allow(patience.loadMs);
        const { flavour, models } = await probe(config, place, watch.signal);
        // It may have been loaded, thrown out or given another window since it was described.
        const now = models.find(({ id }) => id === model.id);
        refuseTooLong({ ...model, ...now }, request);
        if (now?.loaded !== true) yield* load(flavour, call, model);
        watch.allow(patience.loadMs + patience.readMsPerToken * request.prompt.tokens);
        const slot = flavour.keepsSlots ? await keptSlot(call, model, request) : null;
        const events = () => chat(flavour, call, patience, model, request, watch);
        const answered = slot === null ? events() : withSlot(slot, request, events, () => watch.allow(patience.silenceMs));
        yield* boundedAnswer(withoutThoughts(answered), model.id, request);
      } catch (cause) {
        if (watch.signal.aborted) throw abortFault(watch.signal);
        throw cause;
      } finally {
        watch.stop();
      }
    },
  };
}

/** Texts are counted by comparison with samples: a request for each document of a collection would take too long. */
function countingOf(url: string, { id }: ModelDescription): Pick<Generator, 'tokenCounter'> {
  if (isGemma(id)) return {};
  return {
    async tokenCounter(samples, signal) {
      const count = seen.get(url)?.countTokens ?? null;
      if (count === null) return estimateCounter;
      const texts = await samples();
      const post = (path: string, body: object) => postJson({ url, signal, model: id }, path, body);
      const counts: number[] = [];
      for (const text of texts) {
        const tokens = await count(text, id, post);
        if (tokens === null) return estimateCounter;
        counts.push(tokens);
      }
      return comparedCounter(texts, counts);
    },
  };
}

async function* load({ loadPath }: OpenaiFlavour, call: OpenaiCall, model: ModelDescription): AsyncIterable<GenerateEvent> {
  if (loadPath === null) return;
  yield { type: 'progress', phase: 'loading', done: 0, total: 1 };
  await postJson(call, loadPath, { model: model.id, context_length: model.contextTokens });
  yield { type: 'progress', phase: 'loading', done: 1, total: 1 };
}

async function* chat(
  flavour: OpenaiFlavour,
  call: OpenaiCall,
  patience: Patience,
  model: ModelDescription,
  request: GenerateRequest,
  watch: Watch,
): AsyncIterable<GenerateEvent> {
  // The same words for the same question: temperature 0, and a seed for what is left of chance.
  const options = { max_tokens: request.maxOutputTokens, temperature: 0, seed: 1 };
  const common = {
    model: model.id,
    messages: withImageParts(chatMessages(request.prompt), request.images ?? []),
    stream: true,
    stream_options: { include_usage: true },
  };
  const open = () =>
    openStream(call, '/v1/chat/completions', { ...common, ...options, ...flavour.fields }, () => watch.allow(patience.silenceMs));
  watch.allow(patience.loadMs + patience.readMsPerToken * request.prompt.tokens);
  let chunks = await open();
  while (chunks === null) {
    yield { type: 'progress', phase: 'loading', done: 0, total: 1 };
    await pause(patience.pollMs, undefined, { signal: watch.signal });
    chunks = await open();
  }
  yield { type: 'progress', phase: 'reading', done: 0, total: request.prompt.tokens };
  let finish: string | null = null;
  let counts: ChatChunk | null = null;
  for await (const chunk of chunks) {
    const { prompt_progress: progress, choices } = chunk;
    if (progress) yield { type: 'progress', phase: 'reading', done: progress.processed, total: progress.total };
    const [choice] = choices;
    if (choice?.delta?.content) yield { type: 'text', text: choice.delta.content };
    finish = choice?.finish_reason ?? finish;
    if (chunk.usage) counts = chunk;
  }
  if (finish === null) throw brokenStream(model.id, 'ended without its last message');
  const usage = usageOf(counts);
  refuseCut(model.id, await countedAgain(flavour, call, request.prompt, usage.promptTokens), usage.promptTokens, isGemma(model.id));
  yield { type: 'end', finish: finish === 'length' ? 'length' : 'stop', usage, options };
}

function usageOf(counts: ChatChunk | null): GenerateUsage {
  const { usage, timings } = counts ?? {};
  const promptTokens = usage?.prompt_tokens ?? null;
  const promptMs = timings?.prompt_ms ?? null;
  const cachedTokens = usage?.prompt_tokens_details?.cached_tokens ?? timings?.cache_n ?? null;
  return {
    promptTokens,
    cachedTokens,
    outputTokens: usage?.completion_tokens ?? 0,
    promptMs,
    outputMs: timings?.predicted_ms ?? null,
  };
}
