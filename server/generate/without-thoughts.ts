/**
 * Takes the thoughts of a model out of its answer: some servers pass them on as text, and some models think although
 * they were told not to. Only a block at the very start is a thought; later such marks are part of the answer.
 */
import type { GenerateEvent } from '../../core/ports.ts';

/** Qwen, DeepSeek and most others; Gemma 4 where the server does not know its template. */
const blocks = [
  { open: '<think>', close: '</think>' },
  { open: '<|channel>', close: '<channel|>' },
] as const;

export async function* withoutThoughts(events: AsyncIterable<GenerateEvent>): AsyncIterable<GenerateEvent> {
  let held = '';
  let isOpening = true;
  for await (const event of events) {
    if (isOpening && event.type === 'text') {
      held += event.text;
      const answer = answerPart(held);
      if (answer === null) continue;
      isOpening = false;
      yield { type: 'text', text: answer };
      continue;
    }
    // What was held back and is no thought after all, such as a single "<".
    if (isOpening && event.type === 'end' && held !== '' && blockOf(held) === undefined) yield { type: 'text', text: held };
    yield event;
  }
}

const blockOf = (text: string) => blocks.find(({ open }) => text.trimStart().startsWith(open));

/** The text without a thought at its start; null while that cannot be told or nothing has followed the thought. */
function answerPart(text: string): string | null {
  const start = text.trimStart();
  const block = blockOf(text);
  if (block === undefined) return blocks.some(({ open }) => open.startsWith(start)) ? null : text;
  const close = start.indexOf(block.close);
  const rest = close === -1 ? '' : start.slice(close + block.close.length).trimStart();
  return rest === '' ? null : rest;
}
