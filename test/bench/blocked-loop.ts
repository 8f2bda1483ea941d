/** What may hold up every other person: large lists, and an answer that reads a whole collection. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evalFile, hasEvalData } from '../eval/data.ts';
import { startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { type BenchServer, openBenchServer } from './bench-server.ts';
import { writeCorpus } from './ingest-corpora.ts';
import { enterBlocked, type Targets } from './report.ts';

/** Gemma 4 12B's own. */
const windowTokens = 262_144;

/** Says so and measures nothing when ../shared/eval is absent. */
export async function measureBlockedLoop(folder: string, targets: Targets): Promise<void> {
  if (!hasEvalData()) return targets.note('../shared/eval is absent: the main loop was not measured.');
  const files = join(folder, 'files');
  writeCorpus('scifact', join(files, 'many'));
  cpSync(fileURLToPath(evalFile('office/handbook-200k/files')), join(files, 'handbook'), { recursive: true });
  // Not Ollama: its window would depend on the memory of this machine.
  const model = await startFakeModelServer({ flavour: 'llama-server', models: [fakeModels.twelve], windowTokens });
  const server = await openBenchServer(join(folder, 'data'), { folders: files, openaiUrl: model.url });
  try {
    for (const name of ['many', 'handbook']) {
      await server.createCollection(name);
      await server.endOf(await server.ingest(name, join(files, name)));
    }
    enterBlocked(targets, 'while 5,183 files were read', await server.figures());
    await watched(server, targets, 'by the list of 5,183 documents', () => server.request('GET', '/api/collections/many/documents'));
    await watched(server, targets, 'by the list of jobs', () => server.request('GET', '/api/jobs'));
    const ask = (question: string) => server.request('POST', '/api/collections/handbook/answers', { question, mode: 'whole' });
    await watched(server, targets, 'by the first answer from 200,000 tokens', () => ask('How many days of leave do I get?'));
    await watched(server, targets, 'by the second one', () => ask('Who approves travel?'));
    const none = { question: 'How many days of leave do I get?', mode: 'auto', model: 'extractive' };
    await watched(server, targets, 'by an answer without a model', () => server.request('POST', '/api/collections/handbook/answers', none));
  } finally {
    await server.stop();
    await model.close();
  }
}

async function watched(server: BenchServer, targets: Targets, during: string, work: () => Promise<unknown>): Promise<void> {
  await server.figures();
  await work();
  enterBlocked(targets, during, await server.figures());
}
