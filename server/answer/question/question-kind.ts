/**
 * What a question is after, by its words alone: small, fast, and the same each time. In a language that we do not speak
 * every question is a look-up. It decides how much is read, never what is answered.
 */
import { normalise } from '../../../core/text/normalise.ts';
import type { QuestionKind } from '../../../core/types.ts';
import { questionLanguage } from './question-language.ts';
import { allSpeeches, type Speech } from './speech/speech.ts';

interface KindPatterns {
  readonly counting: RegExp;
  readonly measuring: RegExp;
  readonly complete: RegExp;
  readonly summarise: RegExp;
  readonly schema: RegExp;
}

const patterns: ReadonlyMap<string, KindPatterns> = new Map(allSpeeches.map(([language, speech]) => [language, patternsOf(speech)]));

/** Counting goes before the rest: "how many tables" is answered from all of them. */
export function questionKind(question: string): QuestionKind {
  const words = ` ${spelled(question.normalize('NFKC').toLowerCase())
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, ' ')
    .trim()} `;
  const asked = patternsFor(questionLanguage(question));
  if (asked.some(({ counting, measuring, complete }) => (counting.test(words) && !measuring.test(words)) || complete.test(words))) {
    return 'complete';
  }
  if (asked.some(({ summarise }) => summarise.test(words))) return 'summarise';
  return asked.some(({ schema }) => schema.test(words)) ? 'schema' : 'look-up';
}

/** Those of one language: کم asks "how many" in Arabic and says "less" in Urdu. All of them when the language cannot be told. */
function patternsFor(language: string): readonly KindPatterns[] {
  const own = patterns.get(language);
  return own === undefined ? [...patterns.values()] : [own];
}

function patternsOf({ isUnspaced, howMany, measures, complete, summarise, schema }: Speech): KindPatterns {
  const before = isUnspaced ? '' : ' ';
  const anyOf = (parts: readonly string[]): RegExp => new RegExp(spelled(`(?:${parts.map(bounded).join('|')})`), 'u');
  return {
    counting: new RegExp(spelled(`${before}(?:${howMany}) ?(?! ?(?:${measures}))`), 'u'),
    measuring: new RegExp(spelled(`${before}(?:${howMany}) ?(?:${measures})`), 'u'),
    complete: anyOf(complete),
    summarise: anyOf(summarise),
    schema: anyOf(schema),
  };

  /** From word to word where words are parted; `^` is the beginning of the question. */
  function bounded(part: string): string {
    if (isUnspaced) return part;
    return part.startsWith('^') ? `^ (?:${part.slice(1)})(?= )` : ` (?:${part})(?= )`;
  }
}

/** One spelling of letters that look alike, and no short vowels: Arabic is written with and without, as people like. */
function spelled(text: string): string {
  return normalise(text).replaceAll('i̇', 'i');
}
