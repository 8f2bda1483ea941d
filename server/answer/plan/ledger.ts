/** What a collection takes of each model's window, and what to leave out where it is too long. Pure. */
import { count, counted } from '../../../core/number-words.ts';
import type { TokenCounter } from '../../../core/ports.ts';
import type { LedgerDocument, LedgerModel, ModelDescription } from '../../../core/types.ts';
import { type ReadingStrength, readingStrength } from '../reading/model-size.ts';
import type { ReadingLength } from '../reading/reading-length.ts';
import { gigabytes } from './plan-words.ts';
import { windowMargin } from './ways.ts';

/** Nobody reads on after some hundred lines, and 50,000 documents were a reply of 7 MB. */
export const mostListedDocuments = 500;
/** Leaving out more by hand is work that nobody does; their number says so. */
const mostListedToLeaveOut = 100;

export interface LedgerInput {
  /** Null where they are too many to be counted one by one: nothing can then be said about which to leave out. */
  readonly documents: readonly LedgerDocument[] | null;
  /** All documents as they are sent, with the newlines between them. */
  readonly packedTokens: number;
  /** The rules, the template and room for a question with its history. */
  readonly tailTokens: number;
  readonly reservedTokens: number;
  /** Who counted all of that. */
  readonly counter: Pick<TokenCounter, 'countedBy' | 'margin'>;
}

/** The verdict on one model. */
export function ledgerModel(input: LedgerInput, model: ModelDescription, readingLength: ReadingLength | null): LedgerModel {
  const { id, engine, contextTokens: windowTokens, memory } = model;
  const neededTokens = input.packedTokens + input.tailTokens + input.reservedTokens + windowMargin;
  const spareTokens = windowTokens - neededTokens;
  const fits = spareTokens >= 0;
  const without = fits || input.documents === null ? [] : leftOut(input.documents, -spareTokens);
  const leaveOut = without.slice(0, mostListedToLeaveOut);
  const moreToLeaveOut = without.length - leaveOut.length;
  const room = { id, engine, windowTokens, neededTokens, spareTokens, fits, leaveOut, moreToLeaveOut, memory };
  return { ...room, verdict: verdictOn(model, input, room, readingStrength(model, readingLength)) };
}

/**
 * The fewest documents that cover the shortage: the largest first, and for the last one the smallest that is enough.
 * Empty when only leaving out everything would do.
 */
function leftOut(documents: readonly LedgerDocument[], shortTokens: number): readonly string[] {
  const largestFirst = documents.toSorted((one, other) => other.packedTokens - one.packedTokens || (one.source < other.source ? -1 : 1));
  const chosen: string[] = [];
  let short = shortTokens;
  for (const [index, { source, packedTokens }] of largestFirst.entries()) {
    const last = packedTokens >= short ? largestFirst.findLast((document, at) => at >= index && document.packedTokens >= short) : undefined;
    chosen.push(last?.source ?? source);
    short -= last?.packedTokens ?? packedTokens;
    if (short <= 0) return chosen.length === documents.length ? [] : chosen;
  }
  return [];
}

function verdictOn(
  model: ModelDescription,
  { documents, packedTokens, counter }: LedgerInput,
  room: Omit<LedgerModel, 'verdict'>,
  { effectiveTokens, isMeasured }: ReadingStrength,
): string {
  const sentences = [room.fits ? `Fits with ${counted(room.spareTokens, 'token')} to spare.` : shortage(room, documents !== null)];
  if (room.fits && packedTokens > effectiveTokens) {
    const tried = isMeasured ? ', as tried here' : '';
    sentences.push(
      `It reads well up to about ${count(effectiveTokens)} tokens${tried}, so questions retrieve unless you ask for the whole.`,
    );
  }
  const { memory, loaded } = model;
  if (memory !== null && !loaded && memory.neededBytes > memory.availableBytes) {
    sentences.push(`It needs ${gigabytes(memory.neededBytes)} of memory and may use ${gigabytes(memory.availableBytes)}.`);
  }
  if (documents === null)
    sentences.push('An estimate from the tokens of its documents, which are too many to be counted as they are sent.');
  else if (counter.margin > 0) {
    const how = counter.countedBy === 'server' ? 'from samples that its server counted' : 'until it is loaded and its vocabulary is known';
    sentences.push(`An estimate ${how}, taken ${Math.round(counter.margin * 100)} % higher.`);
  }
  return sentences.join(' ');
}

const mostNamed = 3;

function shortage({ spareTokens, leaveOut, moreToLeaveOut }: Omit<LedgerModel, 'verdict'>, isCounted: boolean): string {
  const short = `Short by ${counted(-spareTokens, 'token')}:`;
  if (!isCounted) return `${short} so questions retrieve.`;
  if (leaveOut.length === 0) return `${short} no part of it fits, so questions retrieve.`;
  const named = leaveOut.slice(0, mostNamed).join(', ');
  const all = leaveOut.length + moreToLeaveOut;
  const more = all > mostNamed ? ` and ${all - mostNamed} more` : '';
  return `${short} leave out ${counted(all, 'file')} (${named}${more}), or retrieve.`;
}
