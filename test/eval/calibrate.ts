/**
 * Fits the weights of server/answer/ranking/confidence.ts and prints what they are worth on questions they were not fitted on.
 * Run: node test/eval/calibrate.ts. It changes nothing: copy the weights by hand, with the date, and log the figures.
 */
import { sha256 } from '../../core/hash.ts';
import { retrievedPassages } from '../../server/answer/passages/passages.ts';
import { type ConfidenceFeatures, confidenceOf, featureNames, featuresOf } from '../../server/answer/ranking/confidence.ts';
import { rankSentences } from '../../server/answer/ranking/sentence-ranking.ts';
import { areaUnderCurve, type JudgedQuestion } from './answers.ts';
import { filesOfCommit, type OwnQuestion, ownCommit, ownQuestions } from './code.ts';
import { type BuiltCollection, buildFromFiles, buildFromTexts, type TextEntry } from './collection.ts';
import { hasEvalData, jsonLines } from './data.ts';
import { filesInLines, filesUnder } from './ir.ts';

interface Sample {
  readonly id: string;
  readonly features: ConfidenceFeatures;
  readonly isAnswerable: boolean;
}

interface Weights {
  readonly intercept: number;
  readonly of: Readonly<Record<keyof ConfidenceFeatures, number>>;
}

async function samplesOf(built: BuiltCollection, questions: readonly JudgedQuestion[]): Promise<readonly Sample[]> {
  const collection = built.access;
  const samples: Sample[] = [];
  for (const { id, question, answerable } of questions) {
    const outcome = built.collection.search(question, 20, null);
    const passages = await retrievedPassages(collection, outcome.hits, { tokens: 4_000, widens: false });
    samples.push({ id, features: featuresOf(question, outcome, rankSentences(question, outcome, passages)), isAnswerable: answerable });
  }
  built.close();
  return samples;
}

/** Articles that lie in the collection, asked about paragraphs that do not: the nearest misses there are. */
async function nearMisses(folder: string): Promise<readonly Sample[]> {
  const isKept = (id: string): boolean => Number(id.slice(-2)) % 2 === 0;
  const texts = jsonLines<TextEntry>(`${folder}/corpus.jsonl`).filter(({ id }) => isKept(id));
  const questions = jsonLines<JudgedQuestion>(`${folder}/qa.jsonl`).map((question) => ({
    ...question,
    answerable: question.spans.some((span) => isKept(span.doc_id)),
  }));
  return samplesOf(buildFromTexts(texts), questions);
}

async function wholeSet(folder: string, built: BuiltCollection): Promise<readonly Sample[]> {
  return samplesOf(built, jsonLines<JudgedQuestion>(`${folder}/qa.jsonl`));
}

const newtonSteps = 25;
const ridge: number = 0.001;

/** Logistic regression by Newton's method; sets and classes weigh the same, and a little ridge keeps the weights apart. */
function fitWeights(sets: readonly (readonly Sample[])[]): Weights {
  const rows = sets.flatMap((samples) => {
    const positives = samples.filter(({ isAnswerable }) => isAnswerable).length;
    return samples.map(({ features, isAnswerable }) => ({
      values: [1, ...featureNames.map((name) => features[name])],
      target: Number(isAnswerable),
      weight: 0.5 / (isAnswerable ? positives : samples.length - positives) / sets.length,
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

function report(name: string, samples: readonly Sample[], confidence: (features: ConfidenceFeatures) => number): void {
  const yes = samples.filter(({ isAnswerable }) => isAnswerable).map(({ features }) => confidence(features));
  const no = samples.filter(({ isAnswerable }) => !isAnswerable).map(({ features }) => confidence(features));
  const below = (values: readonly number[], threshold: number): string =>
    `${Math.round((100 * values.filter((value) => value < threshold).length) / values.length)}`.padStart(3);
  const curve = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7].map((threshold) => `${threshold}: ${below(no, threshold)}/${below(yes, threshold)}`);
  console.log(
    `${name.padEnd(26)} AUROC ${areaUnderCurve(yes, no).toFixed(3)}  refused % of unanswerable/answerable below ${curve.join('  ')}`,
  );
}

const texts = (folder: string): BuiltCollection => buildFromTexts(jsonLines<TextEntry>(`${folder}/corpus.jsonl`));
const lines = (path: string): Promise<BuiltCollection> => buildFromFiles(filesInLines(path));
const isFitted = ({ id }: Sample): boolean => Number.parseInt(sha256(id).slice(0, 2), 16) % 2 === 0;

const asJudged = ({ id, question, sources }: OwnQuestion): JudgedQuestion => ({ id, question, answerable: sources.length > 0, spans: [] });

async function calibrate(): Promise<void> {
  const halved: readonly (readonly [string, readonly Sample[]])[] = [
    ['unanswerable-en', await wholeSet('qa/unanswerable-en', texts('qa/unanswerable-en'))],
    ['near misses en', await nearMisses('qa/xquad-en')],
    ['half of nq-open-dev', await nearMisses('qa/nq-open-dev')],
  ];
  const postgresql = await wholeSet('office/postgresql-docs-1m', await lines('office/postgresql-docs-1m/html.jsonl.gz'));
  const untouched: readonly (readonly [string, readonly Sample[]])[] = [
    ['near misses de', await nearMisses('qa/xquad-de')],
    ['near misses ar', await nearMisses('qa/xquad-ar')],
    ['handbook-200k', await wholeSet('office/handbook-200k', await buildFromFiles(filesUnder('office/handbook-200k/files/')))],
    ['fastify-repo', await wholeSet('office/fastify-repo', await lines('office/fastify-repo/corpus.jsonl.gz'))],
    ['own-repository', await samplesOf(await buildFromFiles(filesOfCommit(ownCommit)), ownQuestions().map(asJudged))],
  ];
  const weights = fitWeights([...halved.map(([, samples]) => samples.filter(isFitted)), postgresql]);
  console.log(JSON.stringify(weights, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(2)) : value)));
  const held = [
    ...halved.map(([name, samples]) => [`${name}, other half`, samples.filter((sample) => !isFitted(sample))] as const),
    ...untouched.map(([name, samples]) => [`${name}, not fitted`, samples] as const),
  ];
  for (const [name, samples] of held) report(name, samples, (features) => probability(weights, features));
  report('postgresql-docs, fitted', postgresql, (features) => probability(weights, features));
  console.log('With the weights of confidence.ts as they are:');
  for (const [name, samples] of held) report(name, samples, confidenceOf);
}

if (hasEvalData()) await calibrate();
else console.log('The evaluation sets are not here (../shared/eval), so there is nothing to calibrate on.');
