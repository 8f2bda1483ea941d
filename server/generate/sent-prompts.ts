/** What was really sent to each model since it was loaded: more than it shares with that, no prompt can find in the cache. */
import { sha256 } from '../../core/hash.ts';
import type { Prompt } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';

interface Sent {
  /** False when the model was loaded already when it was first met: somebody else, or we before a restart, may have asked it. */
  readonly sawLoading: boolean;
  /** The texts of each prompt in order, the newest first. */
  readonly prompts: readonly (readonly string[])[];
  /** How the documents of older ones began. */
  readonly olderHeads: ReadonlySet<string>;
}

export interface Shared {
  /** Leading tokens that it shares, of so many that its server counts in it. */
  sharedTokens(promptTokens: number): number;
  /** The same of the prompt before it alone, which is what a server with one slot still has. */
  sharedWithLast(promptTokens: number): number;
  /** False when it may share more with a prompt that nobody here knows of any more. */
  readonly isAllKnown: boolean;
}

/** Their texts are those of the packed collections; servers keep no more beside their slot. */
const mostPrompts = 16;
/** A paragraph: what begins otherwise shares nothing worth speaking of. */
const headCharacters = 500;

const known = new Map<string, Sent>();

/** The model was loaded: its cache is empty. */
export function noteLoaded(key: string): void {
  known.set(key, { sawLoading: true, prompts: [], olderHeads: new Set() });
}

/** Takes the prompt in, and says what it shares with those before. */
export function noteSent(key: string, prompt: Prompt): Shared {
  const { sawLoading, prompts, olderHeads } = known.get(key) ?? { sawLoading: false, prompts: [], olderHeads: new Set<string>() };
  const texts = textsOf(prompt);
  const characters = prompts.map((earlier) => sharedCharacters(earlier, texts));
  const others = prompts.filter((_, place) => (characters[place] ?? 0) < lengthOf(texts));
  const older = others.slice(mostPrompts - 1).map(headOf);
  known.set(key, {
    sawLoading,
    prompts: [texts, ...others].slice(0, mostPrompts),
    olderHeads: older.length === 0 ? olderHeads : new Set([...olderHeads, ...older]),
  });
  return {
    sharedTokens: tokensOfStart(texts, Math.max(0, ...characters)),
    sharedWithLast: tokensOfStart(texts, characters[0] ?? 0),
    isAllKnown: sawLoading && !olderHeads.has(headOf(texts)),
  };
}

const textsOf = ({ system, prefix, history, question }: Prompt): readonly string[] => [
  system,
  prefix,
  ...history.flatMap((turn) => [turn.question, turn.answer]),
  question,
];
const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0);
const headOf = ([, prefix = '', next = '']: readonly string[]): string => sha256((prefix === '' ? next : prefix).slice(0, headCharacters));

/** Counts the shorter of the two parts, so that a long document costs no second count. */
function tokensOfStart(texts: readonly string[], characters: number): (promptTokens: number) => number {
  const whole = texts.join('');
  const isLong = characters * 2 > whole.length;
  const counted = countTokens(isLong ? whole.slice(characters) : whole.slice(0, characters));
  return (promptTokens) => (isLong ? Math.max(0, promptTokens - counted) : Math.min(promptTokens, counted));
}

function sharedCharacters(earlier: readonly string[], texts: readonly string[]): number {
  let sum = 0;
  for (const [place, text] of texts.entries()) {
    const other = earlier[place] ?? '';
    if (other !== text) return sum + sharedStart(other, text);
    sum += text.length;
  }
  return sum;
}

function sharedStart(one: string, other: string): number {
  const end = Math.min(one.length, other.length);
  let common = 0;
  while (common < end && one.charCodeAt(common) === other.charCodeAt(common)) common++;
  return common;
}
