/** What a question about rows asks to be done, and with which figures and dates; what is left of it must be found in a table. */
import { normalise } from '../../../core/text/normalise.ts';
import { questionLanguage } from '../question/question-language.ts';
import { type AskedDate, askedMonth, askedYear, datesOut, monthNames } from './asked-dates.ts';
import { numberIn } from './cell-number.ts';
import { type RowLanguage, type RowWords, rowLanguageOf, rowWords } from './words/words.ts';

type RowOperation = 'count' | 'list' | 'highest' | 'lowest' | 'latest' | 'earliest' | 'sum' | 'average';

interface Comparison {
  readonly operator: '>' | '>=' | '<' | '<=' | '=';
  readonly value: number;
  /** ISO code; empty where none was said. */
  readonly money: string;
}

/** A bound on dates: the start of the date that was said, or its end. */
export interface DateBound {
  readonly operator: '>=' | '<';
  readonly date: AskedDate;
  readonly edge: 'start' | 'end';
}

export interface QuestionParts {
  readonly language: RowLanguage;
  readonly operation: RowOperation;
  /** Each value once. */
  readonly isDifferent: boolean;
  /** "Cheapest", "costs": the figures are prices. */
  readonly isAboutPrice: boolean;
  readonly comparisons: readonly Comparison[];
  readonly bounds: readonly DateBound[];
  readonly stock: 'in' | 'out' | null;
  /** "The three highest". */
  readonly limit: number | null;
  /** The word for what has the most rows: "which customer has the most". */
  readonly most: string | null;
  /** Words parted by one blank; `C` where "how many" stood, `T` where a date stood. */
  readonly rest: string;
}

/** Units of money by their signs. */
const signs: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP', '₹': 'INR', '¥': 'JPY' };
const decimalCommas: ReadonlySet<RowLanguage> = new Set(['de', 'fr', 'es']);
const superlatives: ReadonlySet<RowOperation> = new Set(['highest', 'lowest', 'latest', 'earliest']);
/** What is longer is a letter, no question about rows; and each word is compared with all cells. */
const mostWords = 60;
/** More is no "top ten" but a list. */
const mostLimit = 100;

/** Null when it asks for nothing that can be done with rows, or says something about figures and dates that we do not understand. */
export function questionParts(question: string): QuestionParts | null {
  const language = rowLanguageOf(questionLanguage(question));
  return language === null ? null : partsIn(question, language);
}

function partsIn(question: string, language: RowLanguage): QuestionParts | null {
  const words = rowWords(language);
  const reading = readingOf(question, language);
  if (reading.whole.split(' ').length - 2 > mostWords) return null;
  const { take, taken } = reading;
  // Dates first: "between 2015 and 2017" is one.
  const bounds = boundsOf(reading, words);
  const comparisons = comparisonsOf(reading, words);
  const isOut = take(words.outOfStock);
  const isIn = take(words.inStock);
  const most = mostOf(reading, words);
  const operation = most === null ? operationOf(reading, words) : ({ name: 'count', isOfPrices: false } as const);
  if (operation === null || comparisons === null || bounds === null) return null;
  const isDifferent = take(words.different);
  const limit = limitOf(reading, words, operation.name);
  // A figure or a date that no wording explains.
  if (/ [NDY]\d+(?= )/.test(taken())) return null;
  const isAboutPrice = operation.isOfPrices || pattern(words.price).test(taken()) || pattern(words.price).test(reading.whole);
  const stock = isOut ? 'out' : isIn ? 'in' : null;
  return { language, operation: operation.name, isDifferent, isAboutPrice, comparisons, bounds, stock, limit, most, rest: taken().trim() };
}

interface Reading {
  readonly language: RowLanguage;
  readonly figures: readonly { readonly value: number; readonly money: string }[];
  readonly dates: readonly (AskedDate | null)[];
  /** The question as it was. */
  readonly whole: string;
  /** Cuts the wording out; false when it is not there. */
  readonly take: (source: string, mark?: string, use?: (marks: readonly string[]) => void) => boolean;
  /** What is left. */
  readonly taken: () => string;
}

