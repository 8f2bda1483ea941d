/** Pages and files without text: shown to models that can see, and never claimed to be read by anybody else. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Generator } from '../../core/ports.ts';
import { pngOf } from '../../ingest/parse/png.ts';
import { extractive } from '../../server/generate/extractive.ts';
import { ollamaEngine } from '../../server/generate/ollama.ts';
import { openaiEngine } from '../../server/generate/openai.ts';
import { type FakeModelServer, type Flavour, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { openShelf, type Shelf, type ShelfFiles } from '../unit/answer-shelf.ts';

const fixture = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../fixtures/${path}`, import.meta.url)));
const notice = fixture('picture/sources/notice-board.png');
const scanned = fixture('pdf/sources/scanned.pdf');
const rules = '# Rules\n\nNobody may smoke in the office. Windows are closed at night.\n';
const question = 'Where is the key to the boiler room?';
const seenText = 'The key is at the porter’s lodge, on hook 7 [1].';

let server: FakeModelServer | null = null;
let shelf: Shelf | null = null;
afterEach(async () => {
  shelf?.close();
  await server?.close();
});

interface Setting {
  readonly shelf: Shelf;
  readonly model: Generator;
  readonly server: FakeModelServer;
}

async function started(files: ShelfFiles, { sees = true, flavour = 'llama-server' as Flavour, reply = seenText } = {}): Promise<Setting> {
  server = await startFakeModelServer({ flavour, models: [{ ...fakeModels.twentySix, sees }], reply });
  const isOllama = flavour === 'ollama';
  shelf = await openShelf(files, isOllama ? { ollamaUrl: server.url, contextTokens: '32768' } : { openaiUrl: server.url });
  const engine = isOllama ? ollamaEngine(shelf.deps.config) : openaiEngine(shelf.deps.config);
  const [found] = await engine.discover(AbortSignal.timeout(30_000));
  if (found === undefined) throw new Error('The fake server has no model');
  return { shelf, server, model: engine.open(found) };
}

/** All that the server was sent for the last question, as text. */
const sent = ({ requests }: FakeModelServer): string =>
  JSON.stringify(
    requests.findLast(({ path, body }) => /chat/.test(path) && Array.isArray(body.messages) && body.messages.length > 0)?.body,
  );
const wasAsked = ({ requests }: FakeModelServer): boolean =>
  requests.some(({ path, body }) => /chat/.test(path) && body.messages !== undefined);

describe('a model that can see', () => {
  test.each(['llama-server', 'ollama'] as const)('is shown a scanned page that no word leads to: %s', async (flavour) => {
    const { shelf, model, server } = await started({ 'letter.pdf': scanned }, { flavour });
    const { receipt, plan } = await shelf.ask(model, { question });
    expect(receipt.images).toMatchObject([{ source: 'letter.pdf', start: 0, end: 30, mediaType: 'image/png' }]);
    expect(sent(server)).toContain('[1], page 1');
    expect(sent(server)).toMatch(/iVBORw0KGgo[\w+/]{1000}/);
    expect(plan.promptTokens).toBeGreaterThan(298);
    expect(receipt.sections ?? { read: 1, total: 1 }).toEqual({ read: 1, total: 1 });
    expect(receipt.documents).toMatchObject([{ source: 'letter.pdf', used: true, why: 'The whole collection was read.' }]);
    expect(receipt.warnings).toEqual([]);
  });

  test('answers from it without a proof, and the answer says so', async () => {
    const { shelf, model } = await started({ 'notice.png': notice });
    const answer = await shelf.ask(model, { question });
    expect(answer.abstained).toBe(false);
    expect(answer.citations).toMatchObject([
      { source: 'notice.png', status: 'rejected', reason: 'picture-only', quote: '[Picture without text]', start: 0, end: 22 },
    ]);
    expect(answer.text).toContain('hook 7');
    expect(answer.text).toContain('This was read from a picture and cannot be checked here');
  });

  test('is shown a picture once, however many documents show it, and where it is shown', async () => {
    const { shelf, model, server } = await started({
      'docs/boiler.md': '# Boiler room\n\nThe key to the boiler room is where ![the notice](img/notice.png) says.\n',
      'docs/img/notice.png': notice,
      'rules.md': rules,
    });
    const { receipt } = await shelf.ask(model, { question, mode: 'whole' });
    expect(receipt.images).toHaveLength(1);
    expect(sent(server).split(Buffer.from(notice).toString('base64'))).toHaveLength(2);
  });

  test('is shown the file beside a Markdown passage that was found, in mode retrieve too, as it is now', async () => {
    const { shelf, model } = await started({
      'docs/boiler.md': '# Boiler room\n\nThe key to the boiler room is where ![the notice](img/notice.png) says.\n',
      'docs/img/notice.png': notice,
    });
    const first = await shelf.ask(model, { question, mode: 'retrieve' });
    expect(first.receipt.images[0]).toMatchObject({ source: 'docs/boiler.md', sizeBytes: notice.length });
    shelf.takeAway('docs/img/notice.png');
    expect((await shelf.ask(model, { question, mode: 'retrieve' })).receipt.images).toEqual([]);
  });

  test('is shown sixteen pages at most, and the receipt names what was left out', async () => {
    const files = Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`scan-${String(index + 10)}.png`, shade(index)]));
    const { shelf, model } = await started(files);
    const { receipt } = await shelf.ask(model, { question: 'List everything on the pictures', mode: 'whole' });
    expect(receipt.images).toHaveLength(16);
    expect(receipt.documents.filter(({ used }) => !used).map(({ source }) => source)).toEqual(['scan-26.png', 'scan-27.png']);
    expect(receipt.sections).toEqual({ read: 16, total: 18 });
    expect(receipt.warnings).toContain('There was no room for all pictures of scan-26.png, scan-27.png: the best were shown.');
  });
});

