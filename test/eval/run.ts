/**
 * Measures quality on real public sets and prints a table beside what is asked for.
 * Run: npm run eval [-- set …]. Targets: issue 3; grading is binary. Weights are the same for all sets.
 */
import { parseArgs } from 'node:util';
import { answerSets } from './answers.ts';
import { codeSets } from './code.ts';
import { hasEvalData } from './data.ts';
import { fileSet, filesInLines, filesUnder, languageSets, textSet } from './ir.ts';
import { ownDocuments } from './own-documents.ts';
import { passageSet } from './passage-set.ts';
import type { EvalRow, EvalSet } from './set.ts';

const sets: readonly EvalSet[] = [
  textSet('scifact-train', 'ir/scifact-train', 0.72),
  textSet('cranfield', 'ir/cranfield', 0.407),
  textSet('code-chunks', 'ir/code-chunks', 0.727),
  textSet('nq-open-dev', 'qa/nq-open-dev', 0.917),
  textSet('spider-tables', 'schema/spider-dev', 0.845),
  textSet('urdu-oil', 'ir/urdu-oil', null),
  languageSets(['en', 'de', 'ar', 'zh', 'hi'], 0.95),
  fileSet('handbook-200k', 'office/handbook-200k', () => filesUnder('office/handbook-200k/files/'), 0.9),
  fileSet('fastify-repo', 'office/fastify-repo', () => filesInLines('office/fastify-repo/corpus.jsonl.gz'), 0.9),
  fileSet('postgresql-docs-1m', 'office/postgresql-docs-1m', () => filesInLines('office/postgresql-docs-1m/html.jsonl.gz'), null),
  passageSet('paraphrase-handbook', 'office/paraphrase-handbook', () => filesUnder('office/handbook-200k/files/'), {
    first3: 0.45,
    first20: 0.75,
  }),
  passageSet('paraphrase-sample', 'office/paraphrase-sample', () => filesUnder('office/paraphrase-sample/files/'), {
    first3: 0.72,
    first20: 0.97,
  }),
  ...codeSets,
  ...answerSets,
  ownDocuments,
];

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !sets.some((set) => set.name === name));

if (!hasEvalData()) {
  console.log('The evaluation sets are not here (../shared/eval), so there is nothing to measure.');
} else if (unknown.length > 0) {
  console.error(`Unknown set ${unknown.join(', ')}. Known: ${sets.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else {
  for (const set of sets) {
    if (positionals.length === 0 || positionals.includes(set.name)) print(set.name, await set.run());
  }
}

function print(name: string, rows: readonly EvalRow[]): void {
  for (const row of rows) console.log(`${name.padEnd(20)} ${row.measure.padEnd(28)} ${row.value.toFixed(3).padStart(9)}  ${verdict(row)}`);
}

function verdict({ value, target, lowerIsBetter }: EvalRow): string {
  if (target === null) return '';
  // Targets are given to three digits; a value is compared as it is printed.
  const printed = Number(value.toFixed(3));
  const isReached = lowerIsBetter === true ? printed <= target : printed >= target;
  return `${isReached ? 'reached' : 'MISSED '} ${lowerIsBetter === true ? 'at most' : 'at least'} ${target}`;
}
