import { isOnlyPictures } from '../../../core/text/picture-line.ts';
import type { SearchOutcome, Turn } from '../../../core/types.ts';
import { orCancelled } from '../cancel.ts';
import { borrowedQuestion, mergedOutcome } from '../question/follow-up.ts';
import type { AnswerDeps } from '../request.ts';
import { mostHits } from './passages.ts';

/** Searches for the question, and for what it leans on when it follows another one. */
export async function find(question: string, history: readonly Turn[], deps: AnswerDeps, signal: AbortSignal): Promise<SearchOutcome> {
  const search = async (text: string): Promise<SearchOutcome> => {
    const vector = await deps.embedQuery(text, signal);
    return readable(await deps.collection.search(text, mostHits, vector), deps);
  };
  const borrowed = borrowedQuestion(question, history);
  if (borrowed === null) return orCancelled(search(question), signal);
  const [own, leaning] = await orCancelled(Promise.all([search(question), search(borrowed)]), signal);
  return mergedOutcome(own, leaning, mostHits);
}

/** Found by its name alone, a picture says nothing to a reader who cannot see. */
function readable(outcome: SearchOutcome, { generator }: AnswerDeps): SearchOutcome {
  if (generator.model.vision === true) return outcome;
  return { ...outcome, hits: outcome.hits.filter(({ text }) => !isOnlyPictures(text)) };
}
