/**
 * Fits the weights of server/answer/ranking/confidence.ts and prints what they are worth on questions they were not fitted on.
 * Run: node test/eval/calibrate.ts. It changes nothing: copy the weights by hand, with the date, and log the figures.
 */
import { sha256 } from '../../core/hash.ts';
import { retrievedPassages } from '../../server/answer/passages/passages.ts';
import { type ConfidenceFeatures, confidenceOf, featureNames, featuresOf } from '../../server/answer/ranking/confidence.ts';
import { rankSentences } from '../../server/answer/ranking/sentence-ranking.ts';
import { areaUnderCurve, askQuestions, isHit, type JudgedQuestion } from './answers.ts';
import { type BuiltCollection, buildFromFiles, buildFromTexts, type TextEntry } from './collection.ts';
import { hasEvalData, jsonLines } from './data.ts';
import { filesUnder } from './ir.ts';

interface Sample {
  readonly id: string;
  readonly features: ConfidenceFeatures;
  readonly isAnswerable: boolean;
  /** A gold span is among the first three quotes. */
  readonly isRight: boolean;
}

interface Weights {
  readonly intercept: number;
  readonly of: Readonly<Record<keyof ConfidenceFeatures, number>>;
}

async function samplesOf(built: BuiltCollection, questions: readonly JudgedQuestion[]): Promise<readonly Sample[]> {
  const collection = built.access;
  const samples: Sample[] = [];
  for (const asked of questions) {
    const { id, question, answerable } = asked;
    const [answer] = await askQuestions(built, [question]);
    const outcome = built.collection.search(question, 20, null);
    const passages = await retrievedPassages(collection, outcome.hits, { tokens: 4_000, widens: false });
    const features = featuresOf(question, outcome, rankSentences(question, outcome, passages));
    const isRight = answerable && answer !== undefined && isHit({ question: asked, answer }, 3);
    samples.push({ id, features, isAnswerable: answerable, isRight });
  }
  built.close();
  return samples;
}

async function wholeSet(folder: string, built: BuiltCollection): Promise<readonly Sample[]> {
  return samplesOf(built, jsonLines<JudgedQuestion>(`${folder}/qa.jsonl`));
}

const newtonSteps = 25;
const ridge: number = 0.001;

/** Logistic regression by Newton's method; sets weigh the same, and a little ridge keeps the weights apart. */
function fitWeights(sets: readonly (readonly Sample[])[]): Weights {
  const rows = sets.flatMap((samples) => {
    return samples.map(({ features, isRight }) => ({
      values: [1, ...featureNames.map((name) => features[name])],
      target: Number(isRight),
      weight: 1 / samples.length / sets.length,
    }));
  });
  let weights = [0, ...featureNames.map(() => 0)];
  for (let step = 0; step < newtonSteps; step += 1) {
    const slope = weights.map((weight, index) => (index === 0 ? 0 : ridge * weight));
    const curve = weights.map((_, row) => weights.map((_, column) => (row === column && row > 0 ? ridge : 0)));
    for (const { values, target, weight } of rows) {
      const expected = logistic(dot(values, weights));
      for (const [row, value] of values.entries()) {
        slope[row] = (slope[row] ?? 0) + weight * (expected - target) * value;
        const line = curve[row] ?? [];
        for (const [column, other] of values.entries())
          line[column] = (line[column] ?? 0) + weight * expected * (1 - expected) * value * other;
      }
    }
    const move = solved(curve, slope);
    weights = weights.map((weight, index) => weight - (move[index] ?? 0));
  }
  const of = Object.fromEntries(featureNames.map((name, index) => [name, weights[index + 1] ?? 0])) as Weights['of'];
  return { intercept: weights[0] ?? 0, of };
}

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

