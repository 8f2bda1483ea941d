/** The lines of an answer of Ollama, and what its last line says about the work done. */
import { z } from 'zod';
import type { GenerateUsage } from '../../core/ports.ts';

export const answerLine = z.object({
  message: z.object({ content: z.string() }),
  done: z.boolean(),
  done_reason: z.string().optional(),
  prompt_eval_count: z.number().optional(),
  prompt_eval_duration: z.number().optional(),
  eval_count: z.number().optional(),
  eval_duration: z.number().optional(),
});
export type AnswerLine = z.infer<typeof answerLine>;

const nanoseconds = 1e6;

/** Ollama counts cached tokens as read; what was held is for others to infer. */
export function usageOf(line: AnswerLine): GenerateUsage {
  return {
    promptTokens: line.prompt_eval_count ?? null,
    cachedTokens: null,
    outputTokens: line.eval_count ?? 0,
    promptMs: line.prompt_eval_duration === undefined ? null : line.prompt_eval_duration / nanoseconds,
    // 0.24 leaves it out when one token was asked for.
    outputMs: line.eval_duration === undefined ? null : line.eval_duration / nanoseconds,
  };
}
