/** How people ask in each language: words, not grammar. A language is one file here and one line below. */
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

/** Alternatives of regular expressions, over a question in lower case whose words are parted by one blank. */
export interface Speech {
  /** Words that ask in this language and in no other of ours; they tell the language of a short question. Parted by blanks. */
  readonly marks: string;
  /** Written without blanks: its words are found anywhere. */
  readonly isUnspaced: boolean;
  /** "How many": a count, unless a measure follows. */
  readonly howMany: string;
  /** "Days", "euros": how many of them is a figure that stands somewhere, not a count. Beginnings of words. */
  readonly measures: string;
  /** Asks for everything of a kind, for a comparison, or whether there is any. */
  readonly complete: readonly string[];
  readonly summarise: readonly string[];
  /** Asks how a database is made. */
  readonly schema: readonly string[];
  /** Words by which one asks for everything, or names the collection itself: not what the question is about. Parted by blanks. */
  readonly asking: string;
  /** Words that point back at what was said. Those that also fill sentences ("is there") are left out. */
  readonly pointing: string;
  /** Words that begin a continuation: "and", "what about". */
  readonly continuing: string;
}

const speeches = {
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
} as const satisfies Readonly<Record<string, Speech>>;

export type SpokenLanguage = keyof typeof speeches;

export const allSpeeches: readonly (readonly [language: SpokenLanguage, speech: Speech])[] = Object.entries(speeches).map(
  ([language, speech]) => [language as SpokenLanguage, speech],
);
