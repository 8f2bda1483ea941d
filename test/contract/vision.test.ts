/** Pictures of documents on their way to models that can see, and only to those. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Generator } from '../../core/ports.ts';
import { ollamaEngine } from '../../server/generate/ollama.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { type FakeModelServer, type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { openShelf, type Shelf } from '../unit/answer-shelf.ts';

/** A red dot. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const image = `<img src="data:image/png;base64,${png}">`;
const files = {
  'roof.html': `<h1>Roof</h1><p>The roof leaks above room 12, as the photo shows. ${image}</p>`,
  'soup.html': `<h1>Soup</h1><p>The cafeteria serves soup on Fridays. ${image}</p>`,
  'rules.md': '# Rules\n\nNobody may smoke in the office.\n',
};
const question = 'Where does the roof leak, and what does the photo show?';

let server: FakeModelServer | null = null;
let shelf: Shelf | null = null;
afterEach(async () => {
  shelf?.close();
  await server?.close();
});

async function started(
  flavour: Flavour,
  sees: boolean,
): Promise<{ readonly shelf: Shelf; readonly model: Generator; readonly server: FakeModelServer }> {
  const isOllama = flavour === 'ollama';
  const models = [{ ...fakeModels.twentySix, sees }];
  server = await startFakeModelServer({ flavour, models, reply: 'The roof leaks above room 12 [1].' });
  // Each test has another address: what a model can do is remembered by address and digest.
  shelf = await openShelf(files, isOllama ? { ollamaUrl: server.url, contextTokens: '32768' } : { openaiUrl: server.url });
  const engine = isOllama ? ollamaEngine(shelf.deps.config) : openaiEngine(shelf.deps.config);
  const [found] = await engine.discover(AbortSignal.timeout(30_000));
  if (found === undefined) throw new Error('The fake server has no model');
  return { shelf, server, model: engine.open(found) };
}

/** The messages of the last question. */
function sent({ requests }: FakeModelServer): readonly { readonly role: string; readonly content: unknown; readonly images?: unknown }[] {
  const chats = requests.filter(({ path, body }) => /chat/.test(path) && Array.isArray(body.messages) && body.messages.length > 0);
  return (chats.at(-1)?.body.messages ?? []) as ReturnType<typeof sent>;
}

describe.each(['retrieve', 'whole'] as const)('in mode %s', (mode) => {
  test('Ollama gets the pictures beside the question, in a message after the documents', async () => {
    const { shelf, model, server } = await started('ollama', true);
    expect(model.model.vision).toBe(true);
    const { receipt } = await shelf.ask(model, { question, mode });
    const [system, documents, last, ...more] = sent(server);
    expect([system?.role, documents?.role, last?.role, more.length]).toEqual(['system', 'user', 'user', 0]);
    expect(String(documents?.content).endsWith('</document>')).toBe(true);
    expect(documents).not.toHaveProperty('images');
    expect(String(last?.content)).toMatch(/^The pictures above, in this order, of passages \[\d+\](?:; \[\d+\])*\.\n\n/);
    expect(String(last?.content)).toContain(`.\n\n${question}`);
    expect(last?.images).toHaveLength(receipt.images.length);
    expect(receipt.images[0]).toMatchObject({
      source: 'roof.html',
      mediaType: 'image/png',
      sizeBytes: Buffer.from(png, 'base64').length,
      tokens: 298,
    });
  });

  test('llama-server gets them as the last parts of the last message', async () => {
    const { shelf, model, server } = await started('llama-server', true);
    const { receipt, plan } = await shelf.ask(model, { question, mode });
    const content = sent(server).at(-1)?.content as readonly {
      readonly type: string;
      readonly text?: string;
      readonly image_url?: object;
    }[];
    expect(content[0]?.text).toContain('</document>\n\nWhere does the roof leak');
    const shown = { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } };
    const label = { type: 'text', text: expect.stringMatching(/^Picture of passage \[\d+\]:$/) };
    expect(content.slice(1)).toEqual(receipt.images.flatMap(() => [label, shown]));
    expect(receipt.images.length).toBeGreaterThan(0);
    expect(receipt.promptTokens).toBe(plan.promptTokens);
    expect(receipt.promptTokens - (receipt.serverPromptTokens ?? 0)).toBeGreaterThanOrEqual(282 * receipt.images.length);
    expect(receipt.warnings).toEqual([]);
  });

  test.each(['ollama', 'llama-server'] as const)('a model on %s that cannot see gets words only', async (flavour) => {
    const { shelf, model, server } = await started(flavour, false);
    expect(model.model.vision).toBeUndefined();
    const { receipt } = await shelf.ask(model, { question, mode });
    expect(receipt.images).toEqual([]);
    expect(JSON.stringify(sent(server))).not.toContain(png);
  });
});

test('pictures of passages that have nothing to do with the question stay away', async () => {
  const { shelf, model } = await started('llama-server', true);
  const { receipt } = await shelf.ask(model, { question: 'May anybody smoke in the office?', mode: 'whole' });
  expect(receipt.images.map(({ source }) => source)).not.toContain('roof.html');
});

test('pictures go as far as there is room beside the texts and the answer', async () => {
  const { shelf, model } = await started('llama-server', true);
  const all = await shelf.ask(model, { question, mode: 'whole' });
  const textTokens = all.receipt.promptTokens - 298 * all.receipt.images.length;
  const contextTokens = textTokens + shelf.deps.config.maxOutputTokens + 298 + 297;
  const narrow = { ...model, model: { ...model.model, contextTokens } };
  expect((await shelf.ask(narrow, { question, mode: 'whole' })).receipt.images).toHaveLength(1);
});
