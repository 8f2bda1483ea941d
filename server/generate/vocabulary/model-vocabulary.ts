/** The vocabulary of a model, as GGUF files and Ollama describe it, and the counter made from it. Pure. */
import { z } from 'zod';
import { countTokens } from '../../../core/tokens/index.ts';
import { bytePairCounter } from './byte-pairs.ts';
import { splittersOf } from './pre-tokenizers.ts';
import { sentencePieceCounter } from './sentence-pieces.ts';

/** Names of the keys: ggml/docs/gguf.md. Further keys are left alone. */
const described = z.object({
  'tokenizer.ggml.model': z.string(),
  'tokenizer.ggml.pre': z.string().nullish(),
  'tokenizer.ggml.tokens': z.array(z.string()).min(1),
  'tokenizer.ggml.merges': z.array(z.string()).nullish(),
  'tokenizer.ggml.scores': z.array(z.number()).nullish(),
});

export interface ModelVocabulary {
  /** `gpt2` merges bytes in the order of a list, `llama` merges characters by a score. */
  readonly kind: string;
  /** How text is cut before merging; empty for `llama`. */
  readonly splitting: string;
  readonly tokens: readonly string[];
  readonly merges: readonly string[];
  readonly scores: readonly number[];
}

export const modelVocabulary: z.ZodType<ModelVocabulary> = z.object({
  kind: z.string(),
  splitting: z.string(),
  tokens: z.array(z.string()),
  merges: z.array(z.string()),
  scores: z.array(z.number()),
});

/** Null when the description holds no vocabulary. */
export function vocabularyIn(modelInfo: unknown): ModelVocabulary | null {
  const result = described.safeParse(modelInfo);
  if (!result.success) return null;
  const found = result.data;
  return {
    kind: found['tokenizer.ggml.model'],
    splitting: found['tokenizer.ggml.pre'] ?? '',
    tokens: found['tokenizer.ggml.tokens'],
    merges: found['tokenizer.ggml.merges'] ?? [],
    scores: found['tokenizer.ggml.scores'] ?? [],
  };
}

/** That of Gemma 3 and 4, whatever its model is called here (ollama-gemma.md §2.5). */
function isGemmas(tokens: readonly string[]): boolean {
  return tokens.length === gemmaTokens && tokens[firstNewline] === '\n' && tokens[firstNewline + 1] === '\n\n';
}

const gemmaTokens = 262_144;
const firstNewline = 107;

export type CountText = (text: string) => number;

/** Counts as llama.cpp does with this vocabulary; null for a kind, or a way of cutting text, that is not known here. */
export function counterOf({ kind, splitting, tokens, merges, scores }: ModelVocabulary): CountText | null {
  if (isGemmas(tokens)) return countTokens;
  if (kind === 'llama' && scores.length === tokens.length) return sentencePieceCounter(tokens, scores);
  const splitters = splittersOf(splitting);
  return kind === 'gpt2' && merges.length > 0 && splitters !== null ? bytePairCounter(tokens, merges, splitters) : null;
}
