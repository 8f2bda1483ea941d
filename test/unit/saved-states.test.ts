import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Config } from '../../core/config.ts';
import { stateFolder } from '../../core/saved-states.ts';
import { deleteCollection, openReader, openWriter } from '../../core/store/index.ts';
import { save, storeFolder } from './store-folder.ts';

const folder = storeFolder();
const config = (): Config => ({ ...folder.config(), gguf: join(folder.data(), 'model.gguf') });

/** A state of the collection with a secret in it; gives the folder it is in. */
function keep(name: string): string {
  const states = stateFolder(config(), name);
  if (states === undefined) throw new Error('nothing may be kept');
  writeFileSync(join(states, 'a.state'), 'thirty days of leave');
  return states;
}

function bytesOfStates(): string {
  const root = join(folder.data(), 'states');
  if (!existsSync(root)) return '';
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('');
}

function documentIn(name: string) {
  const reader = openReader(config(), name);
  const [document] = reader.documents();
  reader.close();
  if (document === undefined) throw new Error('no document');
  return document.id;
}

test('states have no folder where none may be kept', () => {
  expect(stateFolder({ ...config(), stateBytes: 0 }, 'office')).toBeUndefined();
});

test('the folder stays the same while the collection does', () => {
  folder.fill('office');
  const states = keep('office');
  openWriter(config(), 'office').close();
  expect(stateFolder(config(), 'office')).toBe(states);
  expect(bytesOfStates()).toContain('thirty days');
});

test('removing a document leaves no byte in any state, and nobody can keep what was read before', () => {
  folder.fill('office');
  const states = keep('office');
  const writer = openWriter(config(), 'office');
  writer.remove(documentIn('office'));
  expect(bytesOfStates()).toBe('');
  expect(stateFolder(config(), 'office')).toBeUndefined();
  writer.close();
  expect(existsSync(states)).toBe(false);
  expect(stateFolder(config(), 'office')).not.toBe(states);
});

test('a changed document and a file that is no longer read forget the states too', () => {
  folder.fill('office');
  keep('office');
  const writer = openWriter(config(), 'office');
  save(writer, 'a.md', 'Other words.');
  writer.close();
  expect(bytesOfStates()).toBe('');
  keep('office');
  const again = openWriter(config(), 'office');
  again.saveUnread({ source: 'a.md', origin: '', hash: 'x', sizeBytes: 1, recipe: 'r' }, 'failed', 'damaged');
  again.close();
  expect(bytesOfStates()).toBe('');
});

test('a deleted collection takes its states along, and no others', () => {
  folder.fill('office');
  folder.fill('other');
  keep('office');
  const states = keep('other');
  deleteCollection(config(), 'office');
  expect(readdirSync(join(folder.data(), 'states', 'kept'))).toEqual(['other']);
  expect(existsSync(join(states, 'a.state'))).toBe(true);
});

test('the mark of a writer that was killed keeps states away until the next writer has ended', () => {
  folder.fill('office');
  const states = keep('office');
  const marks = join(folder.data(), 'states', 'changing');
  mkdirSync(marks, { recursive: true });
  writeFileSync(join(marks, 'office'), '');
  expect(stateFolder(config(), 'office')).toBeUndefined();
  openWriter(config(), 'office').close();
  expect(existsSync(states)).toBe(false);
  expect(stateFolder(config(), 'office')).toBeDefined();
});
