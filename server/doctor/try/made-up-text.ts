/** Documents for trials: made up, each length of each trial with a beginning of its own, so that no cache knows it. Pure. */
import { countTokens } from '../../../core/tokens/index.ts';

const who = ['The landlord', 'The tenant', 'The caretaker', 'The insurer', 'The accountant', 'The neighbour', 'The surveyor'];
const does = ['signs', 'keeps', 'renews', 'returns', 'copies', 'files', 'checks', 'forgets'];
const what = [
  'the lease',
  'the keys',
  'the deposit',
  'the policy',
  'the meter',
  'the invoice',
  'the garden plan',
  'the letter',
  'the roof',
];
const when = ['in spring', 'before noon', 'after the holidays', 'every month', 'on request', 'in writing', 'without delay'];

const line = (index: number): string => {
  const pick = (words: readonly string[], step: number): string => words[Math.floor(index / step) % words.length] ?? '';
  return `${pick(who, 1)} ${pick(does, 7)} ${pick(what, 3)} ${pick(when, 5)}.\n`;
};

export interface Fact {
  readonly question: string;
  readonly sentence: string;
  readonly word: string;
}

const fact = (list: string, word: string): Fact => ({
  question: `What is the code word of the ${list} list? Write only that word.`,
  sentence: `The code word of the ${list} list is ${word}.\n`,
  word,
});

/** What is asked for. The head is the very beginning, where a cut prompt loses it. */
export const asked = {
  head: fact('harbour', 'HERON'),
  third: fact('bakery', 'WILLOW'),
  twoThirds: fact('mill', 'CANDLE'),
  end: fact('cellar', 'RIBBON'),
} as const;

/**
 * Facts that differ in a name only, at even distances: a model that skims gives the word of another list. After the
 * multi-key needles of RULER (Hsieh et al. 2024); single needles are found at lengths at which a model reads badly.
 */
const facts: readonly Fact[] = [
  asked.head,
  fact('orchard', 'LANTERN'),
  fact('chapel', 'MARBLE'),
  fact('meadow', 'ANCHOR'),
  fact('station', 'COPPER'),
  asked.third,
  fact('quarry', 'BASKET'),
  fact('library', 'FALCON'),
  fact('stable', 'PEPPER'),
  fact('garden', 'THIMBLE'),
  asked.twoThirds,
  fact('market', 'OYSTER'),
  fact('tower', 'SADDLE'),
  fact('school', 'PEBBLE'),
  fact('bridge', 'TIMBER'),
  asked.end,
];

/** Whether this answer gives the fact, and not another as well. */
export function gives(answer: string, { word }: Fact): boolean {
  const said = answer.toUpperCase();
  return facts.every((one) => said.includes(one.word) === (one.word === word));
}

/** At most so many tokens of Gemma; for other vocabularies about as many. `trial` sets one trial apart from all others. */
export function madeUpText(tokens: number, trial: string): string {
  let text = `Trial ${trial} with ${tokens} tokens. ${asked.head.sentence}`;
  const waiting = facts.slice(1);
  const step = tokens / facts.length;
  for (let [index, used] = [0, countTokens(text)]; used < tokens; index++) {
    const isDue = used >= (facts.length - waiting.length) * step;
    const next = (isDue ? waiting.shift()?.sentence : undefined) ?? line(index + tokens);
    used += countTokens(next);
    if (used <= tokens) text += next;
  }
  return text;
}
