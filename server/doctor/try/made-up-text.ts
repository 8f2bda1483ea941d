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

/** The fact that is asked for stands at the very beginning, where a cut prompt loses it. */
export const codeWord = 'HERON';

/** At most so many tokens of Gemma; for other vocabularies about as many. `trial` sets one trial apart from all others. */
export function madeUpText(tokens: number, trial: string): string {
  let text = `Trial ${trial} with ${tokens} tokens. The code word of this list is ${codeWord}.\n`;
  let left = tokens - countTokens(text);
  for (let index = 0; left > 0; index++) {
    const next = line(index + tokens);
    left -= countTokens(next);
    if (left >= 0) text += next;
  }
  return text;
}
