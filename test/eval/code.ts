/**
 * Code as the product reads it: whole files through the real parsers. Two development sets, so that fastify-repo stays
 * nearer to held out: the files of code-chunks, judged by their golden chunks, and this repository at a fixed commit.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { SearchHit } from '../../core/types.ts';
import { areaUnderCurve, askQuestions } from './answers.ts';
import { type BuiltCollection, buildFromFiles, type FileEntry } from './collection.ts';
import { jsonLines, judgements } from './data.ts';
import { meanScore, type RankingScore, scoreRanking } from './score.ts';
import type { EvalRow, EvalSet } from './set.ts';

export interface OwnQuestion {
  readonly id: string;
  readonly question: string;
  /** Any of them will do; none means that the repository does not say. */
  readonly sources: readonly string[];
}

const passages = 120;
// The tree for which the questions were written. Their sources are paths of that commit: a file moved since keeps its old name there.
export const ownCommit = '66723e6';

export const codeSets: readonly EvalSet[] = [
  { name: 'code-files', run: codeFiles },
  { name: 'own-repository', run: ownRepository },
];

/** Golden chunks of code-chunks, looked for in the chunks that our own parser and chunker make of the whole files. */
async function codeFiles(): Promise<readonly EvalRow[]> {
  const golden = goldenSpans();
  const grades = judgements('ir/code-chunks/qrels.tsv');
  const built = await buildFromFiles(filesOfCodeChunks());
  try {
    const byFile: (RankingScore | null)[] = [];
    const byChunk: (RankingScore | null)[] = [];
    for (const { id, text } of jsonLines<{ readonly id: string; readonly text: string }>('ir/code-chunks/queries.jsonl')) {
      const wanted = grades.get(id);
      if (wanted === undefined) continue;
      const { hits } = built.collection.search(text, passages, null);
      const files = new Map([...wanted.keys()].map((chunk) => [golden.get(chunk)?.file ?? '', 1]));
      byFile.push(scoreRanking(files, [...new Set(hits.map(({ source }) => stem(source)))]));
      byChunk.push(scoreRanking(new Map([...wanted].map(([chunk]) => [chunk, 1])), chunksMet(hits, golden)));
    }
    return [...rankingRows('file', meanScore(byFile)), ...rankingRows('golden chunk', meanScore(byChunk))];
  } finally {
    built.close();
  }
}

function filesOfCodeChunks(): readonly FileEntry[] {
  return jsonLines<{ readonly id: string; readonly text: string }>('ir/code-chunks/documents.jsonl').map(({ id, text }) => ({
    path: `${id}${endingOf(text)}`,
    bytes: new TextEncoder().encode(text),
  }));
}

