/** The ways to count tokens for a model: exactly where its vocabulary is known, else by comparison, with a margin. */
import type { TokenCounter } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';

/** Exact for Gemma 3 and 4. */
export const gemmaCounter: TokenCounter = { countedBy: 'gemma', margin: 0, leastShare: 1, count: countTokens };

/**
 * For a model of which nothing is known. On a hundred mixed texts it was too low for 18 of 800 counts of eight
 * vocabularies of recent years, by 18 % at most, and for 33 of 200 of GPT-2 and Baichuan, by half at most (decision 051).
 */
const unknownMargin = 0.25;
/** Letters of other scripts take a small vocabulary a token and more each, where Gemma has tokens for whole words. */
const otherLetterTokens = 1.5;
const otherLetters = /(?!\p{Script=Latin})[\p{L}\p{M}]/gu;

/**
 * The estimate is far too high for a large vocabulary where it must be high enough for a small one: four times for a
 * table of numbers, three digits to a token, or for Chinese. Less than this share is a cut prompt in any of them.
 */
const estimateShare = 0.15;

export const estimateCounter: TokenCounter = {
  countedBy: 'estimate',
  margin: unknownMargin,
  leastShare: estimateShare,
  count: (text) => Math.ceil(countTokens(text) * (1 + unknownMargin) + otherLetterTokens * (text.match(otherLetters)?.length ?? 0)),
};

/** Three digits to a token make a third of Gemma's tokens of a table of numbers; no vocabulary makes fewer of any text. */
const otherVocabularyShare = 0.3;

/** Less says nothing: the samples may all be of one kind. */
const leastMargin = 0.03;
/** More is no margin any more but another kind of text; then the highest share itself is taken. */
const mostMargin = 0.5;

/** Compares a server's counts of samples with Gemma's, and takes the highest share as the margin. */
export function comparedCounter(samples: readonly string[], counts: readonly number[]): TokenCounter {
  const compared = samples.flatMap((text, index) => {
    const [ours, theirs] = [countTokens(text), counts[index] ?? 0];
    return ours === 0 ? [] : [{ ours, theirs }];
  });
  const ours = compared.reduce((sum, one) => sum + one.ours, 0);
  if (ours === 0) return estimateCounter;
  const mean = compared.reduce((sum, one) => sum + one.theirs, 0) / ours;
  const highest = Math.max(...compared.map((one) => one.theirs / one.ours));
  const margin = Math.min(mostMargin, Math.max(leastMargin, highest / mean - 1));
  // A table of numbers may be in the prompt and in no sample.
  const leastShare = otherVocabularyShare / (mean * (1 + margin));
  return { countedBy: 'server', margin, leastShare, count: (text) => Math.ceil(countTokens(text) * mean * (1 + margin)) };
}
