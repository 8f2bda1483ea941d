/**
 * Answers without a model over the documentation of this repository at a fixed commit and the sample, as a new user asks.
 * Written by the one who then changed the ranking: a development set in every sense.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Answer } from '../../core/types.ts';
import { areaUnderCurve, askQuestions } from './answers.ts';
import { filesOfCommit } from './code.ts';
import { buildFromFiles, type FileEntry } from './collection.ts';
import type { EvalSet } from './set.ts';

interface Asked {
  readonly question: string;
  /** Regular expressions: of the source, and of what the quote must say. Null when the documents do not say it. */
  readonly source: string;
  readonly says: string | null;
}

const commit = '5968cd5';
const sample = new URL('../../data/sample/', import.meta.url);

export const ownDocuments: EvalSet = {
  name: 'own-documents',
  run: async () => {
    const documents = filesOfCommit(commit).filter(({ path }) =>
      /^(?:docs\/.*|README|DESIGN|CONTRIBUTING|wrangler-free)(?:\.md)$/.test(path),
    );
    if (documents.length === 0) return [];
    const built = await buildFromFiles([...documents, ...sampleFiles()]);
    try {
      const asked = questions();
      const answers = await askQuestions(
        built,
        asked.map(({ question }) => question),
      );
      const answerable = asked.flatMap((one, index) => (one.says === null ? [] : [placeOfHit(one, answers[index])]));
      const confidences = (isThere: boolean): readonly number[] =>
        asked.flatMap(({ says }, index) => ((says !== null) === isThere ? [answers[index]?.confidence ?? 0] : []));
      const share = (most: number): number => answerable.filter((place) => place < most).length / answerable.length;
      return [
        { measure: 'right quote at 1', value: share(1), target: null },
        { measure: 'right quote in 3', value: share(3), target: null },
        { measure: 'AUROC of confidence', value: areaUnderCurve(confidences(true), confidences(false)), target: null },
      ];
    } finally {
      built.close();
    }
  },
};

function questions(): readonly Asked[] {
  const lines = readFileSync(new URL('own-documents.questions.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Asked);
}

function sampleFiles(): readonly FileEntry[] {
  return readdirSync(sample, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.includes('.'))
    .map(({ parentPath, name }) => `${parentPath}/${name}`)
    .map((path) => ({ path: path.slice(path.indexOf('data/sample/') + 'data/sample/'.length), bytes: readFileSync(path) }));
}

/** Counted from 0; what is shown above a row or a line counts as said. */
function placeOfHit({ source, says }: Asked, answer: Answer | undefined): number {
  if (answer === undefined || says === null) return Number.POSITIVE_INFINITY;
  const shown = answer.text.split(/\[\d+\]/);
  const isRight = (index: number): boolean =>
    new RegExp(source).test(answer.citations[index]?.source ?? '') &&
    new RegExp(says).test(`${answer.citations[index]?.quote}\n${shown[index]}`);
  const place = answer.citations.findIndex((_, index) => isRight(index));
  return place === -1 ? Number.POSITIVE_INFINITY : place;
}
