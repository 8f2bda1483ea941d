/** Models, what fits them and what they have read ahead. */
import type { DocumentId } from './document.ts';
import type { MemoryNeed } from './plan.ts';

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
  /** Further ones that would have to go and are not listed. */
  readonly moreToLeaveOut: number;
  readonly memory: MemoryNeed | null;
  /** The same in a sentence or two. */
  readonly verdict: string;
}

/** What a collection takes of each model's window. */
export interface Ledger {
  readonly tokens: number;
  readonly packedTokens: number;
  readonly documents: readonly LedgerDocument[];
  /** Further ones that count and are not listed. */
  readonly moreDocuments: number;
  readonly models: readonly LedgerModel[];
}
