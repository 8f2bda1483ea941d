/** Answers, their citations and the account of what was sent. */
import type { DocumentId, Span } from './document.ts';
import type { Plan } from './plan.ts';
import type { Passage, Place } from './search.ts';
import type { Table } from './table.ts';

export type RejectionReason =
  | 'no-such-passage'
  | 'quote-not-found'
  | 'not-supported'
  /** The passage is a picture without text: whoever looks at it can tell, and code cannot. */
  | 'picture-only'
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
  /** Those the answer rests on, and of the others that were read or not as many as a receipt has room for. */
  readonly documents: readonly DocumentUse[];
  /** Further ones that were read and are not listed. */
  readonly moreRead: number;
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
  /** Tokens that the model still held; null when it cannot be told. */
  readonly cachedTokens: number | null;
  /** True where that was told from the time of reading, because the server does not count it: near the truth, not certain. */
  readonly isCacheInferred: boolean;
  readonly outputTokens: number;
  readonly modelDigest: string | null;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly timings: { readonly searchMs: number; readonly firstTokenMs: number; readonly totalMs: number };
  readonly warnings: readonly string[];
}

/**
 * found: proven, or counted. closest: in doubt, the nearest passages lead. absent: strong evidence that it is nowhere, from a
 * reader that knows everything of its kind or because none of the things asked for stands anywhere.
 */
export type Outcome = 'found' | 'closest' | 'absent';

export interface Answer {
  readonly id: string;
  readonly collection: string;
  readonly conversationId: string | null;
  readonly createdAt: string;
  readonly question: string;
  readonly text: string;
  readonly outcome: Outcome;
  /** True for `closest` and `absent`. */
  readonly abstained: boolean;
  readonly confidence: number;
  readonly generator: string;
  readonly model: string;
  readonly plan: Plan;
  readonly citations: readonly Citation[];
  readonly passages: readonly Passage[];
  /** The rows that a query came to, with the query; null when the answer does not rest on one. */
  readonly table: Table | null;
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

/** One step of an answer: how long it took and what it was about. */
export interface TraceStep {
  /** `opening` finds the model; `asking` is the time until the model server says something. */
  readonly step: AnswerPhase | 'opening' | 'planning' | 'asking';
  readonly tookMs: number;
  readonly figures: Readonly<Record<string, string | number | null>>;
}

/** Comes right before `answer-end`, for whoever asked for it. */
export interface TraceEvent {
  readonly type: 'trace';
  readonly steps: readonly TraceStep[];
}

export type AnswerPhase = 'searching' | 'waiting' | 'loading' | 'reading' | 'writing' | 'checking';
