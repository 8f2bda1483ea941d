import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import type { AppStore } from '../../core/ports.ts';
import { openAppStore } from '../../core/store/index.ts';
import { answerOf } from './answer-sample.ts';

let data: string;
let app: AppStore;
const reopen = (): AppStore => openAppStore(loadConfig({ flags: { data }, environment: {} }));
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'carrel-talks-'));
  app = reopen();
});
afterEach(() => {
  app.close();
  rmSync(data, { recursive: true, force: true });
});

test('an answer is found again as it was given, also after a restart', () => {
  const answer = answerOf('one', { text: 'Thirty days. ✓ [1]' });
  app.saveAnswer(answer);
  app.close();
  app = reopen();
  expect(app.answer('one')).toEqual(answer);
  expect(app.answer('two')).toBeNull();
});

test('an answer that is saved again replaces itself', () => {
  app.saveAnswer(answerOf('one'));
  app.saveAnswer(answerOf('one', { text: 'Twenty.' }));
  expect(app.answer('one')?.text).toBe('Twenty.');
});

test('a conversation holds its answers in order and comes first when it was used last', async () => {
  const older = app.createConversation('leave', 'Days');
  const newer = app.createConversation('leave', 'Notice');
  app.createConversation('prices', 'Other');
  const later = new Date(Date.parse(newer.updatedAt) + 1);
  while (new Date() < later) await new Promise((resolve) => setImmediate(resolve));
  for (const id of ['one', 'two']) app.saveAnswer(answerOf(id, { conversationId: older.id }));
  expect(app.conversations('leave').map((conversation) => conversation.title)).toEqual(['Days', 'Notice']);
  expect(app.conversation(older.id)?.answers.map((answer) => answer.id)).toEqual(['one', 'two']);
  expect(app.conversation(newer.id)).toEqual({ conversation: newer, answers: [] });
  expect(app.conversation('nothing')).toBeNull();
});

test('an answer to a conversation that is not there is refused, and not kept', () => {
  expect(() => app.saveAnswer(answerOf('one', { conversationId: 'gone' }))).toThrow(
    expect.objectContaining({ code: 'conversation-unknown' }),
  );
  expect(app.answer('one')).toBeNull();
});

test('a removed conversation leaves no answer and no byte of what was said', () => {
  const { id } = app.createConversation('leave', 'Quetzalcoatlus-title');
  app.saveAnswer(answerOf('one', { conversationId: id, text: 'Quetzalcoatlus-text' }));
  expect(app.removeConversation(id)).toBe(true);
  expect(app.conversation(id)).toBeNull();
  expect(app.answer('one')).toBeNull();
  expect(app.removeConversation(id)).toBe(false);
  expect(app.owesWipe()).toBe(true);
  app.wipe();
  expect(app.owesWipe()).toBe(false);
  expect(readdirSync(data).filter((file) => readFileSync(join(data, file)).includes('Quetzalcoatlus'))).toEqual([]);
});

test('a forgotten collection takes its conversations and answers along', () => {
  const { id } = app.createConversation('leave', 'Days');
  app.saveAnswer(answerOf('one', { conversationId: id }));
  app.saveAnswer(answerOf('two'));
  app.saveAnswer(answerOf('three', { collection: 'prices' }));
  app.forgetCollection('leave');
  expect(app.conversations('leave')).toEqual([]);
  expect(['one', 'two', 'three'].map((answer) => app.answer(answer)?.id)).toEqual([undefined, undefined, 'three']);
});

test('of answers outside a conversation the newest 1,000 are kept; those of conversations all', () => {
  const { id } = app.createConversation('leave', 'Days');
  app.saveAnswer(answerOf('kept', { conversationId: id }));
  const database = new Sqlite(join(data, 'app.sqlite'));
  database.exec(`WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < 1100)
    INSERT INTO answer (id, collection, body) SELECT 'old-' || value, 'leave', x'' FROM number`);
  const loose = database.prepare('SELECT count(*) FROM answer WHERE conversation_id IS NULL').pluck();
  app.saveAnswer(answerOf('newest'));
  expect(loose.get()).toBe(1000);
  database.close();
  expect(['kept', 'old-1', 'newest'].map((answer) => app.answer(answer)?.id)).toEqual(['kept', undefined, 'newest']);
});

test('an app.sqlite that is none is named, without its path', () => {
  app.close();
  rmSync(data, { recursive: true });
  app = openAppStore(loadConfig({ flags: { data }, environment: {} }));
  app.close();
  writeFileSync(join(data, 'app.sqlite'), 'This is a letter. '.repeat(500));
  expect(reopen).toThrow(
    expect.objectContaining({
      code: 'collection-damaged',
      message: 'The file app.sqlite in the data folder is damaged or is no file of Carrel',
    }),
  );
});
