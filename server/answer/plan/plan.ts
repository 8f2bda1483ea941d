/** Decides from numbers what the model gets to read. Pure: it counts nothing and asks nobody. */
import { AppError } from '../../../core/errors.ts';
import { count } from '../../../core/number-words.ts';
import type { Plan, PlanAlternative, PlanCause, PlanWhy, ReadingMode } from '../../../core/types.ts';
import { gigabytes, size, span } from './plan-words.ts';
import { type PlanInput, packedSize, roomFor, strengthOf, type Way, type Ways, waysToRead } from './ways.ts';

export interface Decision {
  readonly mode: Plan['mode'];
  readonly reason: string;
  readonly why: PlanWhy;
  /** Most tokens of documents or passages in the prompt. */
  readonly budgetTokens: number;
  readonly alternatives: readonly PlanAlternative[];
}

/** Passages cannot answer a question about everything, so it is worth a longer wait. */
const completePatience = 4;

/**
 * Chooses the mode.
 * @throws AppError prompt-too-long when the whole collection was asked for and does not fit, or not even the question fits.
 * @throws AppError bad-request when a mode was asked for that cannot be taken.
 */
export function decide(input: PlanInput): Decision {
  if (input.documents === 0) {
    const reason = 'The collection holds no document that could be read.';
    return { mode: 'none', reason, why: because('nothing-to-read'), budgetTokens: 0, alternatives: [] };
  }
  const ways = waysToRead(input);
  if (input.requested !== 'auto') return asAskedFor(input, input.requested, ways);
  if (input.model.contextTokens === 0) {
    const mode = input.kind === 'complete' ? 'scan' : 'retrieve';
    return taking(ways, mode, ways[mode].reason, because('no-model'));
  }
  const against = whyNotWhole(input, ways);
  if (against === null) return taking(ways, 'whole', `Everything fits: ${size(input)}.`, because('everything-fits'));
  const told = { ...ways, whole: { ...ways.whole, reason: `${against.words}.` } };
  return taking(told, ...insteadOfWhole(input, ways, against.words), against.why);
}

/** A wider look after the first found nothing; null when the first was already the widest that is sensible. Taken once. */
export function decideAgain(input: PlanInput, first: Decision): Decision | null {
  if (input.requested !== 'auto' || input.model.contextTokens === 0) return null;
  if (first.mode !== 'retrieve' && first.mode !== 'sections') return null;
  const ways = waysToRead(input);
  const why = because(first.mode === 'retrieve' ? 'not-in-passages' : 'not-in-sections');
  const failed = first.mode === 'retrieve' ? 'The best passages did not hold the answer' : 'The best sections did not hold the answer';
  // What was too long to be read well at once is still better than nothing, but not when it takes an hour.
  const isAffordable =
    ways.whole.possible && isQuick(input, ways.whole) && (isTimed(ways.whole) || packedSize(input) <= ways.sections.budgetTokens);
  const isLastStep = first.mode === 'sections' || packedSize(input) <= ways.sections.budgetTokens;
  if (isAffordable && isLastStep) return taking(ways, 'whole', `${failed}, so everything is read.`, why);
  if (first.mode === 'sections' || !areSectionsWider(ways)) return null;
  return taking(ways, 'sections', `${failed}, so the best sections are read in full.`, why);
}

/**
 * What holds after the exact count: the decision itself, another where a whole collection is too long after all, or fewer
 * passages where their numbers and headings leave no room for the answer.
 * @throws AppError prompt-too-long when the whole collection was asked for and does not fit.
 */
export function settle(input: PlanInput, decision: Decision, packedTokens: number): Decision {
  if (input.model.contextTokens === 0 || packedTokens === 0) return decision;
  const room = roomFor(input);
  if (packedTokens <= room) return decision;
  if (decision.mode === 'whole') return decide({ ...input, packedTokens });
  return { ...decision, budgetTokens: Math.floor((decision.budgetTokens * room) / packedTokens) };
}

const because = (cause: PlanCause, figure: number | null = null): PlanWhy => ({ cause, figure });

function taking(ways: Ways, mode: ReadingMode, reason: string, why: PlanWhy): Decision {
  const { budgetTokens } = ways[mode];
  const alternatives = Object.values(ways).map(({ budgetTokens: _, coldMs: __, ...alternative }) => alternative);
  return { mode, reason, why, budgetTokens, alternatives };
}

