/** Ranks the sentences of passages by how likely they answer a question: no model, only words and their rarity. */
import { analyzeQuestion, termsOfText } from '../../../core/text/analyze.ts';
import { detectLanguage } from '../../../core/text/language.ts';
import type { Passage, QuestionTerm, SearchOutcome, Span } from '../../../core/types.ts';
import { type AnswerType, answerTypeOf, holdsAnswerOf, holdsUnitOf } from './answer-type.ts';
import { exactShare, exactWords } from './exact-words.ts';
import { placedSentences, type Sentence } from './placed-sentences.ts';

export interface RankedSentence {
  readonly passage: Passage;
  /** Offsets in the document. */
  readonly span: Span;
  readonly text: string;
  readonly score: number;
  /** Share of the question's rarity that the sentence holds itself, or in the headings and columns above it. */
  readonly coverage: number;
  /** Whether it holds the kind of thing that is asked for; null when the question does not say. */
  readonly holdsType: boolean | null;
}

// The formula of retrieval.md §6. The figures are set on XQuAD-en and -de, NQ-open dev and handbook-200k (test/eval/LOG.md):
// what the sentence before holds counts some, a fitting kind of answer some, the beginning of a passage hardly, words of the
// title little, words that are rare within the passage more, and the passage itself most.
const previousCredit = 0.35;
const typeBonus = 0.25;
const unitBonus = 0.15;
const aboveCredit = 0.5;
const subjectBonus = 0.3;
const exactBonus = 0.2;
const positionPrior = 0.05;
const titleShare = 0.25;
const rarityInPassage = 0.6;
const passageWeight = 2;
// A heading or a label names the topic and answers nothing.
const fewestWords = 4;
const labelPenalty = 0.3;

interface Question {
  readonly text: string;
  readonly type: AnswerType;
  readonly terms: readonly QuestionTerm[];
  readonly exact: readonly string[];
}

/** All sentences of the passages, best first. */
export function rankSentences(question: string, outcome: SearchOutcome, passages: readonly Passage[]): readonly RankedSentence[] {
  const language = detectLanguage(passages.map(({ text }) => text).join('\n'));
  const terms = weighedTerms(question, outcome, language);
  const asked: Question = { text: question, type: answerTypeOf(question), terms, exact: exactWords(question) };
  const ranked = passages.flatMap((passage) => sentencesOf(passage, asked, language, outcome.hits));
  return ranked.toSorted((one, other) => other.score - one.score);
}

/** The question's terms in the language of the passages; the search's own list may hold each word in several languages. */
export function weighedTerms(question: string, { terms }: SearchOutcome, language: string): SearchOutcome['terms'] {
  const known = new Map(terms.map((own) => [own.term, own]));
  const rarest = Math.max(1, ...terms.map(({ idf }) => idf));
  const words = new Set(analyzeQuestion(question, [language]).words);
  return [...words].map((term) => {
    const { idf, isHeld, near } = known.get(term) ?? { idf: rarest, isHeld: false, near: [] };
    return { term, idf: idf * (frameTerms.has(term) ? frameShare : 1), isHeld, near };
  });
}

// Verbs and nouns that frame a question and that an answer need not repeat: "How many days do I get?" They are rare in
// small collections, so their rarity would outweigh the topic. Search keeps them: there they do no harm.
const frameTerms: ReadonlySet<string> = new Set(
  termsOfText(
    `get gets got take takes taken give given make made need want use used happen go come know tell say said call called name kind type
    sort long old big large often soon mean allow let put keep find work cost count many much lot fast quickly please exactly
    bekommen geben gibt heißt lange obtenir donner appelle recibir dar llama`,
    'en',
  ),
);
const frameShare = 0.3;

/** The best hit inside the passage, against the best of all. */
function passageScore(passage: Passage, hits: SearchOutcome['hits']): number {
  const top = hits[0]?.score ?? 0;
  const inside = hits.filter(
    (hit) => hit.documentId === passage.documentId && hit.span.start < passage.span.end && passage.span.start < hit.span.end,
  );
  return top <= 0 ? 0 : Math.max(0, ...inside.map((hit) => hit.score)) / top;
}

function sentencesOf(passage: Passage, question: Question, language: string, hits: SearchOutcome['hits']): readonly RankedSentence[] {
  const sentences = placedSentences(passage, hits, language);
  const weights = weightsIn(sentences, question, new Set(termsOfText(passage.title, language)));
  const ofPassage = passageWeight * passageScore(passage, hits);
  return sentences.map((sentence, index) => {
    const { span, text, terms, head } = sentence;
    const holdsType = question.type === 'other' ? null : holdsAnswerOf(question.type, text, question.text, head);
    const isInUnit = holdsType === true && holdsUnitOf(question.type, text, head);
    return {
      passage,
      span: { start: passage.span.start + span.start, end: passage.span.start + span.end },
      text,
      coverage: shareHeld(question.terms, (form) => terms.has(form) || sentence.above.has(form)),
      holdsType,
      score:
        wordScore(sentence, sentences[index - 1]?.terms ?? noTerms, weights) +
        exactBonus * exactShare(question.exact, text) +
        (holdsType === true ? typeBonus : 0) +
        (isInUnit ? unitBonus : 0) +
        positionPrior / (1 + index) +
        ofPassage,
    };
  });
}

/** By the words that it holds itself, and by those of the sentence before and of what stands above. */
function wordScore({ terms, above, subject, words }: Sentence, previous: ReadonlySet<string>, weights: Question['terms']): number {
  return (
    shareHeld(weights, (form) => terms.has(form)) +
    previousCredit * shareHeld(weights, (form, term) => !terms.has(term) && previous.has(form)) +
    aboveCredit * shareHeld(weights, (form, term) => !terms.has(term) && !previous.has(term) && above.has(form)) +
    subjectBonus * shareHeld(weights, (form) => subject.has(form)) -
    (words.length < fewestWords ? labelPenalty : 0)
  );
}

const noTerms: ReadonlySet<string> = new Set();

/** What each of the question's words is worth in this passage: every sentence there is about the title. */
function weightsIn(sentences: readonly Sentence[], { terms }: Question, titleTerms: ReadonlySet<string>): Question['terms'] {
  const total = sentences.length;
  return terms.map(({ term, idf, ...known }) => {
    const holding = sentences.filter((sentence) => sentence.terms.has(term)).length;
    const rarity = holding === 0 ? 0 : Math.log(1 + (total - holding + 0.5) / (holding + 0.5)) / Math.log(1 + total);
    return { term, idf: idf * (titleTerms.has(term) ? titleShare : 1) * (1 + rarityInPassage * rarity), ...known };
  });
}

/**
 * Weighted share of the terms that are held, as themselves or by the nearest word that may say the same.
 * @param holds a form, for the term that it stands for
 */
export function shareHeld(terms: Question['terms'], holds: (form: string, term: string) => boolean): number {
  let all = 0;
  let held = 0;
  for (const { term, idf, near } of terms) {
    all += idf;
    if (holds(term, term)) held += idf;
    else held += idf * Math.min(1, near.find((form) => holds(form.term, term))?.share ?? 0);
  }
  return all === 0 ? 0 : held / all;
}
