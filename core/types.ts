/**
 * The nouns. Data only, all of it readonly; the verbs are in ports.ts.
 * Offsets are half-open and count UTF-16 code units of a document's canonical text.
 * Pages, lines and columns count from 1. Sizes are bytes, times are milliseconds.
 */

declare const brand: unique symbol;
type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };

/** Sixteen bytes of SHA-256 over the source, as hex: the same source keeps its id when its bytes change. */
export type DocumentId = Brand<string, 'DocumentId'>;
/** Row id of a chunk inside one collection file. Never reused for another text while the file lives. */
export type ChunkId = Brand<number, 'ChunkId'>;

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A column of a table definition, as the schema file declares it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly comment: string | null;
}

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly table: string;
  readonly referencedColumns: readonly string[];
}

export interface TableDefinition {
  readonly kind: 'table' | 'view' | 'type';
  readonly name: string;
  readonly comment: string | null;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly ForeignKey[];
}

/** A stretch of a document with one role. Blocks are in order and do not overlap; gaps are blank or markup. */
export type Block =
  | { readonly kind: 'heading'; readonly span: Span; readonly depth: number }
  | { readonly kind: 'prose' | 'list' | 'table'; readonly span: Span }
  | { readonly kind: 'code'; readonly span: Span; readonly language: string | null }
  | { readonly kind: 'definition'; readonly span: Span; readonly definition: TableDefinition };

