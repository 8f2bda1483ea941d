/** The verbs that others supply. Nothing here has behaviour. */
import type {
  Answer,
  ChunkId,
  CollectionSummary,
  DocumentId,
  DocumentImage,
  DocumentRecord,
  IngestReport,
  Job,
  JobState,
  ModelDescription,
  ParsedDocument,
  Passage,
  PreparedDocument,
  SearchOutcome,
  Span,
  StoredChunk,
  StoredDocument,
  Turn,
} from './types.ts';

// ── Parsing ────────────────────────────────────────────────────────────────

export interface FileInput {
  /** Path inside the collection, with `/`. */
  readonly source: string;
  readonly bytes: Uint8Array;
}

/** A file found inside another one (zip entry, mail attachment); `name` is relative to its container. */
export interface InnerFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ParseResult {
  /** Null for pure containers such as zip. */
  readonly document: ParsedDocument | null;
  readonly inner: readonly InnerFile[];
  /** Inner files that were not taken out, each with its reason. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Turns bytes into text, blocks and maps. Runs in a sandboxed child process: no file, no socket, no child.
 * Throws AppError with a `file-…` code for what it cannot read; anything else it throws is a bug.
 */
export interface Parser {
  readonly name: string;
  /** Raise it whenever the output changes: documents are then prepared again. */
  readonly version: number;
  /** Lower case, with the dot: `.md`. */
  readonly extensions: readonly string[];
  /** True when the first bytes prove the format whatever the name says. */
  matches(head: Uint8Array): boolean;
  parse(file: FileInput): Promise<ParseResult>;
}

// ── Embedding ──────────────────────────────────────────────────────────────

export interface EmbedInput {
  readonly title: string;
  readonly headings: readonly string[];
  readonly text: string;
}

/** Vectors of different ids are never compared. */
export interface Embedder {
  /** Fingerprint: kind, model digest, dimensions, prompt template version. */
  readonly id: string;
  readonly dimensions: number;
  /** One L2-normalised vector for each input, in order; all zeros when a text holds nothing known. */
  embedDocuments(inputs: readonly EmbedInput[], signal: AbortSignal): Promise<readonly Float32Array[]>;
  embedQuery(question: string, signal: AbortSignal): Promise<Float32Array>;
}

// ── Stores ─────────────────────────────────────────────────────────────────

/** Reads one collection. Synchronous: run it in a worker, never on the server's main loop. */
export interface CollectionReader {
  readonly name: string;
  summary(): CollectionSummary;
  documents(): readonly DocumentRecord[];
  document(id: DocumentId): StoredDocument | null;
  /** The original bytes: kept in the file, or read from the folder they were ingested from. */
  original(id: DocumentId): { readonly bytes: Uint8Array; readonly record: DocumentRecord } | null;
  /** Chunks of one document, or of all, in canonical order: source, then offset. */
  chunks(id: DocumentId | null): readonly StoredChunk[];
  /** Pictures of a document that stand in the span, in order. */
  images(id: DocumentId, span: Span): readonly DocumentImage[];
  /** Slices a document's canonical text. */
  slice(id: DocumentId, start: number, end: number): string;
  /** Chunks by id, in the order asked for; unknown ids are left out. */
  chunksById(ids: readonly ChunkId[]): readonly StoredChunk[];
  /**
   * The raw result lists of the three legs, each best first and at most `depth` long.
   * `queryVector` belongs to `servingEmbedder()`; null asks LSA, which needs no model, or no vectors at all.
   */
  legs(question: string, depth: number, queryVector: Float32Array | null): SearchLegs;
  /** The embedder whose vectors are complete and serve now; null when only the word legs serve. */
  servingEmbedder(): string | null;
  close(): void;
}

export interface LegScore {
  readonly id: ChunkId;
  /** Higher is better; on the leg's own scale. */
  readonly score: number;
}

export interface SearchLegs {
  readonly word: readonly LegScore[];
  readonly trigram: readonly LegScore[];
  readonly vector: readonly LegScore[];
  /** The question's words with their inverse document frequency in this collection, for coverage. */
  readonly terms: readonly { readonly term: string; readonly idf: number }[];
}

/** A reader with the fused search on top (server/search/search.ts). */
export interface SearchableCollection extends CollectionReader {
  /** Best first. */
  search(question: string, limit: number, queryVector: Float32Array | null): SearchOutcome;
}

/** The same, from another thread or this one: what answering and the doors work with. */
export type CollectionAccess = {
  readonly [Key in keyof SearchableCollection]: SearchableCollection[Key] extends (...input: infer Input) => infer Output
    ? (...input: Input) => Promise<Output>
    : SearchableCollection[Key];
};

export interface OriginalFile {
  readonly source: string;
  /** Which folder ingest it came from (a digest of the folder's path, no path itself); empty for uploads. */
  readonly origin: string;
  readonly hash: string;
  readonly sizeBytes: number;
  /** The bytes to keep, or the absolute path when the folder is read in place. */
  readonly kept: { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'path'; readonly path: string };
}

export interface KnownFile {
  readonly hash: string;
  /** As given to `save` or `saveUnread`. */
  readonly recipe: string;
  readonly origin: string;
  readonly status: DocumentRecord['status'];
  /** Why it was skipped or failed; empty when indexed. */
  readonly reason: string;
}

/** Writes one collection. There is one writer a collection, in the ingest process. */
export interface CollectionWriter extends CollectionReader {
  /** Hash, recipe and origin of what is stored for each source, to find what need not be done again and what has vanished. */
  known(): ReadonlyMap<string, KnownFile>;
  /** Replaces all rows of the source in one transaction. */
  save(file: OriginalFile, prepared: PreparedDocument): DocumentId;
  /** Keeps a file that was met but not read, with its reason; replaces all rows of the source, like `save`. */
  saveUnread(file: Omit<OriginalFile, 'kept'> & { readonly recipe: string }, status: 'skipped' | 'failed', reason: string): DocumentId;
  /** Removes every row, word, vector and byte of the document. False when there was none. */
  remove(id: DocumentId): boolean;
  /** Groups many saves into one large transaction; each save stays all-or-nothing. */
  batch<Result>(work: () => Result): Result;
  /** The same for saves that come bit by bit: whatever is changed from here on is kept by `commit`, or by nothing. */
  begin(): void;
  commit(): void;
  /** Derived index data that needs the whole collection: contextual fields, LSA. Safe to repeat, safe to interrupt. */
  finishIndex(onProgress: (phase: string, done: number, total: number) => void): void;
  /** Chunks that have no vector of this embedder yet. */
  withoutVectors(embedderId: string, limit: number): readonly { readonly id: ChunkId; readonly input: EmbedInput }[];
  saveVectors(embedderId: string, dimensions: number, vectors: readonly { readonly id: ChunkId; readonly vector: Float32Array }[]): void;
  /** True when something was removed since the last `compact`, also by a writer that was killed. */
  owesCompaction(): boolean;
  /** Removes deleted pages from the file, so that no byte of a deleted document is left. Does nothing when none is owed. */
  compact(): void;
}

/** What a job is to do. */
export type JobTask =
  | { readonly kind: 'ingest-folder'; readonly path: string; readonly inPlace: boolean }
  /** `staging` is a folder of uploaded files that belongs to the job and is removed when it ends. */
  | { readonly kind: 'ingest-upload'; readonly staging: string }
  | { readonly kind: 'remove-document'; readonly documentId: DocumentId };

export interface QueuedJob {
  readonly job: Job;
  readonly task: JobTask;
}

/** Durable queue, conversations and answers of one data folder. */
export interface AppStore {
  enqueue(collection: string, task: JobTask): Job;
  /**
   * Takes the oldest job that no living process holds and whose collection no other one is at work on; removal jobs go first.
   * Null when there is none.
   */
  claim(owner: string): QueuedJob | null;
  /** Takes this very job, whoever is at work on its collection. Null when another living process holds it or it has ended. */
  claimJob(id: string, owner: string): QueuedJob | null;
  /** Like `claim`, but only `remove-document` jobs: an ingest runs these between its batches. */
  claimRemoval(owner: string): QueuedJob | null;
  /** Gives a running job back to the queue: for a process that was told to stop. */
  release(id: string): void;
  /** Renews the lease and stores progress. False when the job was cancelled meanwhile. */
  progress(id: string, done: number, total: number, etaMs: number | null, current: string): boolean;
  finish(id: string, state: Exclude<JobState, 'queued' | 'running'>, report: IngestReport | null, reason: string): void;
  cancel(id: string): Job | null;
  job(id: string): Job | null;
  /** Newest first: all that have not ended, and the newest 100 that have. */
  jobs(collection: string | null): readonly Job[];
  /** What is still to be done: the tasks of all jobs that have not ended. Reads no report. */
  unfinished(): readonly JobTask[];
  saveAnswer(answer: Answer): void;
  answer(id: string): Answer | null;
  /**
   * Takes documents that are gone out of the answers of a collection: their passages, and the text of every answer that
   * rests on one; no byte of that is left in the file. Gives the number of answers changed. Safe to repeat.
   */
  forgetDocuments(collection: string, isThere: (id: DocumentId) => boolean): number;
  createConversation(collection: string, title: string): Conversation;
  conversations(collection: string): readonly Conversation[];
  conversation(id: string): { readonly conversation: Conversation; readonly answers: readonly Answer[] } | null;
  removeConversation(id: string): boolean;
  forgetCollection(collection: string): void;
  close(): void;
}

export interface Conversation {
  readonly id: string;
  readonly collection: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

// ── Generating ─────────────────────────────────────────────────────────────

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
  readonly images?: readonly DocumentImage[];
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
  /** From a generator that copies instead of writing: `text` shows this span of a passage, and is shown as it is. */
  | { readonly type: 'quote'; readonly text: string; readonly passage: number; readonly span: Span }
  | {
      readonly type: 'end';
      readonly finish: 'stop' | 'length';
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
  /** The address tried, for the line "no model server at …"; null for engines in this process. */
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
  /** @throws AppError when nothing answers there */
  report(signal: AbortSignal): Promise<EngineReport>;
}
