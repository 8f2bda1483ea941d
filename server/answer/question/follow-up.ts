/** Follow-up questions lean on what was said before: "And for part-time staff?" */
import { analyzeQuestion } from '../../../core/text/analyze.ts';
import type { SearchHit, SearchOutcome, Turn } from '../../../core/types.ts';
import { questionLanguage } from './question-language.ts';
import { allSpeeches, type Speech } from './speech/speech.ts';

// A question of fewer content words names too little to be searched for by itself.
const fewestWords = 4;
const mostBorrowed = 8;
// retrieval.md §3: what was said before is added at weight .3.
const borrowedWeight = 0.3;

const patterns: ReadonlyMap<string, RegExp> = new Map(allSpeeches.map(([language, speech]) => [language, backwards(speech)]));

/** The words to search for beside the question itself; null when the question stands on its own. */
export function borrowedQuestion(question: string, history: readonly Turn[]): string | null {
  const last = history.at(-1);
  if (last === undefined) return null;
  const language = questionLanguage(`${last.question}\n${question}`);
  const own = new Set(analyzeQuestion(question, [language]).words);
  if (own.size >= fewestWords && !pointsBack(question)) return null;
  const borrowed = contentWords(`${last.question} ${namesOf(last.answer)}`, language, own);
  return borrowed.length === 0 ? null : `${question} ${borrowed.join(' ')}`;
}

/** Whether it speaks of what was said before, or goes on from it: "and in Berlin?". */
function pointsBack(question: string): boolean {
  const own = patterns.get(questionLanguage(question));
  return (own === undefined ? [...patterns.values()] : [own]).some((pattern) => pattern.test(question));
}

function backwards({ isUnspaced, pointing, continuing }: Speech): RegExp {
  const [before, after] = isUnspaced ? ['', ''] : ['(?<![\\p{L}\\p{M}])', '(?![\\p{L}\\p{M}])'];
  return new RegExp(`${before}(?:${pointing})${after}|^[\\s¿«"“]*(?:${continuing})${after}`, 'iu');
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
