/** The prompt against the window before it is sent, and against the server's count after. Pure. */
import { AppError } from '../../core/errors.ts';
import { promptTooLong } from '../../core/model-faults.ts';
import type { GenerateRequest, Prompt } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import type { ModelDescription } from '../../core/types.ts';

/** The most that our bound lies above the true count of a Gemma prompt: 24 for the template, 10 a turn (server/answer/prompt/prompt.ts). */
const templateTokens = 24;
const turnTokens = 10;

/**
 * Other vocabularies make fewer tokens of the same text: those that keep three digits together make a third of a
 * table of numbers. Less than this share is a cut prompt in any of them.
 */
const otherVocabularyShare = 0.3;

/** Gemma 3 has tokens for 70 HTML tags that Gemma 4 spells out: a page of HTML is 4 % shorter (ollama-gemma.md §2.5). */
const gemma3Share = 0.9;

/** Refuses before sending: some servers cut a prompt that is too long, and say nothing. */
export function refuseTooLong({ id, contextTokens }: ModelDescription, { prompt, maxOutputTokens }: GenerateRequest): void {
  if (prompt.tokens + maxOutputTokens > contextTokens) throw promptTooLong(id, prompt.tokens + maxOutputTokens, contextTokens);
}

/** @throws AppError prompt-cut when the server counted fewer tokens than it was sent. */
export function refuseCut(model: string, prompt: Prompt, serverTokens: number | null, isGemma: boolean): void {
  if (serverTokens === null) return;
  const least = prompt.tokens - templateTokens - turnTokens * prompt.history.length;
  const gemmaShare = /gemma-?3/i.test(model) ? gemma3Share : 1;
  const share = isGemma ? gemmaShare : (prompt.leastShare ?? otherVocabularyShare);
  if (serverTokens >= Math.floor(least * share)) return;
  if (isWithoutSystem(prompt, serverTokens)) throw withoutSystem(model, prompt, serverTokens);
  throw new AppError(
    'prompt-cut',
    `${model} was sent ${prompt.tokens} tokens and read ${serverTokens}: its server cut the prompt`,
    'Set CARREL_CONTEXT_TOKENS lower than the real window of the server, or ask in mode retrieve.',
  );
}

/** Beside the system text its marks are missing too; and other vocabularies count it a little otherwise. */
const systemTolerance = 0.1;

/** Just as much is missing as the system text has: a cut takes half of a window, or all that is over it. */
function isWithoutSystem({ system, tokens }: Prompt, serverTokens: number): boolean {
  const systemTokens = countTokens(system);
  const missing = tokens - serverTokens;
  return (
    systemTokens > 0 && missing >= systemTokens * (1 - systemTolerance) && missing <= systemTokens * (1 + systemTolerance) + templateTokens
  );
}

function withoutSystem(model: string, { tokens, system }: Prompt, serverTokens: number): AppError {
  return new AppError(
    'prompt-cut',
    `${model} was sent ${tokens} tokens and read ${serverTokens}: the ${countTokens(system)} of the system text are missing, as its chat template leaves them out`,
    'Give the model a chat template with a system role (llama-server: --chat-template; Ollama: TEMPLATE in a Modelfile), or choose another model.',
  );
}

/** Gemma 3 and 4 share the vocabulary that we count with. */
export function isGemma(name: string): boolean {
  return /gemma-?[34]/i.test(name);
}
