import type { SearchOutcome, Turn } from '../../../core/types.ts';
import { orCancelled } from '../cancel.ts';
import { borrowedQuestion, mergedOutcome } from '../question/follow-up.ts';
import type { AnswerDeps } from '../request.ts';
import { mostHits } from './passages.ts';

/** Searches for the question, and for what it leans on when it follows another one. */
export async function find(question: string, history: readonly Turn[], deps: AnswerDeps, signal: AbortSignal): Promise<SearchOutcome> {
  const search = async (text: string): Promise<SearchOutcome> => {
    const vector = await deps.embedQuery(text, signal);
    return deps.collection.search(text, mostHits, vector);
  };
  const borrowed = borrowedQuestion(question, history);
  if (borrowed === null) return orCancelled(search(question), signal);
  const [own, leaning] = await orCancelled(Promise.all([search(question), search(borrowed)]), signal);
  return mergedOutcome(own, leaning, mostHits);
}