function asAskedFor(input: PlanInput, mode: ReadingMode, ways: Ways): Decision {
  const way = ways[mode];
  if (mode === 'whole' && !way.possible && input.model.contextTokens > 0) throw wholeTooLong(input);
  if (!way.possible)
    throw new AppError(
      'bad-request',
      `Mode ${mode} needs a model. ${way.reason}`,
      'Ask in mode auto or retrieve, or start a model server.',
    );
  const reasons: Readonly<Record<ReadingMode, string>> = {
    whole: `You asked for the whole collection: ${size(input)}.`,
    retrieve: 'You asked for the best passages.',
    sections: 'You asked for the best sections in full.',
    scan: 'You asked for every section to be read.',
  };
  return taking(ways, mode, reasons[mode], because('asked-for'));
}

interface Against {
  /** The beginning of a sentence. */
  readonly words: string;
  readonly why: PlanWhy;
}

/** What speaks against reading everything; null when nothing does. */
function whyNotWhole(input: PlanInput, { whole, retrieve }: Ways): Against | null {
  const { model, collectionTokens } = input;
  if (!whole.possible) {
    const sizes = `The collection has ${count(collectionTokens)} tokens and the window of ${model.id} holds ${count(model.contextTokens)}`;
    return { words: sizes, why: because('window-too-small') };
  }
  // Passages of it would be no shorter.
  if (packedSize(input) <= retrieve.budgetTokens) return null;
  const { effectiveTokens, retrieveTokens, isMeasured } = strengthOf(input);
  if (packedSize(input) > effectiveTokens) {
    const tried = isMeasured ? ', as tried here,' : '';
    const lengths = `${model.id} reads well up to about ${count(effectiveTokens)} tokens${tried} and the collection has ${count(collectionTokens)}`;
    return { words: lengths, why: because('reads-less-well', effectiveTokens) };
  }
  // A model that is loaded has its memory; and for what it reads in any mode, the mode makes no difference.
  const isDoubtful = packedSize(input) > retrieveTokens && !model.loaded && !input.isWindowAsked;
  const { memory } = model;
  if (isDoubtful && memory !== null && memory.neededBytes > memory.availableBytes) {
    const sizes = `${model.id} needs ${gigabytes(memory.neededBytes)} of memory with its window and may use ${gigabytes(memory.availableBytes)}`;
    return { words: sizes, why: because('memory-too-small') };
  }
  if (isQuick(input, whole)) return null;
  const times = `Reading everything would take about ${span(whole.predictedMs ?? 0)}, and more than ${span(patienceFor(input))} is waited only when asked for`;
  return { words: times, why: because('too-slow', whole.predictedMs) };
}

/** What is taken in its place, and the whole reason. */
function insteadOfWhole(input: PlanInput, ways: Ways, against: string): [ReadingMode, string] {
  const { kind } = input;
  if (kind === 'complete' && ways.scan.possible && isQuick(input, ways.scan)) {
    return ['scan', `${against}. The question is about everything, so every section is read, some at a time.`];
  }
  if (kind === 'look-up' || !areSectionsWider(ways)) return ['retrieve', `${against}: the best passages are read.`];
  const reasons = {
    complete: `${against}. The question is about everything: the best sections are read in full, and what is not in them is missed.`,
    summarise: `${against}. A summary needs more than passages: the best sections are read in full.`,
    schema: `${against}. The question is about how tables hang together: the best definitions are read in full.`,
  };
  return ['sections', reasons[kind]];
}

/** In a small window the passages alone take all the room. */
const areSectionsWider = ({ retrieve, sections }: Ways): boolean => sections.budgetTokens > retrieve.budgetTokens;

const patienceFor = ({ kind, patienceMs }: PlanInput): number => (kind === 'complete' ? completePatience * patienceMs : patienceMs);

/** A speed that nobody has measured rules nothing out. */
const isQuick = (input: PlanInput, { predictedMs }: Way): boolean => predictedMs === null || predictedMs <= patienceFor(input);

const isTimed = ({ predictedMs }: Way): boolean => predictedMs !== null;

function wholeTooLong(input: PlanInput): AppError {
  const { model, collectionTokens } = input;
  const needed = Math.max(packedSize(input), collectionTokens);
  return new AppError(
    'prompt-too-long',
    `The whole collection is ${count(needed)} tokens; ${model.id} has a window of ${count(model.contextTokens)} tokens, which must hold question and answer too`,
    'Ask in mode auto or retrieve, leave out documents, or choose a model with a larger window.',
  );
}
