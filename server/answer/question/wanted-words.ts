/** The words that a counting or listing question is about, without the words by which it asks. */
import { termsOfText } from '../../../core/text/analyze.ts';
import { normalise } from '../../../core/text/normalise.ts';
import { stopWords } from '../../../core/text/stop-words.ts';
import { rawWords } from '../../../core/text/words.ts';
import type { WantedWord } from '../../search/word-places.ts';
import { questionLanguage } from './question-language.ts';
import { allSpeeches } from './speech/speech.ts';

const spaced = allSpeeches.filter(([, { isUnspaced }]) => !isUnspaced);
const unspaced = allSpeeches.filter(([, { isUnspaced }]) => isUnspaced);
const asking: ReadonlySet<string> = new Set(
  spaced.flatMap(([, speech]) => speech.asking.split(/\s+/).map((word) => normalise(word).toLowerCase())),
);
// Chinese and Japanese are written without blanks, so the frame is cut out before words are made.
const unspacedAsking = new RegExp(unspaced.flatMap(([, speech]) => speech.asking.split(' ')).join('|'), 'gu');

/** In the order of the question, each word once; forms for its own language and for those of the collection. */
export function wantedWords(question: string, languages: readonly string[]): readonly WantedWord[] {
  const own = questionLanguage(question);
  const known = [...new Set([own, ...languages])];
  const words = [...new Map(typedWords(question.replace(unspacedAsking, ' ')).map((typed) => [typed.word.toLowerCase(), typed])).values()];
  // A short question does not tell its language: then what is a stop word in any language of the collection is one.
  const stops = (own === 'und' ? known : [own]).map(stopWords);
  const topical = words.filter(({ word }) => !stops.some((stop) => stop.has(word.toLowerCase())));
  const content = topical.filter(({ word }) => !asking.has(word.toLowerCase()));
  return (content.length > 0 ? content : topical).map(({ shown, word }) => ({ shown, forms: formsOf(word, known) }));
}

interface TypedWord {
  /** As it stands in the question. */
  readonly shown: string;
  /** As it stands in the indexes, where letters that look alike are one. */
  readonly word: string;
}

// Letters, and what is invisible between them.
const typedRun = /[\p{L}\p{M}\p{N}_\u00ad\u200b-\u200d\u2060\ufeff]+/gu;

function typedWords(question: string): readonly TypedWord[] {
  return (question.match(typedRun) ?? []).flatMap((run) => {
    const words = rawWords(normalise(run));
    // U+200C parts words in Persian and Urdu, and nothing elsewhere.
    const parts = words.length === 1 ? [run] : run.split('\u200c').filter((part) => part !== '');
    return words.map((word, index) => ({ shown: parts.length === words.length ? (parts[index] ?? word) : word, word }));
  });
}

function formsOf(word: string, languages: readonly string[]): WantedWord['forms'] {
  const forms = new Map(languages.map((language) => [termsOfText(word, language).join(' '), termsOfText(word, language)]));
  return [...forms.values()].filter((terms) => terms.length > 0);
}
