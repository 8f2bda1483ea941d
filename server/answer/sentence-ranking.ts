/** Ranks the sentences of passages by how likely they answer a question: no model, only words and their rarity. */
import { termsOfText } from '../../core/text/analyze.ts';
import { detectLanguage } from '../../core/text/language.ts';
import type { Passage, SearchOutcome, Span } from '../../core/types.ts';
import { type AnswerType, answerTypeOf, holdsAnswerOf } from './answer-type.ts';
import { citableSpans } from './evidence.ts';

export interface RankedSentence {
  readonly passage: Passage;
  /** Offsets in the document. */
  readonly span: Span;
  readonly text: string;
  readonly score: number;
  /** Share of the question's rarity that the sentence itself holds. */
  readonly coverage: number;
  /** Whether it holds the kind of thing that is asked for; null when the question does not say. */
  readonly holdsType: boolean | null;
}

// retrieval.md §6, chosen there on XQuAD and NQ-open dev: what the sentence before holds counts a little, a fitting kind
// of answer somewhat, the beginning of a passage a little, words of the title less, and the passage itself most.
const previousCredit = 0.15;
const typeBonus = 0.2;
const positionPrior = 0.15;
const titleShare = 0.5;
const passageWeight = 2;
// A heading or a label names the topic and answers nothing.
const fewestWords = 4;
const labelPenalty = 0.3;

interface Question {
  readonly text: string;
  readonly type: AnswerType;
  readonly terms: readonly { readonly term: string; readonly idf: number }[];
}

/** All sentences of the passages, best first. */
export function rankSentences(question: string, outcome: SearchOutcome, passages: readonly Passage[]): readonly RankedSentence[] {
  const language = detectLanguage(passages.map(({ text }) => text).join('\n'));
  const unique = new Map(outcome.terms.map(({ term, idf }) => [term, idf]));
  const asked: Question = {
    text: question,
    type: answerTypeOf(question),
    terms: [...unique].map(([term, idf]) => ({ term, idf })),
  };
  const ranked = passages.flatMap((passage) => sentencesOf(passage, asked, language, passageScore(passage, outcome)));
  return ranked.toSorted((one, other) => other.score - one.score);
}

/** The best hit inside the passage, against the best of all. */
function passageScore(passage: Passage, { hits }: SearchOutcome): number {
  const top = hits[0]?.score ?? 0;
  const inside = hits.filter(
    (hit) => hit.documentId === passage.documentId && hit.span.start < passage.span.end && passage.span.start < hit.span.end,
  );
  return top <= 0 ? 0 : Math.max(0, ...inside.map((hit) => hit.score)) / top;
}

function sentencesOf(passage: Passage, question: Question, language: string, ofPassage: number): readonly RankedSentence[] {
  const titleTerms = new Set(termsOfText(passage.title, language));
  let previous: ReadonlySet<string> = new Set();
  return citableSpans(passage.text).map((span, index) => {
    const text = passage.text.slice(span.start, span.end);
    const words = termsOfText(text, language);
    const terms = new Set(words);
    const own = share(question, titleTerms, (term) => (terms.has(term) ? 1 : 0));
    const near = share(question, titleTerms, (term) => (!terms.has(term) && previous.has(term) ? 1 : 0));
    const holdsType = question.type === 'other' ? null : holdsAnswerOf(question.type, text, question.text);
    previous = terms;
    return {
      passage,
      span: { start: passage.span.start + span.start, end: passage.span.start + span.end },
      text,
      coverage: share(question, noTitle, (term) => (terms.has(term) ? 1 : 0)),
      holdsType,
      score:
        own +
        previousCredit * near +
        (holdsType === true ? typeBonus : 0) +
        positionPrior / (1 + index) -
        (words.length < fewestWords ? labelPenalty : 0) +
        passageWeight * ofPassage,
    };
  });
}

const noTitle: ReadonlySet<string> = new Set();

/** Weighted share of the question's terms; those of the title weigh less, since every sentence there is about it. */
function share({ terms }: Question, titleTerms: ReadonlySet<string>, holds: (term: string) => number): number {
  let all = 0;
  let held = 0;
  for (const { term, idf } of terms) {
    const weight = titleTerms.has(term) ? idf * titleShare : idf;
    all += weight;
    held += weight * holds(term);
  }
  return all === 0 ? 0 : held / all;
}
