/** Which words of a question stand in none of the documents. Knows the figures of a search, reads nothing itself. */
import { isEveryday } from '../../../core/text/everyday-words.ts';
import type { DocumentRecord, SearchOutcome } from '../../../core/types.ts';
import { questionLanguage } from './question-language.ts';
import { wantedWords } from './wanted-words.ts';

/** With more of them the question is about something else altogether, and a list says no more. */
const mostWords = 5;

/**
 * As they are written in the question. A word that stands somewhere in another form counts as there. None when the
 * documents are in other languages: there it is the language that differs.
 */
export function absentWords(question: string, { terms }: SearchOutcome, records: readonly DocumentRecord[]): readonly string[] {
  const languages = [...new Set(records.map(({ language }) => language))];
  const own = questionLanguage(question);
  if (own !== 'und' && !languages.includes(own)) return [];
  const rarest = rarityOfNothing(records.reduce((sum, { chunks }) => sum + chunks, 0));
  const missing = wantedWords(question, languages).filter(({ forms }) => {
    const asked = terms.filter(({ term }) => forms.flat().includes(term));
    return asked.length > 0 && asked.every(({ idf }) => idf >= rarest);
  });
  // What frames a question says nothing of what is looked for.
  const telling = missing.filter(({ shown }) => !isEveryday(shown.toLowerCase(), own));
  return telling.map(({ shown }) => shown).slice(0, mostWords);
}

/** Inverse document frequency of a term in no chunk at all, a little less for what division does to its last digits. */
const rarityOfNothing = (chunks: number): number => Math.log(1 + (chunks + 0.5) / 0.5) - 1e-9;