/** Gauss-Jordan elimination with pivoting; the matrix is small and positive definite. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  for (const at of rows.keys()) {
    const pivot = rows.reduce(
      (best, row, index) => (index >= at && Math.abs(row[at] ?? 0) > Math.abs(rows[best]?.[at] ?? 0) ? index : best),
      at,
    );
    const line = rows[pivot] ?? [];
    rows[pivot] = rows[at] ?? [];
    rows[at] = line.map((value) => value / (line[at] ?? 1));
    for (const [index, row] of rows.entries()) {
      if (index !== at) rows[index] = row.map((value, column) => value - (row[at] ?? 0) * (rows[at]?.[column] ?? 0));
    }
  }
  return rows.map((row) => row.at(-1) ?? 0);
}

function probability({ intercept, of }: Weights, features: ConfidenceFeatures): number {
  return logistic(featureNames.reduce((sum, name) => sum + of[name] * features[name], intercept));
}

const thresholds = [0.4, 0.5, 0.6] as const;

function report(name: string, samples: readonly Sample[], confidence: (features: ConfidenceFeatures) => number): void {
  const told = samples.map((sample) => ({ ...sample, told: confidence(sample.features) }));
  const share = (of: readonly unknown[], all: readonly unknown[]): string =>
    all.length === 0 ? '  –' : (of.length / all.length).toFixed(2);
  const [yes, no] = [told.filter(({ isAnswerable }) => isAnswerable), told.filter(({ isAnswerable }) => !isAnswerable)];
  const curve = thresholds.map((threshold) => {
    const found = yes.filter((one) => one.told >= threshold);
    const kept = no.filter((one) => one.told < threshold);
    const right = found.filter(({ isRight }) => isRight);
    return `${threshold}: found ${share(found, yes)}, right ${share(right, found)}, unanswerable kept back ${share(kept, no)}`;
  });
  const [right, wrong] = [told.filter(({ isRight }) => isRight), told.filter(({ isRight }) => !isRight)];
  const auroc = areaUnderCurve(
    right.map((one) => one.told),
    wrong.map((one) => one.told),
  ).toFixed(3);
  const sure = told.filter((one) => one.told >= 0.9 && !one.isRight);
  console.log(`${name.padEnd(30)} AUROC ${auroc}  sure and wrong ${share(sure, told)}  ${curve.join('  ')}`);
  console.log(`${''.padEnd(30)} reliability ${reliability(told)}`);
}

/** Of each tenth of confidence: how many answers, and the share of them that is right. */
function reliability(told: readonly { readonly told: number; readonly isRight: boolean }[]): string {
  const bins = Map.groupBy(told, (one) => Math.min(9, Math.floor(one.told * 10)));
  return [...bins]
    .toSorted(([one], [other]) => one - other)
    .map(([bin, own]) => `.${bin}: ${own.length}/${(own.filter(({ isRight }) => isRight).length / own.length).toFixed(2)}`)
    .join('  ');
}

const texts = (folder: string): BuiltCollection => buildFromTexts(jsonLines<TextEntry>(`${folder}/corpus.jsonl`));
const files = (folder: string): Promise<BuiltCollection> => buildFromFiles(filesUnder(`${folder}/`));
const isFitted = ({ id }: Sample): boolean => Number.parseInt(sha256(id).slice(0, 2), 16) % 2 === 0;

async function calibrate(): Promise<void> {
  const halved: readonly (readonly [string, readonly Sample[]])[] = [
    ['paraphrase-handbook', await wholeSet('office/paraphrase-handbook', await files('office/handbook-200k/files'))],
    ['paraphrase-sample', await wholeSet('office/paraphrase-sample', await files('office/paraphrase-sample/files'))],
    ['handbook-200k', await wholeSet('office/handbook-200k', await files('office/handbook-200k/files'))],
    ['unanswerable-en', await wholeSet('qa/unanswerable-en', texts('qa/unanswerable-en'))],
    ['xquad-en', await wholeSet('qa/xquad-en', texts('qa/xquad-en'))],
    ['nq-open-dev', await wholeSet('qa/nq-open-dev', texts('qa/nq-open-dev'))],
  ];
  const untouched: readonly (readonly [string, readonly Sample[]])[] = [['xquad-de', await wholeSet('qa/xquad-de', texts('qa/xquad-de'))]];
  const weights = fitWeights(halved.map(([, samples]) => samples.filter(isFitted)));
  console.log(JSON.stringify(weights, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(2)) : value)));
  const held = [
    ...halved.map(([name, samples]) => [`${name}, other half`, samples.filter((sample) => !isFitted(sample))] as const),
    ...untouched.map(([name, samples]) => [`${name}, not fitted`, samples] as const),
  ];
  for (const [name, samples] of held) report(name, samples, (features) => probability(weights, features));
  console.log('With the weights of confidence.ts as they are:');
  for (const [name, samples] of held) report(name, samples, confidenceOf);
}

if (hasEvalData()) await calibrate();
else console.log('The evaluation sets are not here (../shared/eval), so there is nothing to calibrate on.');
