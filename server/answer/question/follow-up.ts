/** Follow-up questions lean on what was said before: "And for part-time staff?" */
import { analyzeQuestion } from '../../../core/text/analyze.ts';
import { detectLanguage } from '../../../core/text/language.ts';
import type { SearchHit, SearchOutcome, Turn } from '../../../core/types.ts';

// A question of fewer content words names too little to be searched for by itself.
const fewestWords = 4;
const mostBorrowed = 8;
// retrieval.md §3: what was said before is added at weight .3.
const borrowedWeight = 0.3;

// Words that point back, and words that begin a continuation. Words that also fill sentences ("is there", "gibt es",
// "il y a", "the ones that") are left out: a question that stands on its own must not be blurred.
const pointing =
  /\b(?:it|its|they|them|their|he|she|him|this|these|those|the former|the latter)\b|^\s*(?:and|but|or|what about|how about|und|aber|et|mais|y|pero)\b|\b(?:ihre?[mnrs]?|dies\w*|dort|davon|dafür|cela|celui|celle|eso|esto|ellos)\b|(?:^|\s)(?:یہ|وہ|اس|ان|هذا|هذه|ذلك|यह|वह|इस|उस)(?:\s|$)|它|他们|这个|那个/iu;

/** The words to search for beside the question itself; null when the question stands on its own. */
export function borrowedQuestion(question: string, history: readonly Turn[]): string | null {
  const last = history.at(-1);
  if (last === undefined) return null;
  const language = detectLanguage(`${last.question}\n${question}`);
  const own = new Set(analyzeQuestion(question, [language]).words);
  if (own.size >= fewestWords && !pointing.test(question)) return null;
  const borrowed = contentWords(`${last.question} ${namesOf(last.answer)}`, language, own);
  return borrowed.length === 0 ? null : `${question} ${borrowed.join(' ')}`;
}

/** Names and numbers are the rare words of an answer. */
function namesOf(answer: string): string {
  const found = answer.replace(/\[\d+\]/g, ' ').match(/\p{Lu}[\p{L}\p{M}\p{N}'’-]{2,}|\p{Nd}[\p{Nd}.,]+/gu) ?? [];
  return [...new Set(found)].slice(0, 4).join(' ');
}

function contentWords(text: string, language: string, known: ReadonlySet<string>): readonly string[] {
  const words = [...new Set(text.match(/[\p{L}\p{M}\p{N}_'’-]+/gu) ?? [])];
  const content = words.filter((word) => {
    const terms = analyzeQuestion(`${word} ${word}`, [language]).words;
    return !isStopWord(word, language) && terms.some((term) => !known.has(term));
  });
  return content.slice(0, mostBorrowed);
}

/** A stop word beside a word that is none is dropped by the analysis; alone it would be kept. */
function isStopWord(word: string, language: string): boolean {
  return analyzeQuestion(`${word} zyx`, [language]).words.length === 1;
}

/** Both result lists as one: the question's own hits, and what the borrowed words add, best first. */
export function mergedOutcome(own: SearchOutcome, borrowed: SearchOutcome, limit: number): SearchOutcome {
  const hits = new Map<number, SearchHit>(borrowed.hits.map((hit) => [hit.chunkId, { ...hit, score: hit.score * borrowedWeight }]));
  for (const hit of own.hits) hits.set(hit.chunkId, { ...hit, score: hit.score + (hits.get(hit.chunkId)?.score ?? 0) });
  const ranked = [...hits.values()].sort((one, other) => other.score - one.score).slice(0, limit);
  return { hits: ranked, confidence: borrowed.confidence, terms: borrowed.terms, tookMs: own.tookMs + borrowed.tookMs };
}
