/** The body of a chat request: what never changes while a model is loaded, and what belongs to one answer. Pure. */
import type { GenerateRequest } from '../../core/ports.ts';
import type { ModelDescription } from '../../core/types.ts';
import { chatMessages } from './messages.ts';
import { type OllamaMessage, withImageFields } from './shown-pictures.ts';
import { batchFor } from './window.ts';

export interface OllamaRequest {
  readonly model: string;
  readonly messages: OllamaMessage[];
  readonly truncate: false;
  readonly shift: false;
  readonly think: false;
  readonly keep_alive: number;
  readonly options: Readonly<Record<string, number>>;
}

/** Loads the model and does nothing else. */
export function loadRequest(model: ModelDescription): OllamaRequest {
  return {
    model: model.id,
    messages: [],
    // Both are true unless sent: half of the prompt would be dropped in silence.
    truncate: false,
    shift: false,
    // Unset means on for every model that can; it also changes the start of the prompt.
    think: false,
    // Unloading loses the prefix cache.
    keep_alive: -1,
    // The same on every call: any difference loads the model again and empties its cache.
    options: { num_ctx: model.contextTokens, num_batch: batchFor(model.contextTokens) },
  };
}

export function chatRequest(
  model: ModelDescription,
  { prompt, maxOutputTokens, images = [] }: Pick<GenerateRequest, 'prompt' | 'maxOutputTokens' | 'images'>,
): OllamaRequest {
  const load = loadRequest(model);
  // The same words for the same question: temperature 0, and a seed for what is left of chance.
  const answer = { num_predict: maxOutputTokens, temperature: 0, seed: 1 };
  return { ...load, messages: withImageFields(chatMessages(prompt), images, prompt.question), options: { ...load.options, ...answer } };
}

/** For the receipt. */
export function sentOptions({ options, think, truncate, shift }: OllamaRequest): Readonly<Record<string, number | boolean>> {
  return { ...options, think, truncate, shift };
}
