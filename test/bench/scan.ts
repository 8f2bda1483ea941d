/**
 * How long a question about everything takes without a model, from question to the end of the answer:
 * `node test/bench/scan.ts`. Ingest is not counted; the table rows of the collection are looked through as well.
 */
import { countTokens } from '../../core/tokens/index.ts';
import { answer } from '../../server/answer/answer.ts';
import { extractive } from '../../server/generate/extractive.ts';
import { type BuiltCollection, buildFromFiles, type FileEntry } from '../eval/collection.ts';
import { hasEvalData } from '../eval/data.ts';
import { filesInLines, filesUnder } from '../eval/ir.ts';

interface Corpus {
  readonly name: string;
  files(): readonly FileEntry[];
  readonly questions: readonly string[];
}

const corpora: readonly Corpus[] = [
  {
    name: 'handbook-200k',
    files: () => filesUnder('office/handbook-200k/files/'),
    questions: [
      'List all places where passwords are mentioned.',
      'Is there any mention of helicopters?',
      'How many products cost more than 100 euros?',
    ],
  },
  {
    name: 'postgresql-docs-1m',
    files: () => filesInLines('office/postgresql-docs-1m/html.jsonl.gz'),
    questions: [
      'List all places where autovacuum workers are mentioned.',
      'Is there any mention of helicopters?',
      'How many acronyms are there?',
    ],
  },
];

if (hasEvalData()) await measure();
else console.log('../shared/eval is absent: nothing measured.');

async function measure(): Promise<void> {
  for (const { name, files, questions } of corpora) {
    const built = await buildFromFiles(files());
    try {
      const { documents, chunks, tokens } = built.collection.summary();
      console.log(`${name}: ${documents} documents, ${chunks} chunks, ${tokens} tokens`);
      for (const question of questions) await ask(built, question);
    } finally {
      built.close();
    }
  }
}

async function ask({ access, config }: BuiltCollection, question: string): Promise<void> {
  const deps = {
    collection: access,
    generator: extractive(config),
    config,
    countTokens,
    embedQuery: async () => null,
    now: () => new Date(),
    newId: () => 'bench',
  };
  const request = { collection: 'bench', question, mode: 'scan', history: [], conversationId: null } as const;
  const started = performance.now();
  const last = (await Array.fromAsync(answer(request, deps, new AbortController().signal))).at(-1);
  if (last?.type !== 'answer-end') throw new Error('The answer has no end');
  const { sections, sql } = last.answer.receipt;
  const read = sections === null ? 'no sections' : `${sections.read} of ${sections.total} sections`;
  console.log(
    `  ${Math.round(performance.now() - started)} ms, ${read}${sql === null ? '' : ', by SQL'}: ${question} ${last.answer.text.split('\n')[0]}`,
  );
}
