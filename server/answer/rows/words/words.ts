/**
 * How people ask about rows of a table, in the languages in which we dare to answer without a model. A language is one
 * file here and one line below.
 */
import { arabic } from './arabic.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { spanish } from './spanish.ts';
import { urdu } from './urdu.ts';

/**
 * Alternatives of regular expressions over a question in lower case whose words are parted by one blank. In them `N` stands
 * for a figure, `D` for a date or a year, and `G` for the one word by which rows are put together. Longer wordings come first.
 */
export interface RowWords {
  /** What is to be done with the rows. */
  readonly count: string;
  readonly list: string;
  readonly sum: string;
  readonly average: string;
  readonly highest: string;
  readonly lowest: string;
  /** Of dates. */
  readonly latest: string;
  readonly earliest: string;
  /** The highest and the lowest of prices: "most expensive", "cheapest". */
  readonly dearest: string;
  readonly cheapest: string;
  /** "Different": each value once. */
  readonly different: string;
  readonly figures: Readonly<Record<'between' | 'atMost' | 'atLeast' | 'above' | 'below' | 'exactly', string>>;
  /** `from` may mean "of" or "since": it is taken for months and years only. */
  readonly dates: Readonly<Record<'between' | 'after' | 'since' | 'before' | 'until' | 'in' | 'from', string>>;
  readonly group: string;
  /** "… customer has the most": the largest group. */
  readonly most: string;
  readonly inStock: string;
  readonly outOfStock: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
  /** Denies the word after it, or before it where `deniesBefore`. */
  readonly not: string;
  readonly deniesBefore: boolean;
  /** Between two values of one column. */
  readonly or: string;
  /** Speaks of money in a question. */
  readonly price: string;
  /** Beginnings of words in the names of columns. */
  readonly priceColumn: string;
  readonly amountColumn: string;
  readonly statusColumn: string;
  readonly stockColumn: string;
  /** Whole words: with the name of the table they name its own date. Parted by blanks, as the units above. */
  readonly dateColumn: string;
  /** Words for a row of any table, parted by blanks. */
  readonly rows: string;
  /** Words for a row of a table of things that have a price. */
  readonly goods: string;
  /** Words that choose no rows. A word that is neither here nor in the table makes us give up. */
  readonly frame: string;
  /** Two to ten, in order. */
  readonly numbers: string;
  /** Words that name the same thing, a group each. */
  readonly alike: readonly string[];
  /** Units of money beside a figure: ISO code and its words. */
  readonly money: Readonly<Record<string, string>>;
}

const table = { en: english, de: german, fr: french, es: spanish, ur: urdu, ar: arabic } as const satisfies Readonly<
  Record<string, RowWords>
>;

export type RowLanguage = keyof typeof table;

const rowLanguages = Object.keys(table) as readonly RowLanguage[];

export function rowWords(language: RowLanguage): RowWords {
  return table[language];
}

/** Null where nothing about rows is understood without a model. */
export function rowLanguageOf(language: string): RowLanguage | null {
  // A few English words are not enough to tell that they are English.
  const known = language === 'und' ? 'en' : language;
  return rowLanguages.find((one) => one === known) ?? null;
}
