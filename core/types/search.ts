/** What a search finds, and what a model gets to see of it. */
import type { ChunkId, DocumentId, PageBox, Span } from './document.ts';

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

/** A word that may say the same as one of the question's. */
export interface NearForm {
  readonly term: string;
  /** What a hit of it is worth beside a hit of the word itself. */
  readonly share: number;
}

/** One of the question's analysed words. */
export interface QuestionTerm {
  readonly term: string;
  /** Inverse document frequency in the collection. */
  readonly idf: number;
  /** Whether any passage holds it, in some form. */
  readonly isHeld: boolean;
  /** Words of the collection that may say the same, nearest first. */
  readonly near: readonly NearForm[];
}

export interface SearchOutcome {
  readonly hits: readonly SearchHit[];
  readonly confidence: SearchConfidence;
  readonly terms: readonly QuestionTerm[];
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
  /** The names of the columns, where the passage begins inside a table. Known while an answer is made, not kept with it. */
  readonly tableHead?: string;
}
