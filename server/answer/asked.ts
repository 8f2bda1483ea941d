import type { AnswerDeps, AnswerRequest } from './request.ts';

/** A checked request on its way, with what it needs. */
export interface Asked extends AnswerRequest {
  readonly startedMs: number;
  readonly deps: AnswerDeps;
  readonly signal: AbortSignal;
}