/** One rectangle on a page in PDF points, origin at the top left, for the text of `span`. */
export interface PageBox {
  readonly span: Span;
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cells of a sheet: `cells` is an A1 range such as `A5:C5`. */
export interface CellRange {
  readonly span: Span;
  readonly sheet: string | null;
  readonly cells: string;
}

/** A picture inside a document; `span` is the block it stands in, or the one it stands before. */
export interface DocumentImage {
  readonly span: Span;
  readonly mediaType: string;
  readonly base64: string;
}

/** What a parser makes of a file's bytes. The text is canonical from here on: nothing edits it. */
export interface ParsedDocument {
  readonly title: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Offset at which each page starts, page 1 first; empty when the format has no pages. */
  readonly pageStarts: readonly number[];
  readonly boxes: readonly PageBox[];
  readonly cells: readonly CellRange[];
  /** Doubts a person should know, each one sentence: "3 of 12 pages hold no text: scanned?" */
  readonly warnings: readonly string[];
  /** In order; absent where there are none, and in documents that come from the store, which gives them out by themselves. */
  readonly images?: readonly DocumentImage[];
}

/** A piece of a document for search. Chunks tile the text: no gap, no overlap. */
export interface Chunk {
  readonly span: Span;
  /** Headings above the chunk, outermost first. */
  readonly headings: readonly string[];
  /** The section (heading to next heading of the same or a higher level) that the chunk belongs to. */
  readonly section: Span;
  /** Gemma tokens of the slice; they add up over the chunks of a document. */
  readonly tokens: number;
}

/** The searchable words of a chunk: tokens joined by single blanks, made by core/text/analyze.ts. */
export interface ChunkTerms {
  readonly title: string;
  readonly headings: string;
  readonly body: string;
  /** Text for the trigram index: normalised, but neither stemmed nor split. */
  readonly trigramText: string;
}

/** A document ready to be stored: everything that can be computed without the collection. */
export interface PreparedDocument {
  readonly parsed: ParsedDocument;
  readonly format: string;
  /** ISO 639-1 code, or `und` when unsure. */
  readonly language: string;
  readonly chunks: readonly Chunk[];
  readonly terms: readonly ChunkTerms[];
  /** Names of parser, chunker and analyser with versions: another recipe means "prepare it again". */
  readonly recipe: string;
}

export type DocumentStatus = 'indexed' | 'skipped' | 'failed';

/** One file met by an ingest, read or not, as `GET …/documents` shows it. */
export interface DocumentRecord {
  readonly id: DocumentId;
  readonly source: string;
  readonly title: string;
  readonly format: string;
  readonly status: DocumentStatus;
  /** Why it was skipped or failed, with the remedy; empty when indexed. */
  readonly reason: string;
  readonly warnings: readonly string[];
  readonly pages: number;
  readonly characters: number;
  readonly tokens: number;
  readonly chunks: number;
  readonly sizeBytes: number;
  /** SHA-256 of the original bytes, hex. */
  readonly hash: string;
  readonly language: string;
  readonly ingestedAt: string;
}

/** A stored document with its text and maps. */
export interface StoredDocument {
  readonly record: DocumentRecord;
  readonly parsed: ParsedDocument;
}

export interface StoredChunk extends Chunk {
  readonly id: ChunkId;
  readonly documentId: DocumentId;
  readonly ordinal: number;
}

export interface CollectionSummary {
  readonly name: string;
  readonly documents: number;
  readonly chunks: number;
  readonly tokens: number;
  readonly sizeBytes: number;
  readonly updatedAt: string;
}

/** Where a span is, in a person's words. Only the fields that apply are not null (or empty). */
export interface Place {
  readonly page: number | null;
  readonly lineStart: number;
  readonly lineEnd: number;
  readonly heading: string | null;
  readonly sheet: string | null;
  readonly cells: string | null;
  readonly table: string | null;
  readonly boxes: readonly Omit<PageBox, 'span'>[];
}

/** One result of a search. Scores are comparable inside one result list only. */
export interface SearchHit {
  readonly chunkId: ChunkId;
  readonly documentId: DocumentId;
  readonly source: string;
  readonly title: string;
  readonly span: Span;
  readonly section: Span;
  readonly headings: readonly string[];
  readonly text: string;
  readonly tokens: number;
  readonly score: number;
  readonly legs: { readonly word: number; readonly trigram: number; readonly vector: number };
}

/** Figures that say how well the best hits fit the question; input of the abstention rule. All 0 to 1. */
export interface SearchConfidence {
  readonly top: number;
  readonly coverage: number;
  readonly gap: number;
  readonly vector: number;
}

export interface SearchOutcome {
  readonly hits: readonly SearchHit[];
  readonly confidence: SearchConfidence;
  /** The question's analysed words with their inverse document frequency in the collection. */
  readonly terms: readonly { readonly term: string; readonly idf: number }[];
  readonly tookMs: number;
}

/** What the model sees, numbered from 1 in prompt order. */
export interface Passage {
  readonly number: number;
  readonly documentId: DocumentId;
  readonly source: string;
  readonly title: string;
  readonly span: Span;
  readonly text: string;
  readonly tokens: number;
}

export type RequestedMode = 'auto' | ReadingMode;

/** Ways to read a collection: all of it, the best passages, the best sections in full, or every section one after another. */
export type ReadingMode = 'whole' | 'retrieve' | 'sections' | 'scan';

/** What a question is after: one fact, everything of a kind, an overview, or the shape of a database. */
export type QuestionKind = 'look-up' | 'complete' | 'summarise' | 'schema';

/** Weights, prefix cache and buffers of a model with its window, and the memory that is there for them. */
export interface MemoryNeed {
  readonly neededBytes: number;
  readonly availableBytes: number;
}

/** One way to read for this question: whether it can be taken, what it costs, and why it was or was not taken. */
export interface PlanAlternative {
  readonly mode: ReadingMode;
  readonly possible: boolean;
  readonly reason: string;
  readonly promptTokens: number;
  /** Null when no speed has been measured yet, or the way is not possible. */
  readonly predictedMs: number | null;
}

/** What will be sent and why, known before the model is asked. */
export interface Plan {
  readonly mode: ReadingMode | 'none';
  readonly kind: QuestionKind;
  readonly reason: string;
  readonly promptTokens: number;
  readonly windowTokens: number;
  /** Room kept for the answer, in tokens. */
  readonly reservedTokens: number;
  /** Tokens of the whole collection. */
  readonly collectionTokens: number;
  /** Who counts for this model: `gemma`, its `vocabulary`, its `server` by comparison, or an `estimate`; with the margin taken. */
  readonly countedBy: string;
  readonly documentsIn: number;
  readonly documentsTotal: number;
  /** Leading tokens that the model is believed to hold already; 0 when it is cold or nothing is known. */
  readonly cachedTokens: number;
  /** Time to the first word, with what is held already. Null when no speed has been measured yet: never guessed. */
  readonly predictedMs: number | null;
  /** The same if nothing were held. */
  readonly coldMs: number | null;
  /** Every way to read, the one that is taken included. */
  readonly alternatives: readonly PlanAlternative[];
  /** Null when the model server does not tell enough to know, or runs elsewhere. */
  readonly memory: MemoryNeed | null;
}

export type RejectionReason =
  | 'no-such-passage'
  | 'quote-not-found'
  | 'not-supported'
  | 'number-differs'
  | 'name-differs'
  | 'negation-differs'
  /** The passage belongs to an older version of a document, and the newest one does not say it. */
  | 'out-of-date';

export interface Citation {
  readonly number: number;
  readonly documentId: DocumentId;
  readonly source: string;
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  readonly status: 'verified' | 'rejected';
  readonly reason: RejectionReason | null;
  readonly place: Place;
}

/** How many sections there are, and how many of them were read in full. */
export interface SectionsRead {
  readonly read: number;
  readonly total: number;
}

export interface DocumentUse {
  readonly documentId: DocumentId;
  readonly source: string;
  readonly tokens: number;
  readonly used: boolean;
  readonly why: string;
}

/** A passage that was read, or that the search found and that was not. */
export interface PassageUse {
  readonly documentId: DocumentId;
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
  readonly used: boolean;
  readonly why: string;
}

/** A picture that was sent with the question. */
export interface ImageUse {
  readonly documentId: DocumentId;
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly tokens: number;
}

/** One document of a prompt. A later one with the same id is a newer version, and the earlier one was called out of date. */
export interface PromptPart {
  readonly documentId: DocumentId;
  /** SHA-256 of the original bytes, of the version that was sent. */
  readonly hash: string;
  /** Its passages in order; null when it was sent from beginning to end. */
  readonly spans: readonly Span[] | null;
}

/** All that is needed to put the same prompt together again from the documents. */
export interface PromptParts {
  /** SHA-256 of the system text. */
  readonly systemHash: string;
  /** In prompt order. */
  readonly documents: readonly PromptPart[];
  /** As they were sent. */
  readonly history: readonly Turn[];
  readonly question: string;
}

/** What was really sent and what came back, kept with the answer. */
export interface Receipt {
  readonly mode: Plan['mode'];
  readonly reason: string;
  readonly documents: readonly DocumentUse[];
  /** Of passages chosen by search; empty when whole documents were sent. */
  readonly passages: readonly PassageUse[];
  /** What a model that can see was shown; none for others. */
  readonly images: readonly ImageUse[];
  /** Null when no prompt was made, or more than one. */
  readonly promptParts: PromptParts | null;
  /** Null when passages for one fact were chosen by search, or rows by a query: then sections were not read one by one. */
  readonly sections: SectionsRead | null;
  /** The query over table rows that the answer rests on; null when none was made. */
  readonly sql: string | null;
  readonly promptHash: string;
  readonly promptTokens: number;
  /** As the model server counted them; null when it does not say. */
  readonly serverPromptTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number;
  readonly modelDigest: string | null;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly timings: { readonly searchMs: number; readonly firstTokenMs: number; readonly totalMs: number };
  readonly warnings: readonly string[];
}

export interface Answer {
  readonly id: string;
  readonly collection: string;
  readonly conversationId: string | null;
  readonly createdAt: string;
  readonly question: string;
  readonly text: string;
  readonly abstained: boolean;
  readonly confidence: number;
  readonly generator: string;
  readonly model: string;
  readonly plan: Plan;
  readonly citations: readonly Citation[];
  readonly passages: readonly Passage[];
  readonly receipt: Receipt;
}

/** One earlier exchange of a conversation. */
export interface Turn {
  readonly question: string;
  readonly answer: string;
}

export type AnswerEvent =
  | { readonly type: 'plan-ready'; readonly plan: Plan }
  | { readonly type: 'progress'; readonly phase: AnswerPhase; readonly done: number; readonly total: number; readonly etaMs: number | null }
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'citation-found'; readonly citation: Citation }
  | { readonly type: 'answer-end'; readonly answer: Answer };

