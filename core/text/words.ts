/** Cuts text into raw words, and raw words into index terms. */
import { scriptOf, scriptOfWord } from './script.ts';
import { stemmerFor } from './stem.ts';

// Marks belong to words (Hindi, Urdu vowels); the underscore holds identifiers together until they are split.
const rawWord = /[\p{L}\p{M}\p{N}_]+/gu;
const identifierPart = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|[\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{N}+/gu;
const mayHaveParts = /_|\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}|\p{L}\p{N}|\p{N}\p{L}/u;
const unspaced =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[\ud840-\ud8bf]/;

/** Han, kana and hangul: pairs find their words, trigrams only add noise (retrieval.md §2: 96.5 falls to 95.3). */
export const pairedScript = /[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[\ud840-\ud8bf]/;

// Longer runs are hashes and encoded data; their first letters identify them well enough.
const longestWord = 64;
// Intl.Segmenter is quadratic on long unbroken runs (measured: 20k characters 30 ms, 200k 3 s).
const longestRun = 2_000;

let segmenter: Intl.Segmenter | null = null;

/** The words of normalised text as written, in order. */
export function rawWords(text: string): readonly string[] {
  return text.match(rawWord) ?? [];
}

/** Index terms of one raw word: stem, or whole and stemmed parts of an identifier, or bigrams, or segmented words. */
export function termsOf(raw: string, language: string): readonly string[] {
  if (unspaced.test(raw)) return unspacedTerms(raw, language);
  const word = raw.length > longestWord ? raw.slice(0, longestWord).toWellFormed() : raw;
  if (word === raw && mayHaveParts.test(word)) return identifierTerms(word, language);
  return [stemmed(word.toLowerCase(), language)];
}

function stemmed(word: string, language: string): string {
  const stem = stemmerFor(language, scriptOfWord(word))(word);
  return stem === '' ? word : stem;
}

function identifierTerms(word: string, language: string): readonly string[] {
  const parts = (word.match(identifierPart) ?? []).map((part) => part.toLowerCase());
  const only = parts[0];
  if (only === undefined) return [];
  if (parts.length === 1) return [stemmed(only, language)];
  // userId, user_id and USERID share this whole, so that each spelling finds the others.
  return [parts.join(''), ...parts.map((part) => stemmed(part, language))];
}

function unspacedTerms(raw: string, language: string): readonly string[] {
  const terms: string[] = [];
  for (const run of scriptRuns(raw)) {
    if (run.kind === 'pairs') terms.push(...pairs(run.text));
    else if (run.kind === 'segment') terms.push(...segmented(run.text));
    else if (run.text.replaceAll('_', '') !== '') terms.push(...termsOf(run.text, language));
  }
  return terms;
}

interface Run {
  readonly kind: 'pairs' | 'segment' | 'spaced';
  readonly text: string;
}

function kindOf(character: string): Run['kind'] | null {
  switch (scriptOf(character.codePointAt(0) ?? 0)) {
    case 'han':
    case 'kana':
    case 'hangul':
      return 'pairs';
    case 'thai':
    case 'lao':
    case 'myanmar':
    case 'khmer':
      return 'segment';
    case 'other':
      // Marks and signs stay with what is before them; digits and the underscore start spaced text.
      return /[\p{N}_]/u.test(character) ? 'spaced' : null;
    default:
      return 'spaced';
  }
}

function scriptRuns(raw: string): readonly Run[] {
  const runs: Run[] = [];
  let text = '';
  let kind: Run['kind'] = 'spaced';
  for (const character of raw) {
    const next: Run['kind'] = kindOf(character) ?? kind;
    if (next !== kind && text !== '') {
      runs.push({ kind, text });
      text = '';
    }
    kind = next;
    text += character;
  }
  if (text !== '') runs.push({ kind, text });
  return runs;
}

/** Overlapping pairs: the measured best for Chinese, and free of a dictionary. */
function pairs(run: string): readonly string[] {
  const characters = Array.from(run);
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

function segmented(run: string): readonly string[] {
  segmenter ??= new Intl.Segmenter('th', { granularity: 'word' });
  const words: string[] = [];
  for (let start = 0; start < run.length; start += longestRun) {
    for (const part of segmenter.segment(run.slice(start, start + longestRun))) {
      if (part.isWordLike === true) words.push(part.segment);
    }
  }
  return words;
}
