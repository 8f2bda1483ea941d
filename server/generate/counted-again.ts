/** A second, exact count of a prompt by a server that can count, where the first was a comparison and looks wrong. */
import { AppError } from '../../core/errors.ts';
import type { Prompt } from '../../core/ports.ts';
import { chatMessages } from './messages.ts';
import type { OpenaiFlavour } from './openai-flavours.ts';
import { type OpenaiCall, postJson } from './openai-wire.ts';
import { isGemma } from './prompt-checks.ts';

/** Below this share of our count it is worth asking. */
const doubtfulShare = 0.9;
/** Marks that are tokens of their own, and places where two texts meet. */
const exactShare = 0.97;

/** The prompt with the server's own count of its texts; as it is where that is not needed or cannot be had. */
export async function countedAgain(flavour: OpenaiFlavour, call: OpenaiCall, prompt: Prompt, read: number | null): Promise<Prompt> {
  if (read === null || isGemma(call.model) || read >= prompt.tokens * doubtfulShare) return prompt;
  try {
    const tokens = await countOf(flavour, call, prompt);
    return tokens === null ? prompt : { ...prompt, tokens, leastShare: exactShare };
  } catch (fault) {
    if (!(fault instanceof AppError) || call.signal.aborted) throw fault;
    // It has answered, and only cannot count: what the comparison allows stands.
    return prompt;
  }
}

async function countOf({ countTokens }: OpenaiFlavour, call: OpenaiCall, prompt: Prompt): Promise<number | null> {
  if (countTokens === null) return null;
  let tokens = 0;
  for (const { content } of chatMessages(prompt)) {
    const counted = await countTokens(content, call.model, (path, body) => postJson(call, path, body));
    if (counted === null) return null;
    tokens += counted;
  }
  return tokens;
}
