/** What is said below or instead of an answer by ourselves: that it is not there, is not proven, or which words are nowhere. */
import type { AnswerEvent, Outcome } from '../../../core/types.ts';
import type { Asked } from '../asked.ts';
import type { Attempt } from '../attempt.ts';
import type { Material } from '../material.ts';
import { beginsNotFound } from '../phrases/phrases.ts';
import { absentWords } from '../question/absent-words.ts';
import { isProven, isSeen, type Writing } from './writing.ts';

/** Empty when there is nothing to add. */
export function lastWord(
  { draft, ledger, saysNotFound }: Writing,
  current: Attempt,
  material: Material,
  asked: Asked,
  came: Outcome,
): Iterable<AnswerEvent> {
  const { records, phrases } = material;
  if (records.length === 0) return draft.say(phrases.empty);
  if (saysNotFound) {
    const words = missingWords(asked, material);
    return draft.say(came === 'closest' ? phrases.closest(words) : [phrases.notFound, ...nowhere(words, material)].join(' '));
  }
  if (isProven({ ledger }))
    return isQuoted(asked, current)
      ? draft.say(
          nowhere(missingWords(asked, material), material)
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
function missingWords({ question }: Asked, { outcome, records }: Material): string {
  return absentWords(question, outcome, records)
    .map((word) => `“${word}”`)
    .join(', ');
}

const nowhere = (words: string, { phrases }: Material): readonly string[] => (words === '' ? [] : [phrases.nowhere(words)]);
