/** One spelling for what readers take as the same letter. Applied to documents and questions alike. */

// Letters of Arabic, Persian and Urdu keyboards that look alike and are mixed freely in real files.
const arabicVariants: Readonly<Record<string, string>> = {
  ی: 'ي',
  ى: 'ي',
  ک: 'ك',
  ہ: 'ه',
  ۂ: 'ه',
  ۀ: 'ه',
  ە: 'ه',
  ة: 'ه',
  ۃ: 'ه',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
};
const arabicLetter = /[یىکہۂۀەةۃأإآٱ]/g;
// Tatweel, short vowels and Koranic signs: decoration that searchers leave out.
const arabicDecoration = /[\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/g;
const arabicRange = /[\u0600-\u06ff]/;
// Decimal digits of Arabic, Persian and the Indic scripts; NFKC leaves them alone.
const nativeDigit = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g;
const digitZeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const invisible = /\u200d|[\u00ad\u200b\u2060\ufeff]/g;
const beyondAscii = /[^\x00-\x7f]/;
const foldable = /[\u0300-\u036f]/g;

function asciiDigit(digit: string): string {
  const code = digit.charCodeAt(0);
  const zero = digitZeros.find((start) => code >= start && code <= start + 9);
  return zero === undefined ? digit : String(code - zero);
}

/** NFKC with letter variants, digits and invisible characters folded; case is kept, since identifiers need it. */
export function normalise(text: string): string {
  if (!beyondAscii.test(text)) return text;
  // U+200C joins morphemes in Persian and Urdu, where a reader sees a gap, and is decoration elsewhere.
  let folded = text.normalize('NFKC').replace(invisible, '').replace(nativeDigit, asciiDigit);
  if (!arabicRange.test(folded)) return folded.replaceAll('\u200c', '');
  folded = folded.replaceAll('\u200c', ' ').replace(arabicDecoration, '');
  return folded.replace(arabicLetter, (letter) => arabicVariants[letter] ?? letter);
}

/** Latin and Greek accents removed, for the index that forgives spelling: "Munchen" finds "München". */
export function withoutAccents(text: string): string {
  if (!beyondAscii.test(text)) return text;
  return text.normalize('NFD').replace(foldable, '').normalize('NFC');
}
