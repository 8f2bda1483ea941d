/**
 * Answers without a model on judged questions, through the real store, search and answer(). Every citation that is
 * called verified is sliced out of the stored text again; one that differs stops the run.
 */
import { countTokens } from '../../core/tokens/index.ts';
import type { Answer } from '../../core/types.ts';
import { answer } from '../../server/answer/answer.ts';
import { extractive } from '../../server/generate/extractive.ts';
import { type BuiltCollection, buildFromFiles, buildFromTexts, type FileEntry, type TextEntry } from './collection.ts';
import { jsonLines } from './data.ts';
import { filesInLines, filesUnder } from './ir.ts';
import { percentile } from './score.ts';
import type { EvalRow, EvalSet } from './set.ts';

/** Targets: issue 3. XQuAD-en, NQ and the handbook were looked at when the weights of sentence-ranking.ts were set. */
export const answerSets: readonly EvalSet[] = [
  sentenceSet('answers-xquad-en', 'qa/xquad-en', { first: 0.78, three: 0.92 }),
  sentenceSet('answers-xquad-de', 'qa/xquad-de', { first: null, three: null }),
  sentenceSet('answers-nq', 'qa/nq-open-dev', { first: null, three: null }),
  sentenceSet('answers-unanswerable', 'qa/unanswerable-en', { first: null, three: null }),
  officeSet('answers-handbook', 'office/handbook-200k', () => filesUnder('office/handbook-200k/files/')),
  officeSet('answers-fastify', 'office/fastify-repo', () => filesInLines('office/fastify-repo/corpus.jsonl.gz')),
];

export interface JudgedQuestion {
  readonly id: string;
  readonly question: string;
  readonly answerable: boolean;
  readonly spans: readonly { readonly doc_id: string; readonly start: number; readonly end: number }[];
}

interface JudgedAnswer {
  readonly question: JudgedQuestion;
  readonly answer: Answer;
  /** Sources of the search, best first. */
  readonly sources: readonly string[];
  readonly tookMs: number;
}

/** Sentences of single passages: one text a document. */
function sentenceSet(name: string, folder: string, targets: { readonly first: number | null; readonly three: number | null }): EvalSet {
  return {
    name,
    run: async () => {
      const judged = await ask(buildFromTexts(jsonLines<TextEntry>(`${folder}/corpus.jsonl`)), folder);
      return [...sentenceRows(judged, targets), ...abstentionRows(judged), ...costRows(judged)];
    },
  };
}

/** Files of an office: is the right document found, and is it said when there is none? */
function officeSet(name: string, folder: string, files: () => readonly FileEntry[]): EvalSet {
  return {
    name,
    run: async () => {
      const judged = await ask(await buildFromFiles(files()), folder);
      const answerable = judged.filter(({ question }) => question.answerable);
      const found = answerable.filter(({ question, sources }) => question.spans.some((span) => sources.slice(0, 5).includes(span.doc_id)));
      return [
        { measure: 'right document in top 5', value: found.length / answerable.length, target: 0.9 },
        ...sentenceRows(judged, { first: null, three: null }),
        ...abstentionRows(judged),
        ...costRows(judged),
      ];
    },
  };
}

/** Asks every question of a set and closes the collection. */
async function ask(built: BuiltCollection, folder: string): Promise<readonly JudgedAnswer[]> {
  try {
    const judged: JudgedAnswer[] = [];
    for (const question of jsonLines<JudgedQuestion>(`${folder}/qa.jsonl`)) {
      const started = performance.now();
      const answers = await askQuestions(built, [question.question]);
      const { hits } = built.collection.search(question.question, 20, null);
      const sources = [...new Set(hits.map(({ source }) => source))];
      for (const answer of answers) judged.push({ question, answer, sources, tookMs: performance.now() - started });
    }
    return judged;
  } finally {
    built.close();
  }
}

