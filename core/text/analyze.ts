/** What the indexes see of a text: index terms per script and language, and letters for the trigram index. */
import type { ChunkTerms } from '../types.ts';
import { normalise, withoutAccents } from './normalise.ts';
import { stopWords } from './stop-words.ts';
import { trigramsIn } from './trigrams.ts';
import { pairedScript, rawWords, termsOf } from './words.ts';

/** Raise it whenever the terms of any text change: documents are then prepared again. */
export const analyserVersion = 1;

// Words repeat: 7 MB of documentation holds 1.2 million words but 60,000 different ones. 100,000 entries are some 15 MB.
const memoSize = 100_000;
const memos = new Map<string, Map<string, string>>();

// A question of 100 kB is cut to its first words; retrieval.md §2: no more than about 120 OR-ed terms.
const mostQuestionTerms = 120;
// Long narrative questions gain from repeated words, up to three times (retrieval.md §1.4).
const mostRepeats = 3;
const mostTrigrams = 160;

export interface QuestionTerms {
  /** Index terms in order, stop words dropped unless nothing else is there, each at most three times. */
  readonly words: readonly string[];
  /** Different three-letter pieces of the question's words. */
  readonly trigrams: readonly string[];
}

/** The searchable form of one chunk. */
export function analyzeChunk(chunk: {
  readonly title: string;
  readonly headings: readonly string[];
  readonly text: string;
  readonly language: string;
}): ChunkTerms {
  return {
    title: joinedTerms(chunk.title, chunk.language),
    headings: joinedTerms(chunk.headings.join('\n'), chunk.language),
    body: joinedTerms(chunk.text, chunk.language),
    trigramText: trigramText(`${chunk.title}\n${chunk.headings.join('\n')}\n${chunk.text}`, chunk.language),
  };
}

/** Index terms of any text, in order, stop words kept. */
export function termsOfText(text: string, language: string): readonly string[] {
  const joined = joinedTerms(text, language);
  return joined === '' ? [] : joined.split(' ');
}

/** The terms of a question in a collection of these languages, commonest first. */
export function analyzeQuestion(question: string, languages: readonly string[]): QuestionTerms {
  const known = languages.length === 0 ? ['und'] : languages;
  const raws = rawWords(normalise(question.slice(0, 20_000)));
  const content = raws.filter((raw) => !known.some((language) => stopWords(language).has(raw.toLowerCase())));
  const kept = content.length === 0 ? raws : content;
  return { words: capped(kept.flatMap((raw) => variants(raw, known))), trigrams: questionTrigrams(kept) };
}

/** A word's terms under each language: one when they agree, which is the rule. */
function variants(raw: string, languages: readonly string[]): readonly string[] {
  const first = languages[0] ?? 'und';
  if (languages.length === 1) return memoised(raw, first).split(' ');
  return [...new Set(languages.flatMap((language) => memoised(raw, language).split(' ')))];
}

function capped(terms: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  const kept: string[] = [];
  for (const term of terms) {
    const count = counts.get(term) ?? 0;
    if (term === '' || count >= mostRepeats) continue;
    counts.set(term, count + 1);
    kept.push(term);
    if (kept.length >= mostQuestionTerms) break;
  }
  return kept;
}

/** Letters without case and accents, words parted by single blanks, stop words and Chinese or Japanese words left out. */
function trigramText(text: string, language: string): string {
  const stops = stopWords(language);
  const raws = rawWords(normalise(text)).filter((raw) => raw.length > 2 && !pairedScript.test(raw) && !stops.has(raw.toLowerCase()));
  return withoutAccents(raws.join(' ')).toLowerCase().replaceAll('_', ' ');
}

function questionTrigrams(raws: readonly string[]): readonly string[] {
  // No language: stop words are out already, or are all there is.
  const words = raws.filter((raw) => !pairedScript.test(raw)).join(' ');
  return [...new Set(trigramsIn(withoutAccents(words).toLowerCase().replaceAll('_', ' ')))].slice(0, mostTrigrams);
}

function joinedTerms(text: string, language: string): string {
  let joined = '';
  for (const raw of rawWords(normalise(text))) {
    const terms = memoised(raw, language);
    if (terms !== '') joined += joined === '' ? terms : ` ${terms}`;
  }
  return joined;
}

function memoised(raw: string, language: string): string {
  let memo = memos.get(language);
  if (memo === undefined) {
    memo = new Map();
    memos.set(language, memo);
  }
  const known = memo.get(raw);
  if (known !== undefined) return known;
  const terms = termsOf(raw, language).join(' ');
  if (memo.size >= memoSize) memo.clear();
  memo.set(raw, terms);
  return terms;
}