/** The set gives no names; the language shows in the first lines. */
function endingOf(text: string): string {
  if (/^#include|^#pragma|^#ifndef/m.test(text)) return '.cpp';
  if (/^package [\w.]+;/m.test(text)) return '.java';
  if (/^(?:from [\w.]+ )?import [\w.]+/m.test(text) && !text.includes(';\n')) return '.py';
  return /^(?:use |fn |pub |impl |#\[)/m.test(text) ? '.rs' : '.sh';
}

interface GoldenSpan {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

function goldenSpans(): ReadonlyMap<string, GoldenSpan> {
  const files = new Map(
    jsonLines<{ readonly id: string; readonly text: string }>('ir/code-chunks/documents.jsonl').map(({ id, text }) => [id, text]),
  );
  const spans = new Map<string, GoldenSpan>();
  for (const { id, text } of jsonLines<{ readonly id: string; readonly text: string }>('ir/code-chunks/corpus.jsonl')) {
    const file = id.replace(/_chunk_\d+$/, '');
    const start = files.get(file)?.indexOf(text) ?? -1;
    if (start >= 0) spans.set(id, { file, start, end: start + text.length });
  }
  return spans;
}

/** Golden chunks in the order in which hits meet them: half of the shorter of the two must be shared. */
function chunksMet(hits: readonly SearchHit[], golden: ReadonlyMap<string, GoldenSpan>): readonly string[] {
  const met = new Set<string>();
  const byFile = Map.groupBy(golden, ([, { file }]) => file);
  for (const { source, span } of hits) {
    for (const [id, { start, end }] of byFile.get(stem(source)) ?? []) {
      const shared = Math.min(end, span.end) - Math.max(start, span.start);
      if (shared >= Math.min(end - start, span.end - span.start) / 2) met.add(id);
    }
  }
  return [...met];
}

function stem(source: string): string {
  return source.replace(/\.\w+$/, '');
}

/** Forty-eight questions a new developer may have about Carrel, and sixteen that it does not answer. */
async function ownRepository(): Promise<readonly EvalRow[]> {
  const files = filesOfCommit(ownCommit);
  if (files.length === 0) return [];
  const built = await buildFromFiles(files);
  try {
    const questions = ownQuestions();
    refuseUnknownSources(questions, files);
    const ranks = questions.filter(({ sources }) => sources.length > 0).map((question) => rankOf(built, question));
    const within = (most: number): number => ranks.filter((rank) => rank <= most).length / ranks.length;
    const asked = await askQuestions(
      built,
      questions.map(({ question }) => question),
    );
    const confidences = (isAnswerable: boolean): readonly number[] =>
      asked.filter((_, index) => (questions[index]?.sources.length ?? 0) > 0 === isAnswerable).map(({ confidence }) => confidence);
    return [
      { measure: 'right document at 1', value: within(1), target: null },
      { measure: 'right document in top 5', value: within(5), target: null },
      { measure: 'right document in top 10', value: within(10), target: null },
      { measure: 'MRR', value: ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length, target: null },
      { measure: 'AUROC of confidence', value: areaUnderCurve(confidences(true), confidences(false)), target: null },
    ];
  } finally {
    built.close();
  }
}

/** A move of files once renamed the sources of these questions too, and what is nowhere to be found counted as missed. */
function refuseUnknownSources(questions: readonly OwnQuestion[], files: readonly FileEntry[]): void {
  const paths = new Set(files.map(({ path }) => path));
  for (const { id, sources } of questions) {
    const unknown = sources.find((source) => !paths.has(source));
    if (unknown !== undefined)
      throw new Error(`Question ${id} names ${unknown}, which is not among the files: use the path of their version.`);
  }
}

export function ownQuestions(): readonly OwnQuestion[] {
  const lines = readFileSync(new URL('own-repository.questions.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as OwnQuestion);
}

/** Every text file of a commit; none where the clone is too shallow to hold it. */
export function filesOfCommit(commit: string): readonly FileEntry[] {
  const git = (...words: readonly string[]): Buffer =>
    execFileSync('git', [...words], { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
  let names: readonly string[];
  try {
    names = git('ls-tree', '-r', '--name-only', commit).toString('utf8').trim().split('\n');
  } catch {
    console.log(`Commit ${commit} is not in this clone: own-repository was not measured.`);
    return [];
  }
  const isText = (name: string): boolean => /\.(?:ts|tsx|js|md|json|sql|css|html|example)$|^(?:LICENSE|NOTICE)$/.test(name);
  return names
    .filter((name) => isText(name) && !/^(?:test\/fixtures|data)\/|package-lock|own-repository/.test(name))
    .map((path) => ({ path, bytes: git('show', `${commit}:${path}`) }));
}

function rankOf({ collection }: BuiltCollection, { question, sources }: OwnQuestion): number {
  const found = [...new Set(collection.search(question, passages, null).hits.map(({ source }) => source))];
  const at = found.findIndex((source) => sources.includes(source));
  return at < 0 ? Number.POSITIVE_INFINITY : at + 1;
}

function rankingRows(what: string, { ndcg10, recall5, recall10, mrr10 }: RankingScore): readonly EvalRow[] {
  const figures: readonly (readonly [string, number])[] = [
    ['nDCG@10', ndcg10],
    ['recall@5', recall5],
    ['recall@10', recall10],
    ['MRR@10', mrr10],
  ];
  return figures.map(([measure, value]) => ({ measure: `${what} ${measure}`, value, target: null }));
}
