/** What a collection takes of each model's window, and what to leave out where it is too long. Pure. */
import { count, counted } from '../../../core/number-words.ts';
import type { TokenCounter } from '../../../core/ports.ts';
import type { LedgerDocument, LedgerModel, ModelDescription } from '../../../core/types.ts';
import { type ReadingStrength, readingStrength } from '../reading/model-size.ts';
import type { ReadingLength } from '../reading/reading-length.ts';
import { gigabytes } from './plan-words.ts';
import { windowMargin } from './ways.ts';

export interface LedgerInput {
  readonly documents: readonly LedgerDocument[];
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
  const leaveOut = fits ? [] : leftOut(input.documents, -spareTokens);
  const room = { id, engine, windowTokens, neededTokens, spareTokens, fits, leaveOut, memory };
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
  { packedTokens, counter }: LedgerInput,
  room: Omit<LedgerModel, 'verdict'>,
  { effectiveTokens, isMeasured }: ReadingStrength,
): string {
  const sentences = [room.fits ? `Fits with ${counted(room.spareTokens, 'token')} to spare.` : shortage(room)];
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
  if (counter.margin > 0) {
    const how = counter.countedBy === 'server' ? 'from samples that its server counted' : 'until it is loaded and its vocabulary is known';
    sentences.push(`An estimate ${how}, taken ${Math.round(counter.margin * 100)} % higher.`);
  }
  return sentences.join(' ');
}

const mostNamed = 3;

function shortage({ spareTokens, leaveOut }: Omit<LedgerModel, 'verdict'>): string {
  const short = `Short by ${counted(-spareTokens, 'token')}:`;
  if (leaveOut.length === 0) return `${short} no part of it fits, so questions retrieve.`;
  const named = leaveOut.slice(0, mostNamed).join(', ');
  const more = leaveOut.length > mostNamed ? ` and ${leaveOut.length - mostNamed} more` : '';
  return `${short} leave out ${counted(leaveOut.length, 'file')} (${named}${more}), or retrieve.`;
}
