/** Three-letter pieces of words: what forgives inflection and slips of the keyboard. */

/**
 * All trigrams of words parted by blanks, in order and with repeats. A mark stands at both ends of a word, so that
 * beginnings and endings are told from middles: measured +2 points of nDCG for this leg (test/eval/LOG.md).
 */
export function trigramsIn(text: string): readonly string[] {
  const found: string[] = [];
  const marked = `_${text.replaceAll(' ', '_ _')}_`;
  for (let at = 2; at < marked.length; at += 1) {
    // The blank between two words is inside no trigram.
    if (marked.charCodeAt(at) === 32 || marked.charCodeAt(at - 1) === 32 || marked.charCodeAt(at - 2) === 32) continue;
    const trigram = marked.slice(at - 2, at + 1);
    // Half a surrogate pair has no form in UTF-8.
    if (trigram.isWellFormed()) found.push(trigram);
  }
  return text === '' ? [] : found;
}
