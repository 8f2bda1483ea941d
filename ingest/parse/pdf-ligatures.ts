/**
 * Arabic ligatures that pdf.js turned round. It reverses right-to-left text letter by letter; where one glyph stands for two
 * letters (lam-alef, in nearly every Arabic, Persian and Urdu file that Word or Chromium writes) their order is lost:
 * "المشكلات" becomes "المشكالت". The glyphs of the page, in its operator list, tell which pairs were one glyph.
 */
import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import { type PlacedText, readableGlyphs } from './pdf-items.ts';

/** Only a pair that ends in lam can be a reversed lam-alef; without one the operator list, which costs as much as the text, is not asked for. */
const suspicious = /[\u0622\u0623\u0625\u0627]\u0644/;
const rightToLeftWord = /[\p{Script=Arabic}\p{Script=Hebrew}\p{M}]+/gu;

/** The same items with those words put right. */
export async function withLigatures(page: PDFPageProxy, items: readonly PlacedText[]): Promise<readonly PlacedText[]> {
  if (!items.some((item) => suspicious.test(item.text))) return items;
  const spellings = await trueSpellings(page);
  if (spellings.size === 0) return items;
  return items.map((item) => ({ ...item, text: item.text.replace(rightToLeftWord, (word) => spellings.get(word) ?? word) }));
}

/** What pdf.js makes of a word, and what it should be; the commoner reading where two words collide. */
async function trueSpellings(page: PDFPageProxy): Promise<ReadonlyMap<string, string>> {
  const counts = new Map<string, Map<string, number>>();
  for (const glyphs of await shownWords(page)) {
    const reversed = readableGlyphs([...glyphs.join('')].reverse().join(''));
    const spelling = readableGlyphs(glyphs.toReversed().join(''));
    const readings = counts.get(reversed) ?? new Map<string, number>();
    readings.set(spelling, (readings.get(spelling) ?? 0) + 1);
    counts.set(reversed, readings);
  }
  const spellings = new Map<string, string>();
  for (const [reversed, readings] of counts) {
    const [best] = [...readings].sort((a, b) => b[1] - a[1]);
    if (best !== undefined && best[0] !== reversed) spellings.set(reversed, best[0]);
  }
  return spellings;
}

/** The right-to-left words of a page as their glyphs, each with the letters it stands for. */
async function shownWords(page: PDFPageProxy): Promise<readonly (readonly string[])[]> {
  const { argsArray } = await page.getOperatorList();
  const words: string[][] = [];
  for (const operands of argsArray as readonly unknown[]) {
    const shown: unknown = Array.isArray(operands) ? operands[0] : null;
    if (!Array.isArray(shown)) continue;
    let word: string[] = [];
    for (const glyph of shown as readonly unknown[]) {
      // Numbers between glyphs are kerning.
      if (typeof glyph === 'number') continue;
      const letters =
        typeof glyph === 'object' && glyph !== null && 'unicode' in glyph && typeof glyph.unicode === 'string' ? glyph.unicode : '';
      if (letters.match(rightToLeftWord)?.[0] === letters && letters !== '') word.push(letters);
      else if (word.length > 0) {
        words.push(word);
        word = [];
      }
    }
    if (word.length > 0) words.push(word);
  }
  return words;
}
