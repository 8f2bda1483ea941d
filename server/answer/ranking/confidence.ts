/** How sure we are that the best quotes answer the question, as a probability. Knows words and numbers, no model. */
import { termsOfText } from '../../../core/text/analyze.ts';
import { detectLanguage } from '../../../core/text/language.ts';
import type { Passage, SearchOutcome } from '../../../core/types.ts';
import { type RankedSentence, shareHeld, weighedTerms } from './sentence-ranking.ts';

/** All from 0 to 1. */
export interface ConfidenceFeatures {
  /** Share of the question's rarity, near words counting by their likeness, in the best passage. */
  readonly passage: number;
  /** Share of the question's rarity in the mean of the three best sentences. */
  readonly sentences: number;
  /** The same in everything that was found: words that are nowhere near lower it. */
  readonly neighbourhood: number;
  /** Share of the question's names and numbers that the best passage holds; 1 when it has none. */
  readonly names: number;
  /** How far the best hit of the search stands out, and what its words are worth of what they could be. */
  readonly gap: number;
  readonly top: number;
  /** How far the best sentence stands before the best of another passage, if there is one, and its score. */
  readonly lead: number;
  readonly best: number;
  /** 0 when the best sentence does not hold the kind of thing that is asked for. */
  readonly type: number;
  /** 0 for a question of one word, more for longer ones. */
  readonly length: number;
}

export const featureNames = ['passage', 'sentences', 'neighbourhood', 'names', 'gap', 'top', 'lead', 'best', 'type', 'length'] as const;

// Logistic regression of test/eval/calibrate.ts, 2026-11-25: whether a gold span is among the first three quotes, on halves of
// paraphrase-handbook, paraphrase-sample, handbook-200k, unanswerable-en, XQuAD-en and NQ-open dev; figures on the other halves
// are in test/eval/LOG.md.
const weights: Readonly<Record<(typeof featureNames)[number], number>> = {
  passage: 1.63,
  sentences: 0.15,
  neighbourhood: 0.1,
  names: 1.47,
  gap: 0.86,
  top: 2.86,
  lead: 2.72,
  best: 1.49,
  type: 1.2,
  length: 1.93,
};
const intercept = -9.1;

// In a collection of three documents any passage stands out: what holds little of the question is no answer, however it stands
// out. The sets that the weights were fitted on are larger and have no such case. Judgement, no calibration.
const mostBeyondWords = 0.2;

const mostSentences = 3;
/** Scores of sentences lie between 0 and some 4. */
const highestScore = 4;

export function featuresOf(question: string, outcome: SearchOutcome, ranked: readonly RankedSentence[]): ConfidenceFeatures {
  const best = ranked.slice(0, mostSentences);
  const [first] = best;
  const other = ranked.find(({ passage }) => passage !== first?.passage);
  const everything = new Set(ranked.map(({ passage }) => passage));
  const language = detectLanguage([...everything].map(({ text }) => text).join('\n'));
  const terms = weighedTerms(question, outcome, language);
  const names = namesAsked(question, language);
  const held = new Map([...everything].map((passage) => [passage, termsOfPassage(passage, outcome, language)]));
  const inBest = [...new Set(best.map(({ passage }) => passage))].map((passage) => held.get(passage) ?? noTerms);
  const inFirst = (first === undefined ? undefined : held.get(first.passage)) ?? noTerms;
  return {
    passage: shareHeld(terms, (form) => inFirst.has(form)),
    sentences: best.reduce((sum, { coverage }) => sum + coverage, 0) / mostSentences,
    neighbourhood: share(terms, new Set([...held.values()].flatMap((own) => [...own]))),
    names: names.length === 0 ? 1 : highest(inBest.map((own) => namesHeld(names, own) / names.length)),
    gap: outcome.confidence.gap,
    top: outcome.confidence.top,
    lead: first === undefined ? 0 : Math.min(1, first.score - (other?.score ?? 0)),
    best: Math.min(highestScore, Math.max(0, first?.score ?? 0)) / highestScore,
    type: first?.holdsType === false ? 0 : 1,
    length: 1 - 1 / Math.max(1, terms.length),
  };
}

const noTerms: ReadonlySet<string> = new Set();
const highest = (values: readonly number[]): number => Math.max(0, ...values);

/** Of its title, path, headings and text. */
function termsOfPassage(
  { documentId, span, title, source, text }: Passage,
  { hits }: SearchOutcome,
  language: string,
): ReadonlySet<string> {
  const hit = hits.find((one) => one.documentId === documentId && one.span.start < span.end && span.start < one.span.end);
  return new Set(termsOfText([title, source, ...(hit?.headings ?? []), text].join('\n'), language));
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

/** Probability that the answer is among the first quotes, from 0 to 1. */
export function confidenceOf(features: ConfidenceFeatures): number {
  const fitted = logistic(featureNames.reduce((sum, name) => sum + weights[name] * features[name], intercept));
  return Math.min(fitted, features.passage + mostBeyondWords);
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
