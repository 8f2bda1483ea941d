/** The forms of a word that count as the same when a question is compared with the names and cells of a table. */
import { termsOfText } from '../../../core/text/analyze.ts';
import { normalise, withoutAccents } from '../../../core/text/normalise.ts';
import { type RowLanguage, rowWords } from './words/words.ts';

/** The terms of a text: stems, without accents. */
export type TermsOf = (text: string) => readonly string[];

export interface Forms {
  /** Of names of tables and columns: one term for all words that name the same thing. */
  readonly ofNames: TermsOf;
  /** Of cells, where a bill is no invoice. */
  readonly ofCells: TermsOf;
}

const made = new Map<RowLanguage, Forms>();

export function formsIn(language: RowLanguage): Forms {
  const known = made.get(language);
  if (known !== undefined) return known;
  const stems = stemsIn(language);
  const alike = new Map(
    rowWords(language).alike.flatMap((group) => group.split(' ').map((word) => [stems(word)[0] ?? word, stems(group)[0] ?? word])),
  );
  const forms: Forms = { ofNames: (text) => stems(text).map((term) => alike.get(term) ?? term), ofCells: stems };
  made.set(language, forms);
  return forms;
}

// Plural and oblique endings, as normalise() spells them: ملازمین is ملازم, قیمتوں is قیمت, شعبہ is شعبے.
const urduEnding = /(?:ياں|يوں|وں|يں|ين|ات|ے|ه|ا|ي)$/;
const shortestStem = 3;

/** Snowball has no Urdu. */
function urduStem(term: string): string {
  const plain = normalise(term);
  const stem = plain.replace(urduEnding, '');
  return stem.length < shortestStem ? plain : stem;
}

const arabicBeginning = /^(?:و?ال|بال|كال|فال|لل)(?=\p{L}{3})/u;
const arabicEnding = /(?:ات|ون|ين|ها|هم|يه|ه|ا|ي)$/;

/** Snowball's Arabic looks for ة, which normalise() has made ه: المفتوحة would not be مفتوحة. */
function arabicStem(term: string): string {
  const bare = normalise(term).replace(arabicBeginning, '');
  const stem = bare.replace(arabicEnding, '');
  return stem.length < shortestStem ? bare : stem;
}

function stemsIn(language: RowLanguage): TermsOf {
  switch (language) {
    case 'ur':
      return (text) => termsOfText(text, language).map(urduStem);
    case 'ar':
      return (text) => termsOfText(text, 'und').map(arabicStem);
    case 'fr':
    case 'es':
      // Files are named without accents, and the stems differ by them: "employes" and "employés".
      return (text) => termsOfText(withoutAccents(text), language);
    case 'en':
    case 'de':
      return (text) => termsOfText(text, language).map(withoutAccents);
  }
}
