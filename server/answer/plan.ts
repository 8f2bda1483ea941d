/** Decides from numbers what the model gets to read. Pure: it counts nothing and asks nobody. */
import { AppError } from '../../core/errors.ts';
import type { ModelDescription, Plan, RequestedMode } from '../../core/types.ts';
import { readingStrength } from './model-size.ts';

export interface PlanInput {
  readonly requested: RequestedMode;
  readonly model: ModelDescription;
  readonly documents: number;
  /** Tokens of all documents, without numbers and document heads. */
  readonly collectionTokens: number;
  /** System text, history, question and the model's own template. */
  readonly tailTokens: number;
  readonly reservedTokens: number;
  /** Most tokens of passages asked for by the config; 0 leaves it to the size of the model. */
  readonly retrieveTokens: number;
}

export interface Decision {
  readonly mode: Plan['mode'];
  readonly reason: string;
  /** Most tokens of documents or passages in the prompt. */
  readonly budgetTokens: number;
}

// Before packing: numbers cost 2.4 % on handbook-200k, and each document a head, a foot and a path of some 15 to 40 tokens
// (together 3.3 % there, test/eval/LOG.md). After packing the exact count decides.
const numberingFactor = 1.03;
const documentTokens = 40;
// ollama-gemma.md §7 rule 3: corpus + tail + answer <= window - 64.
const windowMargin = 64;
// Without a model nothing is sent; this bounds the passages that are searched for sentences, about ten chunks.
const quotedTokens = 4_000;

/**
 * Chooses the mode.
 * @throws AppError prompt-too-long when the whole collection was asked for, or not even the question fits.
 */
export function decide(input: PlanInput): Decision {
  const { requested, model, documents } = input;
  if (documents === 0) return { mode: 'none', reason: 'The collection holds no document that could be read.', budgetTokens: 0 };
  if (model.contextTokens === 0) return withoutModel(input);
  const room = roomFor(input);
  const needed = packedSize(input);
  if (requested === 'whole') {
    if (needed > room) throw wholeTooLong(input, needed);
    return { mode: 'whole', reason: `You asked for the whole collection: ${size(input)}`, budgetTokens: room };
  }
  const { effectiveTokens, retrieveTokens } = readingStrength(model);
  const passages = Math.min(room, input.retrieveTokens === 0 ? retrieveTokens : input.retrieveTokens);
  if (requested === 'retrieve') {
    return { mode: 'retrieve', reason: 'You asked for the best passages instead of the whole collection.', budgetTokens: passages };
  }
  if (needed <= Math.min(room, effectiveTokens)) {
    return { mode: 'whole', reason: `Everything fits: ${size(input)}`, budgetTokens: room };
  }
  return { mode: 'retrieve', reason: whyRetrieve(input, needed, room, effectiveTokens), budgetTokens: passages };
}

/** A wider look after the first found nothing; null when the first was already the widest that is sensible. */
export function decideAgain(input: PlanInput, first: Decision): Decision | null {
  if (first.mode !== 'retrieve' || input.requested !== 'auto' || input.model.contextTokens === 0) return null;
  // retrieval.md §4: escalate retrieve → sections (three times as much) → whole. Once, and never to a whole that takes an hour.
  const budgetTokens = Math.min(roomFor(input), first.budgetTokens * 3);
  if (packedSize(input) <= budgetTokens) {
    return { mode: 'whole', reason: 'The best passages did not hold the answer, so everything is read.', budgetTokens };
  }
  if (budgetTokens <= first.budgetTokens) return null;
  return { mode: 'retrieve', reason: 'The best passages did not hold the answer, so three times as many are read.', budgetTokens };
}

/**
 * What holds after the exact count: the decision itself, or passages where a whole collection is too long after all.
 * @throws AppError prompt-too-long when the whole collection was asked for and does not fit.
 */
export function settle(input: PlanInput, decision: Decision, packedTokens: number): Decision {
  if (decision.mode !== 'whole' || packedTokens <= decision.budgetTokens) return decision;
  if (input.requested === 'whole') throw wholeTooLong(input, packedTokens);
  return decide({ ...input, collectionTokens: Math.max(input.collectionTokens, packedTokens) });
}

function packedSize({ collectionTokens, documents }: PlanInput): number {
  return Math.ceil(collectionTokens * numberingFactor) + documents * documentTokens;
}

function roomFor({ model, tailTokens, reservedTokens }: PlanInput): number {
  const room = model.contextTokens - tailTokens - reservedTokens - windowMargin;
  if (room > 0) return room;
  throw new AppError(
    'prompt-too-long',
    `The question and its history take ${words(tailTokens)} tokens, the answer ${words(reservedTokens)}; ${model.id} has a window of ${words(model.contextTokens)}`,
    'Ask a shorter question, begin a new conversation, or choose a model with a larger window.',
  );
}

function withoutModel(input: PlanInput): Decision {
  if (input.requested === 'whole') throw wholeTooLong(input, input.collectionTokens);
  return {
    mode: 'retrieve',
    reason: 'No model is asked: the sentences that fit the question best are quoted word for word.',
    budgetTokens: quotedTokens,
  };
}

function whyRetrieve(input: PlanInput, needed: number, room: number, effectiveTokens: number): string {
  const { model, collectionTokens } = input;
  if (needed > room) {
    return `The collection has ${words(collectionTokens)} tokens and the window of ${model.id} ${words(model.contextTokens)}: the best passages are read.`;
  }
  return `${model.id} reads well up to about ${words(effectiveTokens)} tokens and the collection has ${words(collectionTokens)}: the best passages are read.`;
}

function wholeTooLong({ model, collectionTokens }: PlanInput, needed: number): AppError {
  return new AppError(
    'prompt-too-long',
    `The whole collection is ${words(Math.max(needed, collectionTokens))} tokens; ${model.id} has a window of ${words(model.contextTokens)} tokens, which must hold question and answer too`,
    'Ask in mode auto or retrieve, leave out documents, or choose a model with a larger window.',
  );
}

function size({ documents, collectionTokens, model, reservedTokens }: PlanInput): string {
  const noun = documents === 1 ? 'document' : 'documents';
  return `${words(documents)} ${noun} with ${words(collectionTokens)} tokens in a window of ${words(model.contextTokens)}, ${words(reservedTokens)} of it kept for the answer.`;
}

const words = (number: number): string => number.toLocaleString('en-GB');
