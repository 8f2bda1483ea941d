/**
 * What a whole collection of 97 documents and 200,000 tokens costs to pack, and how much of the prompt a model server
 * still holds after an edit, by the prefix cache of the fake one: `node test/bench/pack.ts`.
 */
import type { Generator } from '../../core/ports.ts';
import type { Answer } from '../../core/types.ts';
import { type PackDeps, packedCollection } from '../../server/answer/pack/shelf.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { hasEvalData } from '../eval/data.ts';
import { filesUnder } from '../eval/ir.ts';
import { startFakeModelServer } from '../fake-model-server/index.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

const folder = 'office/handbook-200k/files/';
const windowTokens = 262_144;

if (hasEvalData()) await measure();
else console.log('../shared/eval is absent: nothing measured.');

async function measure(): Promise<void> {
  const files = Object.fromEntries(filesUnder(folder).map(({ path, bytes }) => [path.replace(/^\//, ''), new TextDecoder().decode(bytes)]));
  const server = await startFakeModelServer({ flavour: 'llama-server', reply: 'It is in there [1].', windowTokens });
  const shelf = await openShelf(files, { openaiUrl: server.url });
  try {
    await packs(shelf.deps);
    const model = await modelOf(shelf);
    show('first question', await asked(shelf, model, 'What is the notice period?'));
    show('second question', await asked(shelf, model, 'Who approves travel?'));
    const sources = Object.keys(files).sort();
    for (const [place, index] of [
      ['first', 0],
      ['middle', Math.floor(sources.length / 2)],
      ['last', sources.length - 1],
    ] as const) {
      const source = sources[index] ?? '';
      await shelf.put({ [source]: `${files[source]}\nThis line is new.\n` });
      show(`${place} of ${sources.length} documents edited, next question`, await asked(shelf, model, 'How many days of leave are there?'));
    }
  } finally {
    shelf.close();
    await server.close();
  }
}

async function packs(deps: PackDeps): Promise<void> {
  const records = await deps.collection.documents();
  const corpus = records.reduce((sum, { tokens }) => sum + tokens, 0);
  const firstMs = await timed(() => packedCollection(deps, records));
  const againMs = await timed(() => packedCollection(deps, records));
  const { tokens } = await packedCollection(deps, records);
  console.log(`${records.length} documents, ${corpus} tokens bare, ${tokens} packed: ${(tokens / corpus).toFixed(4)}`);
  console.log(`packed in ${firstMs.toFixed(0)} ms; for each question after that ${againMs.toFixed(2)} ms`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function modelOf({ deps }: Shelf): Promise<Generator> {
  const engine = openaiEngine(deps.config);
  const [found] = await engine.discover(AbortSignal.timeout(30_000));
  if (found === undefined) throw new Error('The fake server has no model');
  return engine.open(found);
}

function asked(shelf: Shelf, model: Generator, question: string): Promise<Answer> {
  return shelf.ask(model, { question, mode: 'whole' });
}

function show(what: string, { receipt }: Answer): void {
  const { cachedTokens, promptTokens } = receipt;
  const kilobytes = Buffer.byteLength(JSON.stringify(receipt)) / 1000;
  console.log(
    `${what}: ${promptTokens} tokens, ${(((cachedTokens ?? 0) / promptTokens) * 100).toFixed(1)} % held; receipt ${kilobytes.toFixed(1)} kB`,
  );
}
