/** What a question about rows asks to be done, and with which figures. English; other languages are left to the model or the scan. */
import { numberIn } from './cell-number.ts';

export type RowOperation = 'count' | 'list' | 'highest' | 'lowest' | 'sum' | 'average';

export interface Comparison {
  readonly operator: '>' | '>=' | '<' | '<=' | '=';
  readonly value: number;
}

export interface QuestionParts {
  readonly operation: RowOperation;
  readonly comparisons: readonly Comparison[];
  /** It speaks of money: "cost", "expensive". */
  readonly isAboutPrice: boolean;
  /** The rest of the question: what it is about. */
  readonly rest: string;
}

const figure = String.raw`(?:[€$£₹]\s?|eur |usd )?(\d(?:[\d.,’' ]*\d)?)(?:\s?(?:€|\$|£|₹|%|euros?|eur|dollars?|usd|pounds?|rupees?|percent)(?![a-z]))?`;

// Longer wordings first: "no more than" is not "more than".
const comparisonWords: readonly (readonly [string, Comparison['operator']])[] = [
  ['(?:no|not) (?:more|greater|higher|longer) than', '<='],
  ['(?:no|not) (?:less|fewer|lower) than', '>='],
  ['(?:more|greater|higher|larger|longer|dearer|bigger) than|over|above|exceed(?:s|ing)?|>', '>'],
  ['(?:less|fewer|lower|smaller|cheaper|shorter) than|under|below|<', '<'],
  ['at least|not below|a minimum of|>=', '>='],
  ['at most|up to|not above|a maximum of|<=', '<='],
  ['exactly|equal to|priced at|costs? (?:exactly )?|for exactly', '='],
];

const comparing = comparisonWords.map(([words, operator]) => ({
  pattern: new RegExp(String.raw`(?<![a-z])(?:${words})\s*${figure}`, 'giu'),
  operator,
}));
const between = new RegExp(String.raw`(?<![a-z])between\s+${figure}\s+and\s+${figure}`, 'giu');
const after = new RegExp(String.raw`${figure}\s+or\s+(more|less)(?![a-z])`, 'giu');

const operations: readonly (readonly [RowOperation, RegExp])[] = [
  ['highest', /\b(?:most expensive|dearest|costliest)\b/giu],
  ['lowest', /\b(?:least expensive|cheapest)\b/giu],
  ['average', /\b(?:average|mean)\b/giu],
  ['sum', /\b(?:sum of|total (?=\w)|in total|altogether)/giu],
  ['highest', /\b(?:highest|largest|biggest|greatest|longest|maximum|latest|newest|most recent)\b/giu],
  ['lowest', /\b(?:lowest|smallest|shortest|minimum|earliest|oldest)\b/giu],
  ['count', /\bhow many\b|\b(?:the )?(?:total )?number of\b|^\s*count\b/giu],
  ['list', /^\s*(?:list|show|give|name|find|enumerate|which|what)\b/giu],
];

const price = /\b(?:costs?|prices?|priced|expensive|cheap|cheapest|dearest|costliest|charged?)\b/iu;

/** Null when it asks for nothing that can be done with rows. */
export function questionParts(question: string): QuestionParts | null {
  const found = operations.find(([, pattern]) => new RegExp(pattern.source, 'iu').test(question));
  if (found === undefined) return null;
  const comparisons: Comparison[] = [];
  let rest = question.replace(found[1], ' ');
  const take = (
    pattern: RegExp,
    compare: (numbers: readonly string[]) => readonly (readonly [Comparison['operator'], string | undefined])[],
  ): void => {
    rest = rest.replace(pattern, (_, ...groups: readonly unknown[]) => {
      for (const [operator, text] of compare(groups.filter((group) => typeof group === 'string'))) {
        const value = numberIn(text ?? '');
        if (value !== null) comparisons.push({ operator, value });
      }
      return ' ';
    });
  };
  take(between, ([low, high]) => [
    ['>=', low],
    ['<=', high],
  ]);
  take(after, ([number, word]) => [[word?.toLowerCase() === 'more' ? '>=' : '<=', number]]);
  for (const { pattern, operator } of comparing) take(pattern, ([number]) => [[operator, number]]);
  return { operation: found[0], comparisons, isAboutPrice: price.test(question), rest };
}
