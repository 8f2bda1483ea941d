/** Every way to read a collection for one question, with what it costs. Pure: it counts nothing and asks nobody. */
import { AppError } from '../../../core/errors.ts';
import { count } from '../../../core/number-words.ts';
import type { ModelDescription, PlanAlternative, QuestionKind, ReadingMode, RequestedMode } from '../../../core/types.ts';
import { type ReadingStrength, readingStrength } from '../reading/model-size.ts';
import type { ReadingLength } from '../reading/reading-length.ts';
import { type ReadingSpeed, readingMs } from '../reading/reading-time.ts';
import type { WritingSpeed } from '../reading/writing-speed.ts';
import { copiedTokensOf, readAgainOf, writingMs } from '../reading/writing-time.ts';
import { size, span } from './plan-words.ts';

export interface PlanInput {
  readonly requested: RequestedMode;
  readonly kind: QuestionKind;
  readonly model: ModelDescription;
  readonly documents: number;
  /** Tokens of all documents, without numbers and document heads. */
  readonly collectionTokens: number;
  /** Who counts, for people to see. */
  readonly countedBy: string;
  /** The same with numbers and heads, counted; null when nobody has packed them. */
  readonly packedTokens: number | null;
  /** Leading tokens of the whole prompt that the model is believed to hold. */
  readonly heldTokens: number;
  /** System text, history, question and the model's own template. */
  readonly tailTokens: number;
  readonly reservedTokens: number;
  /** Most tokens of passages asked for by the config; 0 leaves it to the size of the model. */
  readonly retrieveTokens: number;
  /** Null when the model has never been timed here. */
  readonly speed: ReadingSpeed | null;
  readonly writing: WritingSpeed;
  /** The longest prompt that the model is believed to hold, of whatever collection: many others in a row drive it out. */
  readonly atStakeTokens: number;
  /** Null when nobody has tried how long a prompt the model reads well. */
  readonly readingLength: ReadingLength | null;
  /** A person has set the window, and knows the memory better than our formula. */
  readonly isWindowAsked: boolean;
  /** Longest time to the first word that is chosen without being asked for. */
  readonly patienceMs: number;
}

export interface Way extends PlanAlternative {
  /** Most tokens of documents or passages in the prompt. */
  readonly budgetTokens: number;
  readonly coldMs: number | null;
}

export type Ways = Readonly<Record<ReadingMode, Way>>;

// Before packing: numbers cost 2.4 % on handbook-200k, and each document a head, a foot and a path of some 15 to 40 tokens
// (together 3.3 % there, test/eval/LOG.md). The exact count takes its place as soon as the documents are packed.
const numberingFactor = 1.03;
const documentTokens = 40;
// ollama-gemma.md §7 rule 3: corpus + tail + answer <= window - 64.
export const windowMargin = 64;
// retrieval.md §4: sections are three times the passages.
const sectionsFactor = 3;
// retrieval.md §4: passages of 1.5 to 4k tokens serve the smallest models; fewer would hold too little.
const fewestTokens = 1_500;
// Without a model nothing is sent; this bounds the passages that are searched for sentences, about ten chunks.
const quotedTokens = 4_000;

/**
 * Whole, retrieve, sections and scan for this question.
 * @throws AppError prompt-too-long when not even the question fits.
 */
export function waysToRead(input: PlanInput): Ways {
  if (input.model.contextTokens === 0) return waysToQuote(input);
  const room = roomFor(input);
  const wanted = Math.min(room, input.retrieveTokens === 0 ? strengthOf(input).retrieveTokens : input.retrieveTokens);
  const passages = input.retrieveTokens === 0 ? inTime(input, wanted) : wanted;
  const sections = Math.min(room, passages * sectionsFactor);
  return {
    whole: wholeWay(input, room),
    retrieve: way(input, 'retrieve', passages, Math.min(passages, packedSize(input)), 0, {
      possible: true,
      reason: `The best passages, up to ${count(passages)} tokens.`,
    }),
    sections: way(input, 'sections', sections, Math.min(sections, packedSize(input)), 0, {
      possible: true,
      reason: `The best sections in full, up to ${count(sections)} tokens.`,
    }),
    scan: scanWay(input, wanted),
  };
}

/**
 * As many tokens of passages as are read in a third of the time that is waited, so that three times as many can follow.
 * By halves: a speed that wavers a little must not change what is read.
 */
function inTime(input: PlanInput, wantedTokens: number): number {
  for (let tokens = wantedTokens; ; tokens = Math.floor(tokens / 2)) {
    const milliseconds = readingMs(input.speed, tokens + input.tailTokens, 0);
    if (milliseconds === null || milliseconds * sectionsFactor <= input.patienceMs) return tokens;
    if (tokens < 2 * fewestTokens) return tokens;
  }
}

function wholeWay(input: PlanInput, room: number): Way {
  const needed = packedSize(input);
  const possible = needed <= room;
  const reason = possible ? `Everything fits: ${size(input)}.` : `Short by ${count(needed - room)} tokens: ${size(input)}.`;
  return way(input, 'whole', room, needed, input.heldTokens, { possible, reason });
}

/**
 * Every section in batches of a length that the model reads well. The first word of the answer comes when all are read,
 * what concerns the question is copied out of them, and that is read in turn.
 */
