/** A small vocabulary of merged bytes, as `/api/show` and GGUF files describe one. */
import type { ModelVocabulary } from '../../server/generate/vocabulary/model-vocabulary.ts';

/** GPT-2's characters for the 256 bytes: printable ones stand for themselves. */
const bytes: readonly string[] = (() => {
  let next = 0x100;
  const isPrintable = (byte: number): boolean => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
})();

export function byteLevel(
  merges: readonly string[],
  { splitting = 'qwen2', more = [] }: { readonly splitting?: string; readonly more?: readonly string[] } = {},
): ModelVocabulary {
  // A list of merges is never empty in a real one.
  const kept = merges.length === 0 ? ['z z'] : merges;
  return { kind: 'gpt2', splitting, tokens: [...bytes, ...kept.map((pair) => pair.replace(' ', '')), ...more], merges: kept, scores: [] };
}

/** Under the names that servers give its parts. */
export function described({ kind, splitting, tokens, merges }: ModelVocabulary): Readonly<Record<string, unknown>> {
  return {
    'tokenizer.ggml.model': kind,
    'tokenizer.ggml.pre': splitting,
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.merges': merges,
  };
}
