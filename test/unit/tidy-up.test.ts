/** What the ingest process does while no job is: nothing of what was deleted, and of what people sent, is left lying about. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openAppStore } from '../../core/store/index.ts';
import { openTidying } from '../../ingest/tidy-up.ts';
import { answerOf } from './answer-sample.ts';
import { storeFolder } from './store-folder.ts';

const { data, config, closedLater } = storeFolder();

test('staging folders of ended jobs go, those of waiting jobs and of uploads on their way stay', () => {
  const app = closedLater(openAppStore(config()));
  const staging = (name: string): string => join(data(), 'uploads', name);
  for (const name of ['ended', 'cancelled', 'waiting', 'on-its-way']) mkdirSync(staging(name), { recursive: true });
  const enqueue = (name: string): string => app.enqueue('leave', { kind: 'ingest-upload', staging: staging(name) }).id;
  app.finish(enqueue('ended'), 'failed', null, 'It died too often.');
  app.cancel(enqueue('cancelled'));
  enqueue('waiting');
  openTidying(data(), app, () => undefined).whenIdle();
  expect(readdirSync(join(data(), 'uploads')).sort()).toEqual(['on-its-way', 'waiting']);
});

test('what was deleted from app.sqlite is wiped, also when a reader was in the way at first', () => {
  const app = closedLater(openAppStore(config()));
  const { id } = app.createConversation('leave', 'About the Quetzalcoatlus');
  app.saveAnswer(answerOf('one', { conversationId: id, question: 'Quetzalcoatlus?' }));
  app.forgetCollection('leave');
  expect(app.owesWipe()).toBe(true);
  const lines: string[] = [];
  const reader = new Sqlite(join(data(), 'app.sqlite'), { readonly: true });
  reader.exec('BEGIN; SELECT * FROM job');
  reader.prepare('SELECT count(*) FROM job').get();
  openTidying(data(), app, (line) => lines.push(line)).whenIdle();
  expect(lines).toEqual([expect.stringContaining('wiping is put off')]);
  expect(app.owesWipe()).toBe(true);
  reader.close();
  // As the next process does it.
  openTidying(data(), app, (line) => lines.push(line)).whenIdle();
  expect(app.owesWipe()).toBe(false);
  const files = readdirSync(data()).filter((name) => name.startsWith('app.sqlite'));
  expect(files.filter((name) => readFileSync(join(data(), name)).includes('Quetzalcoatlus'))).toEqual([]);
});