function scanWay(input: PlanInput, batchTokens: number): Way {
  const { speed, writing, tailTokens } = input;
  const batches = Math.max(1, Math.ceil(packedSize(input) / batchTokens));
  const lastTokens = packedSize(input) - (batches - 1) * batchTokens;
  const copiedTokens = copiedTokensOf(writing, input.collectionTokens);
  const readMs = (tokens: number): number => readingMs(speed, tokens + tailTokens, 0) ?? 0;
  const partsMs = readAgainOf(writing) * ((batches - 1) * readMs(batchTokens) + readMs(lastTokens));
  const readingAllMs = Math.round(partsMs) + readMs(Math.min(copiedTokens, batchTokens));
  const copyingMs = writingMs(writing, copiedTokens);
  const predictedMs = readingMs(speed, batchTokens, 0) === null ? null : readingAllMs + (copyingMs ?? 0);
  const promptTokens = packedSize(input) + copiedTokens + (batches + 1) * tailTokens;
  const parts = `Every section is read, in ${count(batches)} ${batches === 1 ? 'part' : 'parts'}.`;
  const reason = [parts, ...untimed(copyingMs, predictedMs), ...drivenOut(input, batchTokens)].join(' ');
  return { mode: 'scan', possible: true, reason, budgetTokens: batchTokens, promptTokens, predictedMs, coldMs: predictedMs };
}

/** A time in which something is missing says so. */
function untimed(copyingMs: number | null, predictedMs: number | null): readonly string[] {
  if (copyingMs !== null || predictedMs === null) return [];
  return ['How fast the model writes was never timed here: what it copies takes longer by that.'];
}

/** What the scan costs those who ask next; less than one part is soon read again. */
function drivenOut({ speed, atStakeTokens }: PlanInput, batchTokens: number): readonly string[] {
  if (atStakeTokens <= batchTokens) return [];
  const againMs = readingMs(speed, atStakeTokens, 0);
  const time = againMs === null ? '' : `, which takes about ${span(againMs)}`;
  return [`The ${count(atStakeTokens)} tokens that the model holds now have to be read again afterwards${time}.`];
}

function way(
  { tailTokens, speed }: PlanInput,
  mode: ReadingMode,
  budgetTokens: number,
  readTokens: number,
  heldTokens: number,
  verdict: { readonly possible: boolean; readonly reason: string },
): Way {
  const promptTokens = readTokens + tailTokens;
  const coldMs = verdict.possible ? readingMs(speed, promptTokens, 0) : null;
  const predictedMs = verdict.possible ? readingMs(speed, promptTokens, heldTokens) : null;
  return { mode, ...verdict, budgetTokens, promptTokens, predictedMs, coldMs };
}

/** Without a model there is nothing to fill a window of: only sentences can be quoted. */
function waysToQuote(input: PlanInput): Ways {
  const none = (mode: ReadingMode): Way =>
    way(input, mode, 0, 0, 0, { possible: false, reason: 'No model is asked: only sentences can be quoted.' });
  const quotes = {
    possible: true,
    reason: 'No model is asked: the sentences that fit the question best are quoted word for word.',
  };
  const everything = { possible: true, reason: 'Every sentence, row and line that holds all words of the question is looked for.' };
  const unsent = { promptTokens: 0, predictedMs: null, coldMs: null };
  return {
    whole: none('whole'),
    retrieve: { ...way(input, 'retrieve', quotedTokens, 0, 0, quotes), ...unsent },
    sections: none('sections'),
    scan: { ...way(input, 'scan', quotedTokens, 0, 0, everything), ...unsent },
  };
}

/** Whether it is worth counting what the whole collection takes: it could fit, and could be chosen. */
export function mayReadWhole(input: PlanInput): boolean {
  const { requested, model, documents, collectionTokens } = input;
  if (documents === 0 || model.contextTokens === 0 || collectionTokens > roomFor(input)) return false;
  return requested === 'whole' || (requested === 'auto' && collectionTokens <= strengthOf(input).effectiveTokens);
}

export const strengthOf = ({ model, readingLength }: PlanInput): ReadingStrength => readingStrength(model, readingLength);

/** Tokens of all documents with numbers and heads: counted where they are packed, else estimated. */
export function packedSize({ packedTokens, collectionTokens, documents }: PlanInput): number {
  return packedTokens ?? estimatedSize(collectionTokens, documents);
}

/** Tokens of so many documents as they are sent, before they are packed. */
export const estimatedSize = (tokens: number, documents: number): number =>
  Math.ceil(tokens * numberingFactor) + documents * documentTokens;

/** @throws AppError prompt-too-long */
export function roomFor({ model, tailTokens, reservedTokens }: Pick<PlanInput, 'model' | 'tailTokens' | 'reservedTokens'>): number {
  const room = model.contextTokens - tailTokens - reservedTokens - windowMargin;
  if (room > 0) return room;
  throw new AppError(
    'prompt-too-long',
    `The question and its history take ${count(tailTokens)} tokens, the answer ${count(reservedTokens)}; ${model.id} has a window of ${count(model.contextTokens)}`,
    'Ask a shorter question, begin a new conversation, or choose a model with a larger window.',
  );
}
