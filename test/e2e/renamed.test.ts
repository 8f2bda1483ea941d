/** A file that is called something else: what was made of it, and what was said of it, follows. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import type { Answer, Citation } from '../../core/types.ts';
import { type FakeModelServer, startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { answerOf } from '../unit/answer-sample.ts';
import { collection, counts, type Desk, lineOf, none, openDesk } from './ingest-desk.ts';

let server: FakeModelServer;
let desk: Desk;
beforeEach(async () => {
  server = await startFakeModelServer({ models: [fakeModels.embedding] });
  desk = openDesk({ ollamaUrl: server.url, embedder: 'ollama:embeddinggemma' });
});
afterEach(async () => {
  desk.close();
  await server.close();
});

const rename = (from: string, to: string): void => renameSync(join(desk.folder, from), join(desk.folder, to));
/** Requests that had these words embedded; others only ask what the model is. */
const embedded = (words: string): number =>
  server.requests.filter(({ path, body }) => path === '/api/embed' && JSON.stringify(body).includes(words)).length;

/** An answer that rests on a document, stored as the server stores it. */
function answerAbout(source: string, quote: string): Answer {
  const documentId = documentIdOf(source);
  const span = { start: 0, end: quote.length };
  const place = { page: null, lineStart: 1, lineEnd: 1, heading: null, sheet: null, cells: null, table: null, boxes: [] };
  const citation: Citation = { number: 1, documentId, source, title: source, ...span, quote, status: 'verified', reason: null, place };
  const passages = [{ number: 1, documentId, source, title: source, span, text: quote, tokens: 9 }];
  const { receipt, ...answer } = answerOf('one', { text: `${quote} [1]`, collection, citations: [citation], passages });
  const documents = [{ documentId, source, tokens: 9, used: true, why: 'It was read.' }];
  const promptParts = { systemHash: 'aa', documents: [{ documentId, hash: 'bb', spans: null }], history: [], question: 'How many days?' };
  return { ...answer, receipt: { ...receipt, documents, promptParts } };
}

test('answers keep their words and cite it under its new name, which opens the same words', async () => {
  const quote = 'Thirty days of leave in the year.';
  desk.put({ 'leave.md': `${quote}\n`, 'rent.md': 'The rent is due in May.\n' });
  await desk.ingest();
  const answer = answerAbout('leave.md', quote);
  desk.app.saveAnswer(answer);
  rename('leave.md', 'holidays.md');
  const report = await desk.ingest();
  expect(counts(report)).toEqual({ ...none, added: 1, removed: 1, unchanged: 1 });
  expect(lineOf(report, 'leave.md')?.reason).toBe('It is called holidays.md now; answers about it follow.');
  const kept = desk.app.answer('one');
  expect(kept?.text).toBe(answer.text);
  expect(kept?.citations).toMatchObject([{ documentId: documentIdOf('holidays.md'), source: 'holidays.md', quote, status: 'verified' }]);
  const [cited] = kept?.citations ?? [];
  expect(desk.document(cited?.source ?? '')?.parsed.text.slice(cited?.start, cited?.end)).toBe(quote);
  expect(kept?.receipt.documents.map(({ source }) => source)).toEqual(['holidays.md']);
  // Its name was sent: the prompt cannot be made again.
  expect(kept?.receipt.promptParts).toBeNull();
  expect(JSON.stringify(kept)).not.toContain('leave.md');
});

test('its passages are not embedded again where the name is not its title', async () => {
  desk.put({ 'leave.md': '# Leave\n\nThirty days of leave in the year.\n', 'plain.txt': 'days: 30\n' });
  await desk.ingest();
  expect(embedded('Thirty days')).toBe(1);
  rename('leave.md', 'holidays.md');
  await desk.ingest();
  expect(embedded('Thirty days')).toBe(1);
  expect(desk.servingEmbedder()).toMatch(/embeddinggemma/);
});

test('another ending that has it read otherwise is another document: what was said of the old one is forgotten', async () => {
  desk.put({ 'prices.csv': 'name,price\nbread,3\n', 'rent.md': 'The rent is due in May.\n' });
  await desk.ingest();
  desk.app.saveAnswer(answerAbout('prices.csv', 'bread'));
  const textBefore = desk.document('prices.csv')?.parsed.text;
  rename('prices.csv', 'prices.html');
  const report = await desk.ingest();
  expect(desk.document('prices.html')?.parsed.text).not.toBe(textBefore);
  expect(lineOf(report, 'prices.csv')?.reason).toBe('Its file is gone.');
  expect(desk.app.answer('one')?.text).toContain('deleted together');
});

test('of a copy that is deleted, answers follow the one that is left', async () => {
  const quote = 'Thirty days of leave in the year.';
  desk.put({ 'a.md': quote, 'b.md': quote });
  await desk.ingest();
  desk.app.saveAnswer(answerAbout('a.md', quote));
  rename('a.md', '../a.md');
  await desk.ingest();
  expect(desk.app.answer('one')?.citations).toMatchObject([{ source: 'b.md' }]);
});
