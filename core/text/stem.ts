/** Word stems. The same word in the same language always gives the same stem, at ingest and in a question. */
import snowball from 'snowball-stemmers';
import type { Script } from './script.ts';

// snowball-stemmers 0.6.0 by ISO 639-1. It has none for Greek, Hindi, Urdu or Persian; trigrams serve those.
// Its Turkish one needs 65 µs a word and Tamil 21; the memo in analyze.ts makes that bearable.
const algorithms: Readonly<Record<string, readonly [name: string, script: Script]>> = {
  ar: ['arabic', 'arabic'],
  hy: ['armenian', 'armenian'],
  eu: ['basque', 'latin'],
  ca: ['catalan', 'latin'],
  cs: ['czech', 'latin'],
  da: ['danish', 'latin'],
  nl: ['dutch', 'latin'],
  en: ['english', 'latin'],
  fi: ['finnish', 'latin'],
  fr: ['french', 'latin'],
  de: ['german', 'latin'],
  hu: ['hungarian', 'latin'],
  it: ['italian', 'latin'],
  ga: ['irish', 'latin'],
  no: ['norwegian', 'latin'],
  pt: ['portuguese', 'latin'],
  ro: ['romanian', 'latin'],
  ru: ['russian', 'cyrillic'],
  sl: ['slovene', 'latin'],
  es: ['spanish', 'latin'],
  sv: ['swedish', 'latin'],
  ta: ['tamil', 'tamil'],
  tr: ['turkish', 'latin'],
};

// Foreign words inside a text, and texts of unknown language, are stemmed as the commonest language of their script.
const defaults: Readonly<Partial<Record<Script, string>>> = { latin: 'en', cyrillic: 'ru', armenian: 'hy', tamil: 'ta' };
const unstemmedLatin: ReadonlySet<string> = new Set(['pl', 'vi', 'id', 'sk', 'hr', 'lt', 'lv', 'et', 'sw', 'af', 'so']);

type Stem = (word: string) => string;
const unchanged: Stem = (word) => word;
const opened = new Map<string, Stem>();

/** The stemmer for words of a script inside a text of a language. */
export function stemmerFor(language: string, script: Script): Stem {
  if (script === 'latin' && unstemmedLatin.has(language)) return unchanged;
  const own = algorithms[language];
  const chosen = own !== undefined && own[1] === script ? own : algorithms[defaults[script] ?? ''];
  return chosen === undefined ? unchanged : open(chosen[0]);
}

function open(name: string): Stem {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const stemmer = snowball.newStemmer(name);
  const stem: Stem = (word) => stemmer.stem(word);
  opened.set(name, stem);
  return stem;
}
