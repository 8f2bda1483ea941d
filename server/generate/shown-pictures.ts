/**
 * Puts pictures into the messages of a chat, after the documents: a picture before them would change the beginning of the
 * prompt, and with it all that a model server has read.
 */
import type { ShownImage } from '../../core/ports.ts';
import type { ChatMessage } from './messages.ts';

type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

type OpenaiMessage = ChatMessage | (Omit<ChatMessage, 'content'> & { readonly content: readonly ContentPart[] });

/** As OpenAI wants it: parts in the order in which they are read. */
export function withImageParts(messages: readonly ChatMessage[], images: readonly ShownImage[]): readonly OpenaiMessage[] {
  const last = messages.at(-1);
  if (images.length === 0 || last === undefined) return messages;
  const pictures = images.flatMap(({ label, mediaType, base64 }): readonly ContentPart[] => [
    { type: 'text', text: `Picture of passage ${label}:` },
    { type: 'image_url', image_url: { url: `data:${mediaType};base64,${base64}` } },
  ]);
  return [...messages.slice(0, -1), { ...last, content: [{ type: 'text', text: last.content }, ...pictures] }];
}

export interface OllamaMessage extends ChatMessage {
  readonly images?: string[];
}

/**
 * As Ollama wants it: beside the text of a message, and shown before that. Hence the documents and the question, which are
 * one message, become two.
 */
export function withImageFields(messages: readonly ChatMessage[], images: readonly ShownImage[], question: string): OllamaMessage[] {
  const last = messages.at(-1);
  if (images.length === 0 || last === undefined) return [...messages];
  const documents = last.content.slice(0, last.content.length - question.length).trimEnd();
  const labels = images.map(({ label }) => label).join('; ');
  const content = `The pictures above, in this order, of passages ${labels}.\n\n${question}`;
  const shown = { role: last.role, content, images: images.map(({ base64 }) => base64) };
  return [...messages.slice(0, -1), ...(documents === '' ? [] : [{ role: last.role, content: documents }]), shown];
}
