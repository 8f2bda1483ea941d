import { AppError } from '../../../core/errors.ts';

/** Some 5,000 tokens: a page of text to ask about is welcome, a whole document belongs into the collection. */
export const maxQuestionCharacters = 20_000;

/**
 * The question as it is asked, without blanks around it.
 * @throws AppError question-empty, question-too-long
 */
export function checkedQuestion(question: string): string {
  const asked = question.trim();
  if (asked === '') throw new AppError('question-empty', 'There is no question', 'Write one.');
  if (asked.length > maxQuestionCharacters) {
    throw new AppError(
      'question-too-long',
      `The question has ${asked.length} characters; the limit is ${maxQuestionCharacters}`,
      'Ask a shorter one, and add long texts to the collection.',
    );
  }
  return asked;
}
