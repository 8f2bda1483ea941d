/** How much of the prompt a model server still holds after a change, by the prefix cache of the fake one. */
import { afterEach, expect, test } from 'vitest';
import type { Generator } from '../../core/ports.ts';
import type { Receipt } from '../../core/types.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

const topics = ['leave', 'travel', 'hiring', 'security', 'payroll', 'meetings', 'equipment'];

/** 97 documents of some 250 tokens, the size of a chapter of a small handbook. */
function chapter(index: number, edition: string): string {
  const topic = topics[index % topics.length] ?? '';
  const lines = Array.from(
    { length: 12 },
    (_, line) => `Rule ${index}.${line} on ${topic}: form ${line * 11 + index} goes to desk ${line + 2} within ${line + 3} days.`,
  );
  return `# ${topic} ${index}, ${edition} edition\n\n${lines.join('\n')}\n`;
}
const sourceOf = (index: number): string => `${String(index).padStart(3, '0')}-${topics[index % topics.length]}.md`;
const handbook = Object.fromEntries(Array.from({ length: 97 }, (_, index) => [sourceOf(index), chapter(index, 'first')]));

let server: FakeModelServer | null = null;
let shelf: Shelf | null = null;
afterEach(async () => {
  shelf?.close();
  await server?.close();
});

async function started(): Promise<{ readonly shelf: Shelf; readonly model: Generator }> {
  server = await startFakeModelServer({ flavour: 'llama-server', reply: 'It is in there [1].', windowTokens: 131_072 });
  shelf = await openShelf(handbook, { openaiUrl: server.url });
  const engine = openaiEngine(shelf.deps.config);
  const [found] = await engine.discover(AbortSignal.timeout(30_000));
  if (found === undefined) throw new Error('The fake server has no model');
  return { shelf, model: engine.open(found) };
}

const share = ({ cachedTokens, promptTokens }: Receipt): number => (cachedTokens ?? 0) / promptTokens;

test('a second question over 97 documents reads at most a twentieth again, also in another conversation', async () => {
  const { shelf, model } = await started();
  await shelf.ask(model, { question: 'What is rule 3.4?', mode: 'whole' });
  const second = await shelf.ask(model, { question: 'And who gets form 40?', mode: 'whole' });
  expect(share(second.receipt)).toBeGreaterThanOrEqual(0.95);
  const history = [{ question: 'What is rule 3.4?', answer: 'Form 47 goes to desk 6.' }];
  const third = await shelf.ask(model, { question: 'Within how many days?', mode: 'whole', history });
  expect(share(third.receipt)).toBeGreaterThanOrEqual(0.95);
});

test.each([0, 48, 96])('after document %i of 97 was edited at least nine tenths are still held, and stay held', async (index) => {
  const { shelf, model } = await started();
  await shelf.ask(model, { question: 'What is rule 3.4?', mode: 'whole' });
  await shelf.put({ [sourceOf(index)]: chapter(index, 'second') });
  const edited = await shelf.ask(model, { question: 'What is rule 3.5?', mode: 'whole' });
  expect(edited.plan.mode).toBe('whole');
  expect(share(edited.receipt)).toBeGreaterThanOrEqual(0.9);
  const next = await shelf.ask(model, { question: 'What is rule 3.6?', mode: 'whole' });
  expect(share(next.receipt)).toBeGreaterThanOrEqual(0.95);
});

test('a document that was removed is not in the next prompt', async () => {
  const { shelf, model } = await started();
  await shelf.ask(model, { question: 'What is rule 3.4?', mode: 'whole' });
  shelf.takeAway(sourceOf(40));
  await shelf.ask(model, { question: 'What is rule 3.5?', mode: 'whole' });
  const asked = (server?.requests ?? []).filter(({ path }) => path === '/v1/chat/completions');
  expect(JSON.stringify(asked[0]?.body)).toContain('Rule 40.1 ');
  expect(JSON.stringify(asked.at(-1)?.body)).not.toContain('Rule 40.1 ');
});
