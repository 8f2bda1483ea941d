/**
 * How much of a conversation goes into the prompt. A model server takes up what it has read only if what follows the
 * documents is shorter than a batch, or if nothing before its end has changed (ollama-gemma.md §1.4).
 */
import type { Turn } from '../../../core/types.ts';
import { disarmed } from './disarm.ts';

export interface Remembered {
  readonly turns: readonly Turn[];
  readonly tokens: number;
}

/** A batch is 512 tokens at the least; the question, its frame and the turns' own take the rest. */
const shortTokens = 380;
/** Most tokens of history in a prompt; only answers longer than `shortTokens` make it grow as far. */
export const mostHistoryTokens = 1_500;
/** What a chat template adds to a turn of question and answer. */
const turnTokens = 10;

/**
 * The newest turns that are short together. From an answer on that is too long for that, nothing is dropped until all of it
 * grows too long. The same for the same conversation, so that a longer one only appends in between.
 */
export function remembered(history: readonly Turn[], countTokens: (text: string) => number): Remembered {
  const turns = history.map(cleaned);
  const costs = turns.map(({ question, answer }) => countTokens(question) + countTokens(answer) + turnTokens);
  const total = (from: number, to: number): number => costs.slice(from, to).reduce((sum, cost) => sum + cost, 0);
  let start = 0;
  let isLong = false;
  for (let end = 1; end <= turns.length; end++) {
    const most = isLong ? mostHistoryTokens : shortTokens;
    if (total(start, end) <= most) continue;
    let short = end;
    while (short > start && total(short - 1, end) <= shortTokens) short--;
    isLong = short === end && total(end - 1, end) <= mostHistoryTokens;
    if (!isLong) start = short;
    else if (total(start, end) > mostHistoryTokens) start = end - 1;
  }
  return { turns: turns.slice(start), tokens: total(start, turns.length) };
}

/** Marks of earlier answers count citations, not passages; they would mislead. */
function cleaned({ question, answer }: Turn): Turn {
  return { question: disarmed(question), answer: disarmed(answer.replace(/\s?\[\d{1,4}\]/g, '')) };
}
