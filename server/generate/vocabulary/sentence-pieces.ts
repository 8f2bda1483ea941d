/** SentencePiece as Llama 2, Mistral 7B, Phi-3 and Gemma 1 use it: characters are merged, the highest score first. */
import { mergeAll, remembered } from './merging.ts';

const encoder = new TextEncoder();
const blank = '\u2581';

export function sentencePieceCounter(tokens: readonly string[], scores: readonly number[]): (text: string) => number {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const word = wordPattern(tokens);
  const countPiece = remembered((piece) => {
    const merged = mergeAll([...piece], (left, right) => {
      const id = ids.get(left + right);
      return id === undefined ? undefined : -(scores[id] ?? 0);
    });
    // What is no token is written as its bytes.
    return merged.reduce((sum, symbol) => sum + (ids.has(symbol) ? 1 : encoder.encode(symbol).length), 0);
  });
  return (text) => {
    const prepared = text.toWellFormed().replaceAll(' ', blank);
    return [...prepared.matchAll(word)].reduce((sum, [piece]) => sum + countPiece(piece), 0);
  };
}

/**
 * Pieces that no token crosses: a word with the blanks before it. A vocabulary that has tokens over two words is
 * merged line by line.
 */
function wordPattern(tokens: readonly string[]): RegExp {
  const crosses = tokens.some((token) => /[^\u2581]\u2581/u.test(token));
  return crosses ? /[^\n]+|\n+/gu : /\u2581*[^\u2581]+|\u2581+/gu;
}
