/** About how many Gemma tokens a slice has. For choosing where to cut; the exact count is stored. */

// Least squares on the exact counts of 4,000 chunks of ten evaluation sets: nine tenths of them lie within a fifth.
const perLetter = 0.225;
const perOtherLetter = 0.36;
const perIdeograph = 0.73;
const perSign = 0.455;
// The break itself, the indentation after it and the word that it tears off its blank.
const perLineBreak = 2;

/** Linear in the length of the slice. */
export function roughTokens(text: string, start: number, end: number): number {
  let tokens = 0;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 32) continue;
    if (code === 10) tokens += perLineBreak;
    // Gemma gives every digit a token of its own.
    else if (code >= 48 && code <= 57) tokens += 1;
    else if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) tokens += perLetter;
    else if (code < 128) tokens += perSign;
    else if (code >= 0x2e80 && code <= 0xd7ff) tokens += perIdeograph;
    else tokens += perOtherLetter;
  }
  return tokens;
}
