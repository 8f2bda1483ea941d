/** What is said below or instead of an answer by ourselves: that it is not there, is not proven, or which words are nowhere. */
import type { AnswerEvent } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import type { Attempt } from '../attempt.ts';
import type { Material } from '../material.ts';
import { beginsNotFound } from '../phrases/phrases.ts';
import { absentWords } from '../question/absent-words.ts';
import type { Writing } from './writing.ts';

/** Empty when there is nothing to add. */
export function lastWord(
  { draft, ledger, saysNotFound }: Writing,
  current: Attempt,
  material: Material,
  asked: Asked,
): Iterable<AnswerEvent> {
  const { records, phrases } = material;
  if (records.length === 0) return draft.say(phrases.empty);
  if (saysNotFound) return draft.say([phrases.notFound, ...absentSentence(asked, material)].join(' '));
  if (isProven({ ledger }))
    return isQuoted(asked, current)
      ? draft.say(
          absentSentence(asked, material)
            .map((words) => `\n\n${words}`)
            .join(''),
        )
      : [];
  if (beginsNotFound(draft.text())) return [];
  return draft.say(`\n\n${isSeen({ ledger }) ? phrases.pictures.seen : phrases.unverified}`);
}

/** Sentences that fit best, chosen without a model: they may be beside the point when a word of the question is nowhere. */
const isQuoted = ({ deps }: Asked, { plan, sql }: Attempt): boolean =>
  deps.generator.model.contextTokens === 0 && plan.mode === 'retrieve' && sql === null;

/** It helps to know which word to say in another way. */
function absentSentence({ question }: Asked, { outcome, records, phrases }: Material): readonly string[] {
  const words = absentWords(question, outcome, records);
  return words.length === 0 ? [] : [phrases.nowhere(words.map((word) => `“${word}”`).join(', '))];
}

/** At least one citation was found where it says. */
export const isProven = ({ ledger }: Pick<Writing, 'ledger'>): boolean => ledger.all().some(({ status }) => status === 'verified');

/** Read from a picture, which people can compare and code cannot. */
export const isSeen = ({ ledger }: Pick<Writing, 'ledger'>): boolean => ledger.all().some(({ reason }) => reason === 'picture-only');
