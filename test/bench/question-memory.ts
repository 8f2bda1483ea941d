/** What the server holds after many questions, beside what it held after the first hundred. */
import { fileURLToPath } from 'node:url';
import { openBenchServer } from './bench-server.ts';
import type { Targets } from './report.ts';

const sample = fileURLToPath(new URL('../../data/sample', import.meta.url));
const questions = ['How many days of leave do I get?', 'Who approves travel?', 'What does the warranty cover?', 'List all orders over 100'];
const warm = 100;
const all = 2_000;

export async function measureQuestionMemory(folder: string, targets: Targets): Promise<void> {
  const server = await openBenchServer(folder, { folders: sample });
  try {
    await server.createCollection('sample');
    await server.endOf(await server.ingest('sample', sample));
    const ask = (index: number) =>
      server.request('POST', '/api/collections/sample/answers', {
        question: `${questions[index % questions.length]} ${index}`,
        mode: 'auto',
        model: 'extractive',
      });
    for (let index = 0; index < warm; index += 1) await ask(index);
    const before = (await server.figures()).residentBytes;
    for (let index = warm; index < all; index += 1) await ask(index);
    const after = (await server.figures()).residentBytes;
    targets.note(`${(before / 1e6).toFixed(0)} MB after ${warm} questions, ${(after / 1e6).toFixed(0)} MB after ${all}`);
    targets.enter('memory after 2,000 questions, against after 100', after / before, 'x', 1.3);
  } finally {
    await server.stop();
  }
}
