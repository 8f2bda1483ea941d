/** Words broken at a line end: joined, so that they are found. The document itself tells which hyphens were real. */

/**
 * Two lines as one text when the first ends in a broken word; null when it does not.
 * The hyphen stays when the document writes the word with it elsewhere; it goes when the joined word stands elsewhere, or
 * when nothing is known, since layout breaks far more words than writers join.
 */
export function joinBrokenWord(before: string, after: string, hasWord: (word: string) => boolean): string | null {
  const broken = /(\p{L}+)([-\u00ad\u2010])$/u.exec(before.slice(-60));
  const rest = /^(\p{L}+)/u.exec(after)?.[1];
  const start = broken?.[1];
  if (broken === null || start === undefined || rest === undefined) return null;
  if (broken[2] === '\u00ad') return before.slice(0, -1);
  // A capital after the hyphen is a name or a heading, as in "Jean-Luc".
  if (!/^\p{Ll}/u.test(rest)) return before;
  const joined = (start + rest).toLowerCase();
  if (!hasWord(joined) && hasWord(`${start}-${rest}`.toLowerCase())) return before;
  return before.slice(0, -1);
}
