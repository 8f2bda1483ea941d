/** Keeping collections, jobs, conversations and answers. */
import type {
  Answer,
  ChunkId,
  CollectionSummary,
  DocumentId,
  DocumentImage,
  DocumentPage,
  DocumentRecord,
  DocumentsWanted,
  IngestReport,
  Job,
  JobState,
  PreparedDocument,
  QuestionTerm,
  SearchOutcome,
  Span,
  StoredChunk,
  StoredDocument,
} from '../types.ts';
import type { EmbedInput } from './embedding.ts';

/** Reads one collection. Synchronous: run it in a worker, never on the server's main loop. */
export interface CollectionReader {
  readonly name: string;
  summary(): CollectionSummary;
  documents(): readonly DocumentRecord[];
  /** One page of the same list. */
  documentPage(wanted: DocumentsWanted): DocumentPage;
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
  /**
   * For each index term of a name, in order, the chunks that hold it, and whether as something they define (or in a heading);
   * none for a name that more than `most` chunks hold.
   */
  namePlaces(names: readonly string[], most: number): readonly (readonly NamePlace[])[];
  /**
   * The documents whose text holds any of the index terms; and those of which the word index cannot tell, as if they held none.
   * Every occurrence of a term is in one of the spans.
   */
  termHolders(terms: readonly string[]): readonly TermHolder[];
  /** How many sections each document has that was read. */
  sectionCounts(): ReadonlyMap<DocumentId, number>;
  /** The embedder whose vectors are complete and serve now; null when only the word legs serve. */
  servingEmbedder(): string | null;
  close(): void;
}

export interface LegScore {
  readonly id: ChunkId;
  /** Higher is better; on the leg's own scale. */
  readonly score: number;
}

export interface NamePlace {
  readonly id: ChunkId;
  readonly isDefined: boolean;
}

export interface TermHolder {
  readonly documentId: DocumentId;
  readonly terms: ReadonlySet<string>;
  /** Chunks that hold any of the terms, in order; null when only the document itself can tell. */
  readonly spans: readonly Span[] | null;
}

export interface SearchLegs {
  readonly word: readonly LegScore[];
  readonly trigram: readonly LegScore[];
  readonly vector: readonly LegScore[];
  readonly terms: readonly QuestionTerm[];
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

/** A folder that was ingested, and what its documents have as origin. */
export interface FolderOrigin {
  readonly origin: string;
  /** Its real path. */
  readonly root: string;
}

/** Writes one collection. There is one writer a collection, in the ingest process. */
export interface CollectionWriter extends CollectionReader {
  /** Hash, recipe and origin of what is stored for each source, to find what need not be done again and what has vanished. */
  known(): ReadonlyMap<string, KnownFile>;
  /** Replaces all rows of the source in one transaction. */
  save(file: OriginalFile, prepared: PreparedDocument): DocumentId;
  /** Keeps a file that was met but not read, with its reason; replaces all rows of the source, like `save`. */
  saveUnread(file: Omit<OriginalFile, 'kept'> & { readonly recipe: string }, status: 'skipped' | 'failed', reason: string): DocumentId;
  /** The folder lies elsewhere now: its documents get that origin, and originals read in place that path. */
  moveOrigin(from: FolderOrigin, to: FolderOrigin): void;
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
  /**
   * Gives a document the vectors that a model made of another one, where what it embeds is the same: title, headings and
   * text of each chunk.
   */
  inheritVectors(from: DocumentId, to: DocumentId): void;
  /** True when something was removed since the last `compact`, also by a writer that was killed. */
  owesCompaction(): boolean;
  /** Removes deleted pages from the file, so that no byte of a deleted document is left. Does nothing when none is owed. */
  compact(): void;
}

/** What a document is called now, by the id that it had under its old name. */
export type Renamed = ReadonlyMap<DocumentId, Pick<DocumentRecord, 'id' | 'source' | 'title'>>;

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
  /** A document that is to be removed is hidden from every reader, and from stored answers, from now on. */
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
  /** A removal cannot be cancelled: it was promised, and nobody can see the document any more. Gives the job as it is then. */
  cancel(id: string): Job | null;
  /** False when the job was cancelled or is gone. Unlike `progress` it writes nothing. */
  isWanted(id: string): boolean;
  job(id: string): Job | null;
  /** Newest first: all that have not ended, and the newest 100 that have. */
  jobs(collection: string | null): readonly Job[];
  /** The newest 100 jobs that came to their end, newest first. Reads no report. */
  done(): readonly Pick<Job, 'id' | 'collection'>[];
  /** What is still to be done: the tasks of all jobs that have not ended. Reads no report. */
  unfinished(): readonly JobTask[];
  /** Paths of the folders and files that were ever to be ingested into a collection, as far as the queue remembers. */
  ingestedPaths(collection: string): readonly string[];
  /** What was done, or given up: the tasks of all ended jobs that are still known. Reads no report. */
  ended(): readonly JobTask[];
  saveAnswer(answer: Answer): void;
  answer(id: string): Answer | null;
  /**
   * Takes documents that are gone out of the answers of a collection: their passages, and the text of every answer that
   * rests on one; no byte of that is left in the file. Gives the number of answers changed. Safe to repeat.
   */
  forgetDocuments(collection: string, isThere: (id: DocumentId) => boolean): number;
  /** Gives what answers of a collection rest on the names that it has now. Gives the number of answers changed. Safe to repeat. */
  followRenamed(collection: string, renamed: Renamed): number;
  createConversation(collection: string, title: string): Conversation;
  conversations(collection: string): readonly Conversation[];
  conversation(id: string): { readonly conversation: Conversation; readonly answers: readonly Answer[] } | null;
  removeConversation(id: string): boolean;
  /** Jobs, answers and conversations of a collection that is deleted; their bytes go with the next `wipe`. */
  forgetCollection(collection: string): void;
  /** True when something was deleted whose bytes are still in the file. */
  owesWipe(): boolean;
  /** Writes the file anew, so that they are not. Does nothing when none is owed. Takes the write lock for as long as it takes. */
  wipe(): void;
  close(): void;
}

export interface Conversation {
  readonly id: string;
  readonly collection: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}
