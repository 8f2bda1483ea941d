/** Scripts that are written from right to left and live in documents of today. */
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * The direction of a text by its first letter, as `dir="auto"` finds it. A frame needs it where each paragraph has a
 * direction of its own: `auto` looks past those, finds nothing, and takes the frame for left to right.
 */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const letter = /\p{L}/u.exec(text)?.[0] ?? '';
  return rightToLeft.test(letter) ? 'rtl' : 'ltr';
}
