/** Three-letter pieces of words: what forgives inflection and slips of the keyboard. */

/** All trigrams of words parted by blanks, in order and with repeats; a word of fewer than three characters has none. */
export function trigramsIn(text: string): readonly string[] {
  const found: string[] = [];
  let wordStart = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) === 32) wordStart = at + 1;
    else if (at - wordStart >= 2) {
      const trigram = text.slice(at - 2, at + 1);
      // Half a surrogate pair has no form in UTF-8.
      if (trigram.isWellFormed()) found.push(trigram);
    }
  }
  return found;
}
