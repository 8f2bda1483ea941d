/** The language a question is asked in. A question is too short to be told by its function words alone, as a text is. */
import { detectLanguage } from '../../../core/text/language.ts';
import { allSpeeches } from './speech/speech.ts';

// ہ and ھ are typed in Urdu only, beside the letters that tell it in a longer text; ک and ی in Persian and Urdu.
const urduLetters = /[ٹڈڑںےہھ]/;
const easternLetters = /[کیپچژگ]/;

const marked: readonly (readonly [language: string, words: ReadonlySet<string>])[] = allSpeeches.map(([language, { marks }]) => [
  language,
  new Set(marks.split(' ').filter((word) => word !== '')),
]);

/** ISO 639-1 code, or `und` when its words may be of several languages or of none that we know. */
export function questionLanguage(question: string): string {
  const detected = detectLanguage(question);
  if (detected === 'und') return byMarks(question, ['en', 'de', 'fr', 'es', 'tr']) ?? 'und';
  if (detected !== 'ar' && detected !== 'fa' && detected !== 'ur') return detected;
  if (urduLetters.test(question)) return 'ur';
  return byMarks(question, easternLetters.test(question) ? ['fa', 'ur'] : ['ar', 'ur', 'fa']) ?? detected;
}

/** The one language of which most words are asked with; null when two share the place, or nobody has it. */
function byMarks(question: string, languages: readonly string[]): string | null {
  const words =
    question
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? [];
  const scored = marked
    .filter(([language]) => languages.includes(language))
    .map(([language, marks]) => ({ language, score: words.filter((word) => marks.has(word)).length }))
    .toSorted((one, other) => other.score - one.score);
  const [first, second] = scored;
  return first === undefined || first.score === 0 || first.score === second?.score ? null : first.language;
}
