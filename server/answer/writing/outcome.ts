/** What came of a question: found, the closest there is, or absent on strong evidence. */
import type { Outcome, QuestionTerm } from '../../../core/types.ts';
import type { Attempt } from '../attempt.ts';
import type { Material } from '../material.ts';
import { isProven, isSeen, type Writing } from './writing.ts';

/**
 * A "not in these documents" is weighed against what search knows: it is called absent only where nothing that was asked for
 * stands anywhere, in no form and by no word that may say the same; a model that has read everything needs less.
 */
export function outcomeOf(writing: Writing, { sql, sections }: Attempt, { records, outcome }: Material): Outcome {
  if (!writing.saysNotFound && (sql !== null || isProven(writing) || isSeen(writing))) return 'found';
  if (records.length === 0 || outcome.hits.length === 0) return 'absent';
  if (!writing.saysNotFound) return 'closest';
  const missing = outcome.terms.filter(isNowhere).length;
  const isReadByModel = (writing.end?.usage?.promptTokens ?? null) !== null && sections !== null && sections.read === sections.total;
  const isMissing = isReadByModel ? missing > 0 : missing === outcome.terms.length;
  return isMissing && !isSpelledAlike(outcome) ? 'absent' : 'closest';
}

const isNowhere = ({ isHeld, near }: QuestionTerm): boolean => !isHeld && near.length === 0;

/** A word that is nowhere may be one of the documents' with a slip in it: the nearest passage then shares most of its letters. */
function isSpelledAlike({ terms, hits }: Material['outcome']): boolean {
  const words = new Set(hits.slice(0, mostHits).flatMap(({ text }) => text.toLowerCase().match(/[\p{L}\p{M}]{4,}/gu) ?? []));
  return terms.some(({ term, isHeld }) => !isHeld && term.length >= shortestWord && [...words].some((word) => isAlike(term, word)));
}

const mostHits = 3;
/** Shorter words are alike by chance. */
const shortestWord = 5;
/** Of the pairs of letters of both; "recieve" and "receive" share four of eight. */
const leastShared = 0.5;

function isAlike(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 3) return false;
  const pairs = (word: string): ReadonlySet<string> => new Set(Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2)));
  const [mine, yours] = [pairs(one), pairs(other)];
  const shared = [...mine].filter((pair) => yours.has(pair)).length;
  return shared / (mine.size + yours.size - shared) >= leastShared;
}