/** One answer a question, without a model. Nothing is withheld: whether to abstain is judged afterwards, from the confidence. */
export async function askQuestions(built: BuiltCollection, questions: readonly string[]): Promise<readonly Answer[]> {
  const config = { ...built.config, abstainBelow: 0 };
  const collection = built.access;
  const generator = extractive(config);
  const deps = { collection, generator, config, countTokens, embedQuery: async () => null, now: () => new Date(), newId: () => 'eval' };
  const answers: Answer[] = [];
  for (const question of questions) {
    const request = { collection: 'eval', question, mode: 'auto', history: [], conversationId: null } as const;
    for await (const event of answer(request, deps, new AbortController().signal)) {
      if (event.type !== 'answer-end') continue;
      assertProven(event.answer, built);
      answers.push(event.answer);
    }
  }
  return answers;
}

function assertProven({ citations, question }: Answer, { collection }: BuiltCollection): void {
  for (const { status, documentId, start, end, quote } of citations) {
    const text = collection.document(documentId)?.parsed.text ?? '';
    if (status !== 'verified' || (quote !== '' && text.slice(start, end) === quote)) continue;
    throw new Error(`A verified citation does not stand in its source: "${quote}" (question: "${question}")`);
  }
}

function sentenceRows(
  judged: readonly JudgedAnswer[],
  targets: { readonly first: number | null; readonly three: number | null },
): readonly EvalRow[] {
  const answerable = judged.filter(({ question }) => question.answerable);
  const share = (most: number): number => answerable.filter((one) => isHit(one, most)).length / answerable.length;
  return [
    { measure: 'gold sentence at 1', value: share(1), target: targets.first },
    { measure: 'gold sentence in 3', value: share(3), target: targets.three },
    { measure: 'citations proven', value: judged.reduce((sum, one) => sum + one.answer.citations.length, 0), target: null },
  ];
}

/** A citation hits when it covers at least half of a gold span, as ../shared/eval/score.mjs has it. */
export function isHit({ question, answer: { citations } }: Pick<JudgedAnswer, 'question' | 'answer'>, most: number): boolean {
  return citations.slice(0, most).some((citation) =>
    question.spans.some((span) => {
      const overlap = Math.min(span.end, citation.end) - Math.max(span.start, citation.start);
      return span.doc_id === citation.source && overlap > 0 && overlap >= (span.end - span.start) / 2;
    }),
  );
}

function abstentionRows(judged: readonly JudgedAnswer[]): readonly EvalRow[] {
  const confidences = (answerable: boolean): readonly number[] =>
    judged.filter(({ question }) => question.answerable === answerable).map(({ answer: { confidence } }) => confidence);
  const [yes, no] = [confidences(true), confidences(false)];
  if (no.length === 0) return [];
  const below = (values: readonly number[], threshold: number): number =>
    values.filter((value) => value < threshold).length / values.length;
  return [
    { measure: 'AUROC of confidence', value: areaUnderCurve(yes, no), target: null },
    ...[0.2, 0.35, 0.5, 0.65, 0.8].flatMap((threshold) => [
      { measure: `refused rightly below ${threshold}`, value: below(no, threshold), target: null },
      { measure: `refused wrongly below ${threshold}`, value: below(yes, threshold), target: null, lowerIsBetter: true },
    ]),
  ];
}

/** Chance that an answerable question gets more confidence than an unanswerable one. */
export function areaUnderCurve(yes: readonly number[], no: readonly number[]): number {
  const wins = yes.reduce((sum, one) => sum + no.reduce((won, other) => won + (one > other ? 1 : one === other ? 0.5 : 0), 0), 0);
  return wins / (yes.length * no.length);
}

function costRows(judged: readonly JudgedAnswer[]): readonly EvalRow[] {
  const took = judged.map(({ tookMs }) => tookMs);
  return [
    { measure: 'answer ms p50', value: percentile(took, 0.5), target: null },
    { measure: 'answer ms p95', value: percentile(took, 0.95), target: null },
  ];
}
