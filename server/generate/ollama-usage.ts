/** The lines of an answer of Ollama, and what its last line says about the work done. */
import { z } from 'zod';
import type { GenerateUsage } from '../../core/ports.ts';
import { inferCachedTokens } from './cache-inference.ts';

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

/** `key` names the model for the memory of its speed: Ollama counts cached tokens as read, and only the time tells. */
export function usageOf(key: string, line: AnswerLine): GenerateUsage {
  const promptTokens = line.prompt_eval_count ?? null;
  const promptMs = line.prompt_eval_duration === undefined ? null : line.prompt_eval_duration / nanoseconds;
  const cachedTokens = promptTokens === null || promptMs === null ? null : inferCachedTokens(key, promptTokens, promptMs);
  return {
    promptTokens,
    cachedTokens,
    outputTokens: line.eval_count ?? 0,
    promptMs,
    // 0.24 leaves it out when one token was asked for.
    outputMs: line.eval_duration === undefined ? null : line.eval_duration / nanoseconds,
  };
}
