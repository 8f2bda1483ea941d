/** Byte-pair encoding as GPT-2 and most later models do it: words are cut first, then their bytes are merged. */
import { mergeAll, remembered } from './merging.ts';
import { type Splitters, splitText } from './pre-tokenizers.ts';

const encoder = new TextEncoder();

/** Each byte as the character that stands for it in the vocabulary: printable ones as they are, the others from U+0100 on. */
const byteCharacters: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(isPrintable ? byte : next++);
  });
})();

export function bytePairCounter(
  tokens: readonly string[],
  merges: readonly string[],
  { patterns, takesWholeTokens }: Splitters,
): (text: string) => number {
  const ids = new Set(tokens);
  const ranks = new Map(merges.map((pair, rank) => [pair, rank]));
  const countPiece = remembered((piece) => {
    const symbols = Array.from(encoder.encode(piece), (byte) => byteCharacters[byte] ?? '');
    if (takesWholeTokens && ids.has(symbols.join(''))) return 1;
    const merged = mergeAll(symbols, (left, right) => ranks.get(`${left} ${right}`));
    // A merged symbol that is no token falls apart into its bytes; a byte that is none is left out.
    return merged.reduce((sum, symbol) => sum + (ids.has(symbol) ? 1 : [...symbol].filter((byte) => ids.has(byte)).length), 0);
  });
  return (text) => splitText(text.toWellFormed(), patterns).reduce((sum, piece) => sum + countPiece(piece), 0);
}
