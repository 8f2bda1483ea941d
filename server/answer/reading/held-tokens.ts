import type { Prompt } from '../../../core/ports.ts';
import type { ModelDescription } from '../../../core/types.ts';
import { warmth } from '../../generate/line/held.ts';

/** Leading tokens of the prompt that the model is believed to hold: what it has of the documents, and the rules before them. */
export function heldTokens(model: ModelDescription, { system, prefix }: Prompt, countTokens: (text: string) => number): number {
  const held = prefix === '' ? 0 : warmth(model, prefix);
  return held === 0 ? 0 : held + countTokens(system);
}
