import type { Config } from '../../core/config.ts';
import type { Generator, TokenCounter } from '../../core/ports.ts';
import type { RequestedMode, Turn } from '../../core/types.ts';
import type { LocatedAccess } from '../search/places.ts';

export interface AnswerRequest {
  readonly collection: string;
  readonly question: string;
  readonly mode: RequestedMode;
  /** Earlier exchanges of the conversation, oldest first. */
  readonly history: readonly Turn[];
  readonly conversationId: string | null;
}

/** Everything answering needs from outside. */
export interface AnswerDeps {
  readonly collection: LocatedAccess;
  readonly generator: Generator;
  /** The question's vector for the embedder that serves; null where LSA or words alone serve. */
  embedQuery(question: string, signal: AbortSignal): Promise<Float32Array | null>;
  countTokens(text: string): number;
  /** What is known about `countTokens`; absent means that it is exact for Gemma. */
  readonly counter?: TokenCounter | undefined;
  /** Where an engine may keep what it has read of the whole collection; asked for before the documents are read. */
  readonly stateFolder?: string | undefined;
  readonly config: Config;
  now(): Date;
  newId(): string;
}
