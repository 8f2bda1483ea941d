/** What answers said of a document goes with it (docs/decisions/013). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { documentIdOf } from '../../core/hash.ts';
import { openAppStore } from '../../core/store/index.ts';
import type { Answer, Citation, Passage } from '../../core/types.ts';
import { answerOf } from './answer-sample.ts';
import { storeFolder } from './store-folder.ts';

const { data, config, closedLater } = storeFolder();
const secret = 'secret.md';
const leave = 'leave.md';
const texts: Readonly<Record<string, string>> = {
  [secret]: 'The safe opens with Quetzalcoatlus in the morning.',
  [leave]: 'Every employee has thirty days of leave in the year.',
};

const documentId = (source: string) => documentIdOf(source);
const passage = (source: string, number: number): Passage => {
  const text = texts[source] ?? '';
  return { number, documentId: documentId(source), source, title: source, span: { start: 0, end: text.length }, text, tokens: 9 };
};
const citation = (source: string): Citation => ({
  ...{ number: 1, documentId: documentId(source), source, title: source, start: 0, end: 9, quote: texts[source] ?? '' },
  ...{ status: 'verified', reason: null },
  place: { page: null, lineStart: 1, lineEnd: 1, heading: null, sheet: null, cells: null, table: null, boxes: [] },
});
const read = (sources: readonly string[], text: string, cited: readonly string[] = [], details: Partial<Answer> = {}): Answer => {
  const base = answerOf('one', {
    text,
    passages: sources.map((source, index) => passage(source, index + 1)),
    citations: cited.map(citation),
  });
  const documents = sources.map((source) => ({ documentId: documentId(source), source, tokens: 9, used: true, why: 'It was read.' }));
  return { ...base, receipt: { ...base.receipt, documents }, ...details };
};
const isThere = (id: string): boolean => id !== documentId(secret);

function afterForgetting(...answers: readonly Answer[]): readonly (Answer | null)[] {
  const app = closedLater(openAppStore(config()));
  for (const answer of answers) app.saveAnswer(answer);
  app.forgetDocuments('leave', isThere);
  return answers.map(({ id }) => app.answer(id));
}

describe('an answer, after a document is gone,', () => {
  test('that cites it has neither its text nor its quotes nor its passages', () => {
    const [kept] = afterForgetting(read([secret, leave], 'It opens with that word [1].', [secret]));
    expect(kept).toMatchObject({ id: 'one', question: 'How many days?', citations: [], passages: [{ source: leave }] });
    expect(kept?.text).toContain('deleted together with a document');
    expect(kept?.receipt.documents.map(({ source }) => source)).toEqual([leave]);
  });

  test('that repeats a word of it without citing it loses its text too', () => {
    const [kept] = afterForgetting(read([secret, leave], 'Thirty days [1]. By the way: Quetzalcoatlus.', [leave]));
    expect(JSON.stringify(kept)).not.toContain('Quetzalcoatlus');
  });

  test('that was only given it, and says nothing from it, keeps its text and its other citations', () => {
    const answer = read([secret, leave], 'Every employee has thirty days of leave [1].', [leave]);
    const [kept] = afterForgetting(answer);
    expect(kept).toEqual({
      ...answer,
      passages: [passage(leave, 2)],
      receipt: { ...answer.receipt, documents: answer.receipt.documents.filter(({ source }) => source === leave) },
    });
  });

  test('that never saw it stays as it is', () => {
    const answer = read([leave], 'Thirty days [1].', [leave]);
    expect(afterForgetting(answer)).toEqual([answer]);
  });

  test('that came later in the same conversation and repeats it without any passage loses its text', () => {
    const app = closedLater(openAppStore(config()));
    const conversationId = app.createConversation('leave', 'The safe').id;
    app.saveAnswer(read([secret], 'Quetzalcoatlus [1].', [secret], { conversationId }));
    app.saveAnswer(read([leave], 'As I said: Quetzalcoatlus.', [], { id: 'two', conversationId }));
    app.saveAnswer(read([leave], 'Thirty days.', [], { id: 'three', conversationId }));
    expect(app.forgetDocuments('leave', isThere)).toBe(2);
    expect(['one', 'two', 'three'].map((id) => app.answer(id)?.text.includes('deleted'))).toEqual([true, true, false]);
    expect(app.forgetDocuments('leave', isThere)).toBe(0);
  });

  test('about another collection is left alone', () => {
    const answer = read([secret], 'Quetzalcoatlus [1].', [secret], { collection: 'other' });
    expect(afterForgetting(answer)).toEqual([answer]);
  });

  test('has left no byte of its old row in any file of the data folder', () => {
    const app = closedLater(openAppStore(config()));
    // Enough others that pages are shared, split and merged.
    for (let number = 0; number < 40; number += 1) {
      app.saveAnswer(read([leave], `Thirty days, said ${number} times.`, [], { id: `other-${number}` }));
    }
    app.saveAnswer(read([secret, leave], 'Quetzalcoatlus [1].', [secret]));
    const rows = new Sqlite(join(data(), 'app.sqlite'), { readonly: true });
    const body = rows.prepare("SELECT body FROM answer WHERE id = 'one'").pluck().get() as Buffer;
    rows.close();
    // Rows are deflated, so the word itself is never there to be seen: look for pieces of the old row instead.
    const pieces = [0, Math.floor(body.length / 2), body.length - 32].map((start) => body.subarray(start, start + 32));
    const left = (): number =>
      readdirSync(data(), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
        .reduce((sum, bytes) => sum + pieces.filter((piece) => bytes.includes(piece)).length, 0);
    expect(left()).toBeGreaterThan(0);
    app.forgetDocuments('leave', isThere);
    expect(left()).toBe(0);
  });
});
