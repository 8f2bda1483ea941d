/** Notices a text that goes round in a circle: the same words again and again, with nothing else between. Pure. */

export interface Repetition {
  /** Takes the next piece in; true as soon as the text has gone round often enough. */
  hasLoop(piece: string): boolean;
}

/** The longest circle, in words: two or three sentences. */
const longestCircle = 60;
/** "The answer is a example of" came 1,024 times. Poems and oaths repeat a line three or four times. */
const mostRounds = 8;
/** Short circles are told apart from "ha ha ha ha ha ha ha ha" and rows of dots by their length altogether. */
const leastWords = 48;
/** Rows of a table and lines of a list may be equal: twenty customers with nothing in any column. */
const mostEqualLines = 40;

export function repetition(): Repetition {
  const words: string[] = [];
  const lines: boolean[] = [];
  let open = '';

  function add(word: string): boolean {
    words.push(word.trim());
    lines.push(word.includes('\n'));
    const kept = longestCircle * Math.max(mostRounds, mostEqualLines);
    if (words.length > 2 * kept) {
      words.splice(0, words.length - kept);
      lines.splice(0, lines.length - kept);
    }
    return circles().some((length) => isRound(length));
  }

  /** Distances to earlier places of the last word. */
  function circles(): readonly number[] {
    const last = words.length - 1;
    const lengths: number[] = [];
    for (let length = 1; length <= Math.min(longestCircle, last); length++) if (words[last - length] === words[last]) lengths.push(length);
    return lengths;
  }

  function isRound(length: number): boolean {
    const hasLines = lines.slice(-length).includes(true);
    const needed = hasLines ? length * mostEqualLines : Math.max(length * mostRounds, leastWords);
    if (words.length < needed) return false;
    for (let place = words.length - 1; place >= words.length - needed + length; place--) {
      if (words[place] !== words[place - length]) return false;
    }
    return true;
  }

  return {
    hasLoop(piece) {
      open += piece;
      const complete = open.match(/\s*\S+(?=\s)/g) ?? [];
      open = open.slice(complete.join('').length);
      return complete.some(add);
    },
  };
}
