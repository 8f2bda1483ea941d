/** The few sentences an answer says by itself, in the language of the question; English where we have no other. */
import { questionLanguage } from '../question/question-language.ts';
import type { SpokenLanguage } from '../question/speech/speech.ts';
import { arabic } from './arabic.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { hindi } from './hindi.ts';
import { japanese } from './japanese.ts';
import { persian } from './persian.ts';
import { spanish } from './spanish.ts';
import { turkish } from './turkish.ts';
import { urdu } from './urdu.ts';

export interface Phrases {
  /** What a model writes, and what we write, when the documents do not hold the answer. */
  readonly notFound: string;
  /** Above the nearest passages, when nothing says it surely; `words` are those that are nowhere, or empty. */
  readonly closest: (words: string) => string;
  /** Words of the question that no document holds, so that a person knows what to ask in other words. */
  readonly nowhere: (words: string) => string;
  /** Above sentences that are copied, not written. */
  readonly quoted: string;
  /** Below a model's text of which nothing could be found in the documents. */
  readonly unverified: string;
  /** When there is nothing to read. */
  readonly empty: string;
  readonly pictures: PicturePhrases;
  readonly scan: ScanPhrases;
  readonly rows: RowPhrases;
}

interface PicturePhrases {
  /** Below a text that was read from pictures of pages, which code cannot check. */
  readonly seen: string;
  /** How many pages or files are pictures without text that nobody has looked at. */
  readonly unseen: (pages: number) => string;
}

export interface ScanPhrases {
  /** How many places in how many documents hold the words, out of how many sections; null when not all of them were read. */
  readonly found: (places: number, documents: number, words: string, sections: number | null) => string;
  /** How many places concern the question, as a model has copied them; they follow word for word. */
  readonly concerned: (places: number, documents: number) => string;
  /** How many of the places are not shown, by document. */
  readonly more: (places: number, byDocument: string) => string;
  /** How much was not read. */
  readonly unread: (sections: number, total: number) => string;
}

export interface RowPhrases {
  /** So many of all rows of this file; no full stop. */
  readonly rows: (count: string, total: number, source: string) => string;
  /** How many rows are not shown. */
  readonly more: (count: number) => string;
  /** Between the whole part of a figure and its fraction. */
  readonly decimalMark: '.' | ',';
  /** What was worked out of a column. */
  readonly sum: string;
  readonly average: string;
  readonly different: string;
}

const table: Readonly<Record<SpokenLanguage, Phrases>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  tr: turkish,
  ur: urdu,
  ar: arabic,
  fa: persian,
  hi: hindi,
  zh: chinese,
  ja: japanese,
};

/** What we say to this question. */
export function phrasesFor(question: string): Phrases {
  return phrasesOf(questionLanguage(question));
}

function phrasesOf(language: string): Phrases {
  return Object.entries(table).find(([spoken]) => spoken === language)?.[1] ?? english;
}

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

const notFoundSentences: readonly string[] = Object.values(table).map(({ notFound }) => bare(notFound));

/** Whether a whole answer is one of the sentences for "not in these documents", however it is punctuated. */
export function saysNotFound(text: string): boolean {
  const said = bare(text.replace(/[[【]\s*\p{Nd}+\s*[\]】]/gu, ' '));
  return said !== '' && notFoundSentences.includes(said);
}

/** Whether more text could still turn this beginning into such a sentence. */
export function maySayNotFound(beginning: string): boolean {
  const said = bare(beginning);
  return notFoundSentences.some((sentence) => sentence.startsWith(said));
}

/** Whether an answer opens with such a sentence and then says more. */
export function beginsNotFound(text: string): boolean {
  const said = bare(text);
  return notFoundSentences.some((sentence) => said.startsWith(sentence));
}
