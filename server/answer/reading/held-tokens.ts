import { AppError } from '../../../core/errors.ts';
import type { Prompt } from '../../../core/ports.ts';
import { warmth } from '../../generate/line/held.ts';
import type { AnswerDeps } from '../request.ts';

type HeldDeps = Pick<AnswerDeps, 'generator' | 'countTokens' | 'stateFolder'>;

/** Leading tokens of the prompt that need not be read: what the model is believed to hold of the documents, or what is kept of them on disk. */
export async function heldTokens(deps: HeldDeps, prompt: Prompt, signal: AbortSignal): Promise<number> {
  const { system, prefix } = prompt;
  if (prefix === '') return 0;
  const held = warmth(deps.generator.model, prefix);
  return Math.max(held === 0 ? 0 : held + deps.countTokens(system), await keptTokens(deps, prompt, signal));
}

async function keptTokens({ generator, stateFolder }: HeldDeps, prompt: Prompt, signal: AbortSignal): Promise<number> {
  if (stateFolder === undefined || generator.restorableTokens === undefined) return 0;
  try {
    return await generator.restorableTokens(prompt, stateFolder, signal);
  } catch (fault) {
    if (!(fault instanceof AppError) || signal.aborted) throw fault;
    // The question itself says what is wrong with the server.
    return 0;
  }
}
