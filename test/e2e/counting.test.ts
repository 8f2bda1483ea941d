import { expect, test } from 'vitest';
import type { Plan } from '../../core/types.ts';
import { startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { createCollection, post, startServer, upload } from './running.ts';

test('a question is planned with the vocabulary of its model, and the plan says who counts', async () => {
  const model = await startFakeModelServer({ models: [fakeModels.e4b, fakeModels.qwen] });
  const server = await startServer({ ollamaUrl: model.url, contextTokens: '16384' });
  try {
    await createCollection(server, 'office');
    await upload(server, 'office', { 'leave.md': '# Leave\n\nEvery employee has 27 days of annual leave a year.\n' });
    const planned = async (name: string): Promise<Plan> => {
      const reply = await post(server, '/api/collections/office/plan', { question: 'How many days of leave?', model: name });
      return ((await reply.json()) as { readonly plan: Plan }).plan;
    };
    const [gemma, qwen] = [await planned('gemma4:e4b'), await planned('qwen3:8b')];
    expect([gemma.countedBy, qwen.countedBy]).toEqual(['gemma', 'vocabulary']);
    // The vocabulary of the stand-in knows single bytes and one pair of them.
    expect(qwen.promptTokens).toBeGreaterThan(3 * gemma.promptTokens);
    expect(qwen.collectionTokens).toBeGreaterThan(3 * gemma.collectionTokens);
  } finally {
    await server.stop();
    await model.close();
  }
});