function readingOf(question: string, language: RowLanguage): Reading {
  const plain = spelled(question.replace(/['’]s(?![\p{L}\p{M}])/gu, ''));
  // "و200": a letter that means "and" is written against the figure.
  const parted = language === 'ar' ? plain.replace(/(?<=[\u0620-\u064a])(?=\d)/g, ' ') : plain;
  const dated = datesOut(parted, language);
  const { text, figures } = figuresOut(dated.text, language);
  let left = ` ${(text.match(/[\p{L}\p{M}\p{N}_]+|[<>]=?|=/gu) ?? []).join(' ')} `;
  const whole = left;
  const take: Reading['take'] = (source, mark = '', use = () => undefined) => {
    let isThere = false;
    left = left.replace(pattern(source, language), (_, ...groups: readonly unknown[]) => {
      isThere = true;
      use(groups.filter((group) => typeof group === 'string').slice(0, -1));
      return ` ${mark === '' ? '|' : mark}`;
    });
    return isThere;
  };
  return { language, figures, dates: dated.dates, whole, take, taken: () => left };
}

/** One spelling of letters that look alike, in lower case; `|` parts what a cut has brought together. */
function spelled(text: string): string {
  return normalise(text.replaceAll('٫', '.').replaceAll('٬', ',').toLowerCase()).replaceAll('|', ' ');
}

const patterns = new Map<string, RegExp>();

/** The alternatives from word to word; capitals stand for figures, dates and the word of a group. */
export function pattern(source: string, language: RowLanguage = 'en'): RegExp {
  const key = `${language} ${source}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const month = monthNames(language);
  const marked = normalise(source)
    .replaceAll('^', '(?<=^ )')
    .replaceAll(/[NDG](?![a-z])/g, (letter) => (letter === 'N' ? '([NY]\\d+)' : letter === 'D' ? `([DY]\\d+|${month})` : '([^ |]+)'));
  const made = new RegExp(` (?:${marked})(?= )`, 'gu');
  patterns.set(key, made);
  return made;
}

function figuresOut(text: string, language: RowLanguage): { readonly text: string; readonly figures: Reading['figures'] } {
  const figures: { readonly value: number; readonly money: string }[] = [];
  const { money } = rowWords(language);
  const unitOf = (written: string): string =>
    signs[written] ?? Object.entries(money).find(([, source]) => new RegExp(`^(?:${normalise(source)})$`, 'u').test(written))?.[0] ?? '';
  const unit = Object.values(money).map(normalise).join('|');
  const figure = String.raw`\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d[\d.,’']*\d|\d`;
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\p{M}\p{N}_.-])(?:([€$£₹¥]|${unit})\s?)?(${figure})(?:\s?([€$£₹¥%]|${unit})(?![\p{L}\p{M}]))?(?![\p{L}\p{N}_])`,
    'gu',
  );
  const left = text.replace(pattern, (_, before: string | undefined, written: string, behind: string | undefined) => {
    const value = numberIn(written, decimalCommas.has(language));
    if (value === null) return ' ? ';
    const money = unitOf(before ?? behind ?? '');
    figures.push({ value, money });
    const isYear = before === undefined && behind === undefined && /^\d{4}$/.test(written) && askedYear(value) !== null;
    return ` ${isYear ? 'Y' : 'N'}${figures.length - 1} `;
  });
  return { text: left, figures };
}

const operators: readonly (readonly [keyof RowWords['figures'], Comparison['operator']])[] = [
  ['atMost', '<='],
  ['atLeast', '>='],
  ['above', '>'],
  ['below', '<'],
  ['exactly', '='],
];

/** Longer wordings first: "no more than" is not "more than". */
function comparisonsOf({ take, figures }: Reading, { figures: words }: RowWords): readonly Comparison[] | null {
  const found: (Comparison | null)[] = [];
  const add = (operator: Comparison['operator'], mark: string | undefined): void => {
    const figure = figures[Number(mark?.slice(1))];
    found.push(figure === undefined ? null : { operator, ...figure });
  };
  take(words.between, '', ([low, high]) => {
    add('>=', low);
    add('<=', high);
  });
  for (const [name, operator] of operators) take(words[name], '', ([mark]) => add(operator, mark));
  return found.every((one) => one !== null) ? found : null;
}

function boundsOf({ take, dates, figures, language }: Reading, { dates: words }: RowWords): readonly DateBound[] | null {
  const found: (DateBound | null)[] = [];
  const add = (mark: string | undefined, ...bounds: readonly (readonly [DateBound['operator'], DateBound['edge']])[]): void => {
    const date = dateOf(mark ?? '');
    for (const [operator, edge] of bounds) found.push(date === null ? null : { operator, date, edge });
  };
  take(words.between, 'T', ([from, to]) => {
    add(from, ['>=', 'start']);
    add(to, ['<', 'end']);
  });
  take(words.since, 'T', ([mark]) => add(mark, ['>=', 'start']));
  take(words.after, 'T', ([mark]) => add(mark, ['>=', 'end']));
  take(words.until, 'T', ([mark]) => add(mark, ['<', 'end']));
  take(words.before, 'T', ([mark]) => add(mark, ['<', 'start']));
  take(words.in, 'T', ([mark]) => add(mark, ['>=', 'start'], ['<', 'end']));
  take(words.from, 'T', ([mark]) => {
    const date = dateOf(mark ?? '');
    const isLong = date !== null && (date.kind === 'span' ? !date.isDay : date.day === null);
    if (isLong) add(mark, ['>=', 'start'], ['<', 'end']);
    else found.push(null);
  });
  return found.every((one) => one !== null) ? found : null;

  function dateOf(mark: string): AskedDate | null {
    if (/^D\d+$/.test(mark)) return dates[Number(mark.slice(1))] ?? null;
    const year = /^Y\d+$/.test(mark) ? figures[Number(mark.slice(1))] : undefined;
    return year !== undefined ? askedYear(year.value) : askedMonth(mark, language);
  }
}

function mostOf({ take }: Reading, { most }: RowWords): string | null {
  let word: string | null = null;
  take(most, '', ([found]) => {
    word = found ?? null;
  });
  return word;
}

function operationOf({ take }: Reading, words: RowWords): { readonly name: RowOperation; readonly isOfPrices: boolean } | null {
  const order: readonly (readonly [RowOperation, string, boolean])[] = [
    ['highest', words.dearest, true],
    ['lowest', words.cheapest, true],
    ['average', words.average, false],
    ['highest', words.highest, false],
    ['lowest', words.lowest, false],
    ['latest', words.latest, false],
    ['earliest', words.earliest, false],
    ['count', words.count, false],
    ['sum', words.sum, false],
    ['list', words.list, false],
  ];
  const found = order.find(([name, source]) => take(source, name === 'count' ? 'C' : ''));
  return found === undefined ? null : { name: found[0], isOfPrices: found[2] };
}

/** One figure beside "the highest" says how many of them. */
function limitOf({ take, taken, figures }: Reading, { numbers }: RowWords, operation: RowOperation): number | null {
  if (!superlatives.has(operation)) return null;
  const spelledOut = normalise(numbers).split(' ');
  const word = spelledOut.find((number) => taken().includes(` ${number} `));
  if (word !== undefined) {
    take(word);
    return spelledOut.indexOf(word) + 2;
  }
  const [mark, another] = taken().match(/[NY]\d+/g) ?? [];
  const figure = figures[Number(mark?.slice(1))];
  if (mark === undefined || another !== undefined || figure === undefined || figure.money !== '') return null;
  if (!Number.isInteger(figure.value) || figure.value < 1 || figure.value > mostLimit) return null;
  take(mark.replace('N', '\\x4e'));
  return figure.value;
}
