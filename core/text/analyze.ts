/** What the indexes see of a text: index terms per script and language, and letters for the trigram index. */
import type { ChunkTerms } from '../types.ts';
import { otherSpellings } from './abbreviations.ts';
import { isEveryday } from './everyday-words.ts';
import { detectLanguage } from './language.ts';
import { normalise, withoutAccents } from './normalise.ts';
import { stopWords } from './stop-words.ts';
import { trigramsIn } from './trigrams.ts';
import { pairedScript, rawWords, termsOf } from './words.ts';

/** Raise it whenever the terms of any text change: documents are then prepared again. */
export const analyserVersion = 3;

// Words repeat: 7 MB of documentation holds 1.2 million words but 60,000 different ones. 100,000 entries are some 15 MB.
const memoSize = 100_000;
const memos = new Map<string, Map<string, string>>();

// A pasted page of 100 kB is a question too; its beginning holds more terms than are asked for.
const longestQuestion = 20_000;
// retrieval.md §2: no more than about 120 OR-ed terms.
const mostQuestionTerms = 120;
// Long narrative questions gain from repeated words, up to three times (retrieval.md §1.4).
const mostRepeats = 3;
const mostTrigrams = 160;

// "List all …", "Show me …": what a person asks us to do, not what about. Only as the first word, since "list" is a topic too.
const requests: ReadonlySet<string> = new Set(
  'list show find give tell return display print get count name describe explain summarise summarize'.split(' '),
);

export interface QuestionTerms {
  /** The one by which the words were analysed; `und` where it cannot be told. */
  readonly language: string;
  /** Index terms in order, stop words dropped unless nothing else is there, each at most three times. */
  readonly words: readonly string[];
  /** For a term, what the same word becomes in the collection's other languages, and its short or long form in code. */
  readonly variants: ReadonlyMap<string, readonly string[]>;
  /** Those of the terms that are words of everyday speech, and count for less. */
  readonly everyday: ReadonlySet<string>;
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
    trigramText: trigramText(`${chunk.title}\n${chunk.title}\n${chunk.headings.join('\n')}\n${chunk.text}`, chunk.language),
  };
}

/** Index terms of any text, in order, stop words kept. */
export function termsOfText(text: string, language: string): readonly string[] {
  const joined = joinedTerms(text, language);
  return joined === '' ? [] : joined.split(' ');
}

/** The terms of a question in a collection of these languages, commonest first. */
export function analyzeQuestion(question: string, languages: readonly string[]): QuestionTerms {
  const known = languagesFor(question, languages);
  const [own = 'und', ...others] = known;
  const raws = rawWords(normalise(question.slice(0, longestQuestion)));
  const content = raws.filter((raw, index) => !isFrame(raw, index, own));
  const kept = content.length === 0 ? raws : content;
  return {
    language: own,
    words: capped(kept.flatMap((raw) => memoised(raw, own).split(' '))),
    variants: variantsOf(kept.slice(0, mostQuestionTerms), own, others),
    everyday: new Set(kept.filter((raw) => isEveryday(raw.toLowerCase(), own)).map((raw) => memoised(raw, own))),
    trigrams: questionTrigrams(kept),
  };
}

/** The question's own language first when the collection has it. */
function languagesFor(question: string, languages: readonly string[]): readonly string[] {
  const own = detectLanguage(question);
  return languages.includes(own) ? [own, ...languages.filter((language) => language !== own)] : languages;
}

function isFrame(raw: string, index: number, language: string): boolean {
  const word = raw.toLowerCase();
  return (index === 0 && requests.has(word)) || stopWords(language).has(word);
}

function variantsOf(raws: readonly string[], own: string, others: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const variants = new Map<string, readonly string[]>();
  for (const raw of raws) {
    const terms = memoised(raw, own).split(' ');
    const [term] = terms;
    // An identifier's parts or a run of pairs have no counterparts one by one.
    if (terms.length !== 1 || term === undefined) continue;
    const spellings = otherSpellings(raw.toLowerCase()).map((other) => memoised(other, own));
    const forms = [...others.map((language) => memoised(raw, language)), ...spellings];
    const different = new Set(forms.filter((form) => form !== term && !form.includes(' ')));
    if (different.size > 0) variants.set(term, [...different]);
  }
  return variants;
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
