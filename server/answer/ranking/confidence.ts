/** How sure we are that the documents hold the answer, as a probability. Knows words and numbers, no model. */
import { termsOfText } from '../../../core/text/analyze.ts';
import { detectLanguage } from '../../../core/text/language.ts';
import type { Passage, SearchOutcome } from '../../../core/types.ts';
import { type RankedSentence, weighedTerms } from './sentence-ranking.ts';

/** All from 0 to 1, higher when the answer is more likely there. */
export interface ConfidenceFeatures {
  /** Share of the question's rarity in the best passage. */
  readonly passage: number;
  /** The same in the best single sentence, and in the mean of the three best. */
  readonly sentence: number;
  readonly sentences: number;
  /** The same in everything that was found: words that are nowhere near lower it. */
  readonly neighbourhood: number;
  /** Share of the question's names and numbers that the best passage holds; 1 when it has none. */
  readonly names: number;
}

export const featureNames = ['passage', 'sentence', 'sentences', 'neighbourhood', 'names'] as const;

// Logistic regression of test/eval/calibrate.ts, 2026-11-24, on halves of unanswerable-en, of XQuAD-en and NQ-open dev with
// every other passage taken away, and on postgresql-docs-1m; figures on what was not fitted are in test/eval/LOG.md. The
// search's own top, gap and vector were tried too: AUROC then rises on Wikipedia and falls on office files and code.
const weights: Readonly<Record<(typeof featureNames)[number], number>> = {
  passage: 4.4,
  sentence: 2.86,
  sentences: 1.42,
  neighbourhood: 1.75,
  names: 1.45,
};
const intercept = -7.01;

const mostSentences = 3;

export function featuresOf(question: string, outcome: SearchOutcome, ranked: readonly RankedSentence[]): ConfidenceFeatures {
  const best = ranked.slice(0, mostSentences);
  const everything = new Set(ranked.map(({ passage }) => passage));
  const language = detectLanguage([...everything].map(({ text }) => text).join('\n'));
  const terms = weighedTerms(question, outcome, language);
  const names = namesAsked(question, language);
  const held = new Map([...everything].map((passage) => [passage, termsOfPassage(passage, language)]));
  const inBest = [...new Set(best.map(({ passage }) => passage))].map((passage) => held.get(passage) ?? noTerms);
  return {
    passage: highest(inBest.map((own) => share(terms, own))),
    sentence: highest(best.map(({ coverage }) => coverage)),
    sentences: best.reduce((sum, { coverage }) => sum + coverage, 0) / mostSentences,
    neighbourhood: share(terms, new Set([...held.values()].flatMap((own) => [...own]))),
    names: names.length === 0 ? 1 : highest(inBest.map((own) => namesHeld(names, own) / names.length)),
  };
}

const noTerms: ReadonlySet<string> = new Set();
const highest = (values: readonly number[]): number => Math.max(0, ...values);

function termsOfPassage({ title, source, text }: Passage, language: string): ReadonlySet<string> {
  return new Set(termsOfText(`${title}\n${source}\n${text}`, language));
}

function share(terms: SearchOutcome['terms'], held: ReadonlySet<string>): number {
  const all = terms.reduce((sum, { idf }) => sum + idf, 0);
  const found = terms.reduce((sum, { term, idf }) => sum + (held.has(term) ? idf : 0), 0);
  return all === 0 ? 0 : found / all;
}

function namesHeld(names: readonly (readonly string[])[], held: ReadonlySet<string>): number {
  return names.filter((name) => name.every((term) => held.has(term))).length;
}

/** Words that are written large inside a sentence, abbreviations and numbers, as index terms. */
function namesAsked(question: string, language: string): readonly (readonly string[])[] {
  const words = question.match(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’/.-]*/gu) ?? [];
  const names = words.filter(
    (word, index) => /\p{Nd}|\p{Lu}\P{Lu}*\p{Lu}/u.test(word) || (index > 0 && /^\p{Lu}[\p{L}\p{M}\p{N}]/u.test(word)),
  );
  return names.map((name) => termsOfText(name.replace(/['’]s$/u, ''), language)).filter((terms) => terms.length > 0);
}

/** Probability that the documents hold the answer, from 0 to 1. */
export function confidenceOf(features: ConfidenceFeatures): number {
  return logistic(featureNames.reduce((sum, name) => sum + weights[name] * features[name], intercept));
}

/**
 * The same after a model has answered. Proven citations speak for it, a model that finds nothing speaks against it.
 * The two shifts are judgement, not calibration: no model of the size we serve ran where this was written.
 */
export function confidenceAfter(before: number, answered: { readonly abstained: boolean; readonly provenShare: number }): number {
  const bounded = Math.min(0.999, Math.max(0.001, before));
  const logit = Math.log(bounded / (1 - bounded));
  return logistic(answered.abstained ? logit - 2 : logit + 2 * answered.provenShare - 0.5);
}

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
