/** The sentences of the passages that were sent, with their words, so that claims can be held against them. */
import { analyzeQuestion, termsOfText } from '../../../core/text/analyze.ts';
import { detectLanguage } from '../../../core/text/language.ts';
import type { Passage, Span } from '../../../core/types.ts';
import { citableSpans } from './citable-spans.ts';

export interface EvidenceSentence {
  readonly passage: Passage;
  /** Offsets in the document. */
  readonly span: Span;
  readonly text: string;
  readonly terms: ReadonlySet<string>;
}

export interface Evidence {
  sentencesOf(passage: Passage): readonly EvidenceSentence[];
  /** Words of a claim that carry meaning. */
  claimTerms(text: string): readonly string[];
  /** Rarer words weigh more; counted over the sentences that were sent. */
  weight(term: string): number;
  /** Sentences that share most weight with these terms, best first. */
  nearest(terms: readonly string[], most: number): readonly EvidenceSentence[];
  readonly language: string;
}

// Work between two breaks for other requests. While no word is known yet, 20,000 characters took 50 ms of processor
// (test/bench/limits.ts loop); later they take a tenth of it.
const charactersAtATime = 4_000;

/** Reads all passages, giving way to other requests every few milliseconds. */
export async function collectEvidence(passages: readonly Passage[]): Promise<Evidence> {
  const language = detectLanguage(
    passages
      .slice(0, 40)
      .map(({ text }) => text)
      .join('\n'),
  );
  const byPassage = new Map<number, readonly EvidenceSentence[]>();
  const postings = new Map<string, EvidenceSentence[]>();
  let characters = 0;
  for (const passage of passages) {
    characters += passage.text.length;
    if (characters > charactersAtATime) {
      await new Promise((resolve) => setImmediate(resolve));
      characters = passage.text.length;
    }
    const found = sentencesOf(passage, language);
    byPassage.set(passage.number, found);
    for (const sentence of found) post(sentence, postings);
  }
  return evidenceOver(language, byPassage, postings);
}

function post(sentence: EvidenceSentence, postings: Map<string, EvidenceSentence[]>): void {
  for (const term of sentence.terms) {
    const list = postings.get(term);
    if (list === undefined) postings.set(term, [sentence]);
    else list.push(sentence);
  }
}

function evidenceOver(
  language: string,
  byPassage: ReadonlyMap<number, readonly EvidenceSentence[]>,
  postings: ReadonlyMap<string, readonly EvidenceSentence[]>,
): Evidence {
  const total = [...byPassage.values()].reduce((sum, found) => sum + found.length, 0);
  const weight = (term: string): number => Math.log(1 + (total + 1) / ((postings.get(term)?.length ?? 0) + 0.5));
  return {
    language,
    sentencesOf: (passage) => byPassage.get(passage.number) ?? [],
    claimTerms: (text) => [...new Set(analyzeQuestion(text, [language]).words)],
    weight,
    nearest(terms, most) {
      const scores = new Map<EvidenceSentence, number>();
      for (const term of terms) {
        for (const sentence of postings.get(term) ?? []) scores.set(sentence, (scores.get(sentence) ?? 0) + weight(term));
      }
      const ranked = [...scores].sort((one, other) => other[1] - one[1]);
      return ranked.slice(0, most).map(([sentence]) => sentence);
    },
  };
}

function sentencesOf(passage: Passage, language: string): readonly EvidenceSentence[] {
  return citableSpans(passage.text).map(({ start, end }) => {
    const text = passage.text.slice(start, end);
    return {
      passage,
      span: { start: passage.span.start + start, end: passage.span.start + end },
      text,
      terms: new Set(termsOfText(text, language)),
    };
  });
}
