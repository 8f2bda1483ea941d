/** Words of a question that are written in a way of their own, "bge-m3", "num_ctx", "A0": they are meant to the letter. */

/** Those of a question, in lower case. */
export function exactWords(question: string): readonly string[] {
  return (question.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}_.+/-]*[\p{L}\p{N}]/gu) ?? [])
    .filter((word) => /[_.+/-]|\p{L}\p{N}|\p{Ll}\p{Lu}/u.test(word))
    .map((word) => word.toLowerCase());
}

/** How many of them a sentence holds. */
export function exactShare(exact: readonly string[], sentence: string): number {
  if (exact.length === 0) return 0;
  const written = sentence.toLowerCase();
  return exact.filter((word) => written.includes(word)).length / exact.length;
}
