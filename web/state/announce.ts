/** What a screen reader hears: the plan, the end of an answer and errors, never each word. */
import { signal } from '@preact/signals';

export const politeWords = signal('');
export const urgentWords = signal('');

/** The same sentence twice in a row is only read twice if the text differs, hence the space. */
export function announce(sentence: string): void {
  politeWords.value = politeWords.value === sentence ? `${sentence} ` : sentence;
}

export function alarm(sentence: string): void {
  urgentWords.value = urgentWords.value === sentence ? `${sentence} ` : sentence;
}
