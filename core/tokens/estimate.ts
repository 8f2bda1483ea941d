/**
 * A guess at the tokens of a text for models whose vocabulary we cannot read.
 * Weights are a non-negative least-squares fit over 12 corpora (prose in six languages, code, tables);
 * 95 % of 2 kB pieces lie within 18 %, so add a margin of 20 % before trusting it with a window.
 */
const features: readonly (readonly [pattern: RegExp, weight: number])[] = [
  [/[\p{L}\p{M}\p{N}]+/gu, 0.985],
  [/[A-Za-z\u00c0-\u024f]/g, 0.046],
  [/[a-z][A-Z]/g, 0.68],
  [/[0-9]/g, 1.05],
  [/\p{Script=Han}/gu, 0.71],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 0.47],
  [/\p{Script=Cyrillic}/gu, 0.28],
  [/\p{P}+/gu, 0.98],
  [/\n+/g, 0.69],
  [/ {2,}/g, 1.3],
];

/** A whole number of tokens, within about a fifth of the true one. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [pattern, weight] of features) tokens += weight * occurrences(text, pattern);
  return Math.round(tokens);
}

function occurrences(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count++;
  return count;
}
