/** Scripts that are written from right to left and live in documents of today. */
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
/** Names of files, part numbers and addresses stand in sentences of every language. */
const tellsNothing = /[\p{N}_@/\\]|\p{L}\.\p{L}/u;

export type Direction = 'ltr' | 'rtl';

/**
 * The direction of a text by most of its words. `dir="auto"` goes by the first letter: an Urdu sentence that begins with
 * a part number would run from left to right, and a frame of several paragraphs always does.
 */
export function directionOf(text: string, otherwise: Direction = 'ltr'): Direction {
  const words = text.match(/[^\s()[\]{}|*`]*\p{L}[^\s()[\]{}|*`]*/gu) ?? [];
  const telling = words.filter((word) => !tellsNothing.test(word));
  const counted = telling.length > 0 ? telling : words;
  const fromTheRight = counted.filter((word) => rightToLeft.test(word)).length;
  if (counted.length === 0 || 2 * fromTheRight === counted.length) return counted.length === 0 ? otherwise : byFirstWord(counted);
  return 2 * fromTheRight > counted.length ? 'rtl' : 'ltr';
}

function byFirstWord([first = '']: readonly string[]): Direction {
  return rightToLeft.test(first) ? 'rtl' : 'ltr';
}
