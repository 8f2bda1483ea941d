/** Asking models. */
import type { DocumentImage, ModelDescription, Passage, SearchOutcome, Span, Turn } from '../types.ts';

/** A picture, and what it is called beside the passages: "[3], page 2". */
export interface ShownImage extends DocumentImage {
  readonly label: string;
}

/** Texts in prompt order. `prefix` is byte-stable for a collection; history and question come after it. */
export interface Prompt {
  readonly system: string;
  readonly prefix: string;
  readonly history: readonly Turn[];
  readonly question: string;
  /** Our own count of all of it, template overhead included. */
  readonly tokens: number;
  /** The least share of `tokens` that its server may count; absent where Gemma's own count decides. */
  readonly leastShare?: number | undefined;
}

export interface GenerateRequest {
  readonly question: string;
  readonly passages: readonly Passage[];
  /** The search behind the passages; null in whole mode. */
  readonly outcome: SearchOutcome | null;
  readonly prompt: Prompt;
  readonly maxOutputTokens: number;
  /** Shown after the documents and before the question; only to models with vision. Not counted in `prompt.tokens`. */
  readonly images?: readonly ShownImage[];
  /** Where an engine may keep what it has read of `prefix` (core/saved-states.ts); absent when nothing may be kept. */
  readonly stateFolder?: string | undefined;
  /** Only fills the cache for questions to come: gives way to people at once, and may end without a word. */
  readonly readsAhead?: boolean;
  /** With `readsAhead`: a person wants it now, so it does not wait until nobody has asked for a while. */
  readonly isWanted?: boolean;
}

export interface GenerateUsage {
  /** As the server counted; null when it does not say. */
  readonly promptTokens: number | null;
  /** As the server counted, or inferred from the time of reading; null when neither is known. */
  readonly cachedTokens: number | null;
  /** True where `cachedTokens` was told from the time of reading: near the truth, not the server's own count. */
  readonly isCacheInferred?: boolean;
  /** The most that can have been held, where it is known from what was sent before. */
  readonly mostCachedTokens?: number;
  readonly outputTokens: number;
  readonly promptMs: number | null;
  readonly outputMs: number | null;
}

export type GenerateEvent =
  | {
      readonly type: 'progress';
      readonly phase: 'waiting' | 'loading' | 'reading';
      readonly done: number;
      readonly total: number;
      /** Where the generator knows better than `done` of `total` tells; null when it knows that nobody can. */
      readonly etaMs?: number | null;
    }
  | { readonly type: 'text'; readonly text: string }
  /**
   * From a generator that copies instead of writing: `text` shows this span of a passage, and is shown as it is; above it
   * the file and the lines when `saysPlace`.
   */
  | { readonly type: 'quote'; readonly text: string; readonly passage: number; readonly span: Span; readonly saysPlace: boolean }
  | {
      readonly type: 'end';
      /** `loop` when it went round in a circle and was ended. */
      readonly finish: 'stop' | 'length' | 'loop';
      readonly usage: GenerateUsage;
      readonly options: Readonly<Record<string, string | number | boolean>>;
    };

/** What a kind of model server can do. Nothing outside of its engine asks which one it is. */
export interface Capabilities {
  /** Says while it reads how far it is. */
  readonly reportsProgress: boolean;
  /** How one learns what it still held of a prompt: it counts, the time it took tells, or nothing does. */
  readonly reportsCache: 'counted' | 'inferred' | 'unknown';
  /** Counts the tokens of a text as its model does. */
  readonly countsTokens: boolean;
  /** When the window is decided. Another one in a request means that the model is loaded anew. */
  readonly setsWindow: 'per-request' | 'when-loaded' | 'when-started';
  /** Refuses a prompt over its window when told to; else only our own count guards it. */
  readonly refusesOverflow: boolean;
  /** Keeps what it has read on disk, for after a restart. */
  readonly savesState: boolean;
}

/** Counts the tokens of texts for one model, without what its template adds. */
export interface TokenCounter {
  /** Who counts, for the plan: `gemma`, `vocabulary`, `server` or `estimate`. */
  readonly countedBy: string;
  /** By which share the count is taken higher than is likely, so that it is not too low; 0 when it is exact. */
  readonly margin: number;
  /** A server that counts less than this share has cut the prompt. */
  readonly leastShare: number;
  count(text: string): number;
}

/** Asks one model. Fails rather than cuts: a prompt over the window is an AppError `prompt-too-long`. */
export interface Generator {
  readonly model: ModelDescription;
  /** May keep what it has read of a collection on disk, where the request says; absent means that it cannot. */
  readonly keepsStates?: boolean;
  /** Leading tokens of this prompt that are kept on disk and need not be read again; absent where nothing is kept. */
  restorableTokens?(prompt: Prompt, stateFolder: string, signal: AbortSignal): Promise<number>;
  /** Streams text; obeys the signal at once, also before the first token, and closes the connection. */
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateEvent>;
  /**
   * How texts are counted for this model; absent where it is Gemma or nothing is sent. `samples` gives some of the
   * texts that will be sent, for servers that count one request at a time.
   */
  tokenCounter?(samples: () => Promise<readonly string[]>, signal: AbortSignal): Promise<TokenCounter>;
}

/** A model server as it runs now. */
export interface EngineReport {
  /** Name and version: "Ollama 0.33.0". */
  readonly runtime: string;
  /** Windows of the models that are loaded now, where they may differ from the ones that are asked for. */
  readonly loadedWindows: readonly { readonly model: string; readonly windowTokens: number }[];
  /** What is known to be wrong with this version or with what it has installed, each with its remedy. */
  readonly knownFaults: readonly { readonly message: string; readonly remedy: string }[];
}

/** One kind of model server. */
export interface Engine {
  readonly name: string;
  /** The address tried, or the file, for the line "no model server at …"; null for the one that asks nobody. */
  readonly address: string | null;
  /** True when it runs on another machine, whose memory we cannot see. */
  readonly isElsewhere: boolean;
  /** True when nobody has named it: it is only looked for, and missing is nothing to speak of. */
  readonly isOptional: boolean;
  /** Of a server whose kind is only known by asking, what holds once it was asked. */
  readonly capabilities: Capabilities;
  /** Empty when nothing answers there; that is not a fault. */
  discover(signal: AbortSignal): Promise<readonly ModelDescription[]>;
  open(model: ModelDescription): Generator;
  /** Notes how a model is loaded now. The function puts it back, whatever was asked of it since; absent where asking changes nothing. */
  noteLoaded?(model: ModelDescription, signal: AbortSignal): Promise<(signal: AbortSignal) => Promise<void>>;
  /** @throws AppError when nothing answers there */
  report(signal: AbortSignal): Promise<EngineReport>;
}
