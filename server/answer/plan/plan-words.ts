/** Times and sizes as the reasons of a plan say them. */
import { count, counted } from '../../../core/number-words.ts';
import type { PlanInput } from './ways.ts';

/** Rounded as a person would say it: a prediction is never good to the second. */
export function span(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 1.5) return 'a second';
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} minutes`;
  return `${Math.round(seconds / 3600)} hours`;
}

export function gigabytes(bytes: number): string {
  const number = bytes / 1024 ** 3;
  return `${number < 10 ? number.toFixed(1) : Math.round(number)} GiB`;
}

/** What there is and where it must fit. */
export function size({ documents, collectionTokens, model, reservedTokens }: PlanInput): string {
  return `${counted(documents, 'document')} with ${count(collectionTokens)} tokens in a window of ${count(model.contextTokens)}, ${count(reservedTokens)} of it kept for the answer`;
}