export type AnswerPhase = 'searching' | 'waiting' | 'loading' | 'reading' | 'writing' | 'checking';

type WarmUpState = 'cold' | 'waiting' | 'reading' | 'warm' | 'failed';

/** How far the model has read a whole collection ahead of questions, in tokens. */
export interface WarmUp {
  readonly state: WarmUpState;
  readonly model: string;
  readonly done: number;
  /** 0 when nothing is to be read ahead. */
  readonly total: number;
  readonly etaMs: number | null;
  /** Why it is cold, waits or failed, with the remedy; empty otherwise. */
  readonly reason: string;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** One line of an ingest report. */
export interface ReportLine {
  readonly source: string;
  readonly outcome: 'added' | 'changed' | 'unchanged' | 'removed' | 'skipped' | 'failed';
  readonly reason: string;
  readonly warnings: readonly string[];
}

export interface IngestReport {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly skipped: number;
  readonly failed: number;
  /** Every file that is not simply added or unchanged, and every file with warnings. */
  readonly lines: readonly ReportLine[];
  readonly tookMs: number;
}

export interface Job {
  readonly id: string;
  readonly collection: string;
  readonly state: JobState;
  readonly done: number;
  readonly total: number;
  readonly etaMs: number | null;
  /** The file or phase being worked on: "handbook/leave.md", "learning vectors". */
  readonly current: string;
  readonly report: IngestReport | null;
  /** Why it failed, with the remedy; empty otherwise. */
  readonly reason: string;
  readonly createdAt: string;
}

/** A model that can be asked, as `GET /api/models` shows it. */
export interface ModelDescription {
  readonly id: string;
  readonly engine: string;
  readonly contextTokens: number;
  readonly embeds: boolean;
  readonly loaded: boolean;
  readonly digest: string | null;
  readonly sizeBytes: number | null;
  readonly parameters: string | null;
  /** It can be shown pictures; absent when it cannot, or its server does not tell. */
  readonly vision?: boolean;
  /** With the window of `contextTokens`; null when the server does not tell enough to know, or runs elsewhere. */
  readonly memory: MemoryNeed | null;
}

/** A document in the ledger. */
export interface LedgerDocument {
  readonly id: DocumentId;
  readonly source: string;
  /** Of its text alone. */
  readonly tokens: number;
  /** As it is sent, with its numbers and its name. */
  readonly packedTokens: number;
}

/** Whether a model can hold a whole collection. */
export interface LedgerModel {
  readonly id: string;
  readonly engine: string;
  readonly windowTokens: number;
  /** The documents as they are sent, with room for the rules, a question and an answer. */
  readonly neededTokens: number;
  /** Negative: short by so many. */
  readonly spareTokens: number;
  readonly fits: boolean;
  /** Sources without which the rest fits: as few as possible, the largest first. Empty when it fits, or when none would help. */
  readonly leaveOut: readonly string[];
  readonly memory: MemoryNeed | null;
  /** The same in a sentence or two. */
  readonly verdict: string;
}

/** What a collection takes of each model's window. */
export interface Ledger {
  readonly tokens: number;
  readonly packedTokens: number;
  readonly documents: readonly LedgerDocument[];
  readonly models: readonly LedgerModel[];
}
