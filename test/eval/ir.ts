/** Ranked retrieval on judged sets, through the real store and the real search. Binary grades: above zero is relevant. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SearchHit } from '../../core/types.ts';
import { type BuiltCollection, buildFromFiles, buildFromTexts, type FileEntry, type TextEntry } from './collection.ts';
import { evalFile, jsonLines, judgements } from './data.ts';
import { meanScore, percentile, type RankingScore, scoreRanking } from './score.ts';
import type { EvalRow, EvalSet } from './set.ts';

interface Query {
  readonly id: string;
  readonly text: string;
}

// Enough passages for nearly a hundred different documents; what a person asks for is 20.
const passages = 120;

/** A set of texts with questions and judgements in one folder. */
export function textSet(name: string, folder: string, targetNdcg: number | null): EvalSet {
  return {
    name,
    run: async () => {
      const built = buildFromTexts(jsonLines<TextEntry>(`${folder}/corpus.jsonl`));
      try {
        return rows(judged(built, folder), built, { measure: 'nDCG@10', target: targetNdcg });
      } finally {
        built.close();
      }
    },
  };
}

/** The mean over languages of the same questions. */
export function languageSets(languages: readonly string[], targetNdcg: number): EvalSet {
  return {
    name: 'xquad',
    run: async () => {
      const found: EvalRow[] = [];
      for (const language of languages) {
        const [row] = await textSet(language, `qa/xquad-${language}`, null).run();
        if (row !== undefined) found.push({ ...row, measure: `${language} nDCG@10` });
      }
      const mean = found.reduce((sum, { value }) => sum + value, 0) / found.length;
      return [...found, { measure: 'mean nDCG@10', value: mean, target: targetNdcg }];
    },
  };
}

/** Files read by the real parsers; the measure is whether the right document is among the first five. */
export function fileSet(name: string, folder: string, files: () => readonly FileEntry[], target: number | null): EvalSet {
  return {
    name,
    run: async () => {
      const built = await buildFromFiles(files());
      try {
        return rows(judged(built, folder), built, { measure: 'right document in top 5', target });
      } finally {
        built.close();
      }
    },
  };
}

export function filesUnder(folder: string): readonly FileEntry[] {
  const root = evalFile(folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(fileURLToPath(root), join(entry.parentPath, entry.name)))
    .sort()
    .map((path) => ({ path, bytes: readFileSync(new URL(path, root)) }));
}

export function filesInLines(path: string): readonly FileEntry[] {
  return jsonLines<{ readonly path: string; readonly content: string }>(path).map((entry) => ({
    path: entry.path,
    bytes: new TextEncoder().encode(entry.content),
  }));
}

interface Judged {
  readonly score: RankingScore;
  readonly tookMs: readonly number[];
}

function judged({ collection }: BuiltCollection, folder: string): Judged {
  const grades = judgements(`${folder}/qrels.tsv`);
  const tookMs: number[] = [];
  const scores = jsonLines<Query>(`${folder}/queries.jsonl`)
    .filter(({ id }) => grades.has(id))
    .map(({ id, text }) => {
      const started = performance.now();
      const { hits } = collection.search(text, passages, null);
      tookMs.push(performance.now() - started);
      return scoreRanking(binary(grades.get(id) ?? new Map()), documentsOf(hits));
    });
  return { score: meanScore(scores), tookMs };
}

function binary(grades: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...grades].map(([id, grade]) => [id, grade > 0 ? 1 : 0]));
}

/** A document is as good as its best passage. */
function documentsOf(hits: readonly SearchHit[]): readonly string[] {
  return [...new Set(hits.map(({ source }) => source))];
}

function rows(
  { score, tookMs }: Judged,
  built: BuiltCollection,
  main: { readonly measure: string; readonly target: number | null },
): readonly EvalRow[] {
  const all: readonly (readonly [string, number])[] = [
    ['nDCG@10', score.ndcg10],
    ['right document in top 5', score.recall5],
    ['recall@10', score.recall10],
    ['recall@100', score.recall100],
    ['MRR@10', score.mrr10],
    ['chunks', built.collection.summary().chunks],
    ['build seconds', built.buildMs / 1000],
    [`search ms p50, ${passages} passages`, percentile(tookMs, 0.5)],
    [`search ms p95, ${passages} passages`, percentile(tookMs, 0.95)],
  ];
  return all.map(([measure, value]) => ({ measure, value, target: measure === main.measure ? main.target : null }));
}
