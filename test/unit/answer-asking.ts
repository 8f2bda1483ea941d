/** What tests of answers ask the handbook, and how they look at what comes back. */
import { AppError } from '../../core/errors.ts';
import type { GenerateRequest } from '../../core/ports.ts';
import type { Answer, AnswerEvent, Citation } from '../../core/types.ts';
import { scripted } from '../../server/generate/scripted.ts';

/** A question that the handbook answers. */
export const leaveQuestion = { question: 'How many days of annual leave do full-time staff get?' };

/** Writes a sentence behind the number of the passage that holds `words`. */
export function citing(sentence: string, words: string) {
  return scripted(({ passages }) => `${sentence} [${numberOf(passages, words)}]`);
}

/** The number of the first passage that holds `words`; 0 when none does. */
export function numberOf(passages: GenerateRequest['passages'], words: string): number {
  return passages.find(({ text }) => text.includes(words))?.number ?? 0;
}

/** The one citation of the answer. */
export function only(answer: Answer): Citation {
  const [citation, ...more] = answer.citations;
  if (citation === undefined || more.length > 0) throw new Error(`Expected one citation: ${JSON.stringify(answer.citations)}`);
  return citation;
}

/** All that was shown of an answer. */
export const joined = (events: readonly AnswerEvent[]): string =>
  events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');

/** The code of the fault that the work ends with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const fault = await work.then(
    () => null,
    (error: unknown) => error,
  );
  return fault instanceof AppError ? fault.code : String(fault);
}
