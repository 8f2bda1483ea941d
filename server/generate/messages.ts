/** A prompt as the messages of a chat. The documents open the first user turn, so that they stay in place whatever follows. */
import type { Prompt } from '../../core/ports.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** System, then the documents with the oldest question, the history in turns, and the question last. */
export function chatMessages({ system, prefix, history, question }: Prompt): ChatMessage[] {
  const turns: ChatMessage[] = history.flatMap((turn) => [
    { role: 'user', content: turn.question },
    { role: 'assistant', content: turn.answer },
  ]);
  const [first, ...rest]: ChatMessage[] = [...turns, { role: 'user', content: question }];
  const opening = [prefix, first?.content ?? ''].filter((text) => text !== '').join('\n\n');
  return [{ role: 'system', content: system }, { role: 'user', content: opening }, ...rest];
}