/** A picture of its own for each number. */
function shade(index: number): Uint8Array {
  return new Uint8Array(pngOf({ width: 200, height: 100, rgb: new Uint8Array(60_000).fill(index * 9) }));
}

describe('whoever cannot see', () => {
  test('is not asked about nothing but pictures, and the answer says what was not looked at', async () => {
    const { shelf, model, server } = await started({ 'letter.pdf': scanned }, { sees: false });
    const answer = await shelf.ask(model, { question });
    expect(wasAsked(server)).toBe(false);
    expect(answer.abstained).toBe(true);
    expect(answer.text).toBe('This is not in these documents.\n\nOne page or picture holds no text and was not looked at.');
    expect(answer.receipt.documents).toMatchObject([{ used: false, why: 'It is a picture without text, and nobody has looked at it.' }]);
    expect(answer.receipt.warnings).toEqual([
      'A page or picture without text was not looked at, because gemma4:26b cannot see pictures: letter.pdf.',
    ]);
  });

  test.each(['whole', 'scan'] as const)('has not read every section, in mode %s', async (mode) => {
    const files = { 'letter.pdf': scanned, 'rules.md': rules };
    const { shelf, model } = await started(files, { sees: false, reply: 'Nobody may smoke in the office [2].' });
    const { receipt, text } = await shelf.ask(model, { question: 'List all rules about the office', mode });
    expect(receipt.sections).toEqual({ read: 1, total: 2 });
    expect(text).toContain('One page or picture holds no text and was not looked at.');
  });

  test('quotes no line that stands for a picture', async () => {
    shelf = await openShelf({ 'page picture without text.pdf': scanned, 'rules.md': rules });
    const answer = await shelf.ask(extractive(shelf.deps.config), { question: 'Which page is a picture without text?' });
    expect(answer.citations.map(({ source }) => source)).not.toContain('page picture without text.pdf');
    expect(answer.receipt.warnings.join()).toContain('because no model was asked: page picture without text.pdf.');
  });

  test('hears nothing of pages that have nothing to do with a fact that was found and proven', async () => {
    const { shelf, model } = await started(
      { 'letter.pdf': scanned, 'rules.md': rules },
      { sees: false, reply: 'Nobody may smoke in the office [1].' },
    );
    const { receipt, text } = await shelf.ask(model, { question: 'May anybody smoke in the office?', mode: 'retrieve' });
    expect(text).toBe('Nobody may smoke in the office [1].');
    expect(receipt.warnings.join()).not.toContain('looked at');
  });
});
