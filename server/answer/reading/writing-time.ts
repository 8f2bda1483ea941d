/** How long a model writes, from what it took before. Pure. */
import { middle } from '../../measured.ts';
import type { WritingSpeed } from './writing-speed.ts';

/**
 * Until a scan was made. Three questions of test/bench/scan.ts find 114, 0 and 0 places of some 40 tokens in the 195,661
 * of handbook-200k: 0.8 %.
 */
const usualCopiedShare = 0.01;

/** What a model copies out of so many tokens that it scans. */
export const copiedTokensOf = ({ copiedShare }: WritingSpeed, readTokens: number): number =>
  Math.ceil(readTokens * (middle(copiedShare) ?? usualCopiedShare));

/** How many times what is planned a scan reads; 1 until one was made. */
export const readAgainOf = ({ readAgain }: WritingSpeed): number => middle(readAgain) ?? 1;

/** Null when the model was never timed while writing. */
export function writingMs({ tokenMs }: WritingSpeed, tokens: number): number | null {
  const each = middle(tokenMs);
  return each === null ? null : Math.round(each * tokens);
}
