/** Answers that were given before. Doors call this. */
import type { Config } from '../core/config.ts';
import { AppError } from '../core/errors.ts';
import type { AppStore } from '../core/ports.ts';
import type { Answer } from '../core/types.ts';
import { type RebuiltPrompt, rebuiltPrompt } from './answer/prompt/rebuilt-prompt.ts';
import type { LocatedAccess } from './search/places.ts';

/** @throws AppError answer-unknown */
export function knownAnswer(id: string, app: AppStore): Answer {
  const answer = app.answer(id);
  if (answer !== null) return answer;
  throw new AppError('answer-unknown', `There is no answer ${id.slice(0, 64)}`, 'Its conversation or collection may have been deleted.');
}

/** The prompt of an answer, from its collection as it is now. @throws AppError answer-unknown, collection-unknown, prompt-lost */
export async function promptOfAnswer(
  id: string,
  app: AppStore,
  open: (collection: string) => LocatedAccess,
  config: Config,
): Promise<RebuiltPrompt> {
  const answer = knownAnswer(id, app);
  return rebuiltPrompt(answer, { collection: open(answer.collection), config });
}
