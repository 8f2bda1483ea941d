/** A scan by the word index beside one that opens every document: the same places, of the same words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReader } from '../../core/store/index.ts';
import { collectionKind } from '../../core/store/sqlite/open.ts';
import type { DocumentId, Span } from '../../core/types.ts';
import { wantedWords } from '../../server/answer/question/wanted-words.ts';
import { type LocatedCollection, located } from '../../server/search/places.ts';
import { searchable } from '../../server/search/search.ts';
import { fusionWeights } from '../../server/search/weights.ts';
import { openShelf, type Shelf } from './answer-shelf.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const real = (folder: string, ending: RegExp): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(join(root, folder))
      .filter((name) => ending.test(name))
      .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')]),
  );

const files = {
  ...real('docs', /\.md$/),
  ...real('docs/decisions', /\.md$/),
  ...real('server/search', /\.ts$/),
  'run.txt': `${'x'.repeat(3_000)}kingfisher${'y'.repeat(3_000)} heron`,
  'birds.md': `# Herons and kingfishers\n\n- one\n- two\n\n${'A sentence about rivers and their banks. '.repeat(90)}\n\nThe heron waits.\n`,
  'heron/log.csv': `day,bird,count\n${Array.from({ length: 400 }, (_, day) => `${day},${day % 3 === 0 ? 'heron' : 'egret'},${day * 7}`).join('\n')}\n`,
  'chinese.txt': `${'苍鹭站在河边等待鱼儿游过来它很有耐心'.repeat(120)}。翠鸟飞过。`,
  'joined.txt': `${'a'.repeat(155)} ${'The river runs. '.repeat(60)}river\u00adbank ${'b\u200b'.repeat(900)}heron`,
};

let shelf: Shelf;
let indexed: LocatedCollection;
let opened: LocatedCollection;
beforeAll(async () => {
  shelf = await openShelf(files);
  const reader = searchable(openReader(shelf.deps.config, 'shelf'), fusionWeights(shelf.deps.config));
  indexed = located(reader);
  const all = reader.documents().map(({ id }) => ({ documentId: id, terms: new Set<string>(), spans: null }));
  opened = located({ ...reader, termHolders: () => all });
});
afterAll(() => {
  indexed.close();
  shelf.close();
});

const questions = [
  ...['heron', 'kingfisher', 'river bank', 'riverbank', 'search workers', 'posting lists', 'wordPlaces', 'document_key'],
  ...['model server Ollama', 'the', 'decision', 'README', 'tokens 128', 'Context Decision Consequences', '翠鸟', '苍鹭', 'heron 21'],
  ...['docs decisions vectors', 'LegScore', 'snapshot of', 'b', 'nowhere-to-be-found'],
];

function placesOf(collection: LocatedCollection, question: string): ReadonlyMap<DocumentId, readonly Span[]> {
  const wanted = wantedWords(question, ['en', 'und', 'zh']);
  const ids = collection.wordHolders(wanted);
  const places = collection.wordPlaces(ids, wanted);
  return new Map(ids.flatMap((id, index) => ((places[index] ?? []).length > 0 ? [[id, places[index] ?? []] as const] : [])));
}

const sorted = (places: ReturnType<typeof placesOf>) => [...places].toSorted(([one], [other]) => (one < other ? -1 : 1));

describe('the word index', () => {
  test.each(questions)('leads to every place that opening all documents finds for %j', (question) => {
    expect(sorted(placesOf(indexed, question))).toEqual(sorted(placesOf(opened, question)));
  });

  test('leads to every place of any word of the documents', () => {
    const words = [...new Set(Object.values(files).flatMap((text) => text.match(/[\p{L}\p{N}_]+/gu) ?? []))];
    const sampled = words.filter((_, index) => index % 41 === 0);
    expect(sampled.length).toBeGreaterThan(50);
    let found = 0;
    for (const [index, word] of sampled.entries()) {
      const question = index % 2 === 0 ? word : `${word} ${sampled[index - 1]}`;
      const expected = sorted(placesOf(opened, question));
      found += expected.length;
      expect(sorted(placesOf(indexed, question)), question).toEqual(expected);
    }
    expect(found).toBeGreaterThan(100);
  });

  test('spares opening documents that hold none of the words', () => {
    const wanted = wantedWords('egret', ['en']);
    const holders = indexed.wordHolders(wanted).length;
    expect(holders).toBeGreaterThan(0);
    expect(holders).toBeLessThan(indexed.documents().length / 4);
  });
});

test('what is kept of each document is what the migration would work out', () => {
  const path = join(shelf.deps.config.data, 'collections', 'shelf.carrel');
  const migration = readFileSync(new URL('007-sections.sql', collectionKind.migrations), 'utf8');
  const database = new Sqlite(path, { readonly: true });
  // File format, bytes 18 and 19: a database in memory has no write-ahead log.
  const copy = new Sqlite(database.serialize().fill(1, 18, 20));
  const sums = () => copy.prepare('SELECT source, sections, has_cut_words FROM document ORDER BY source').all();
  const saved = sums();
  copy.exec('UPDATE document SET sections = -1, has_cut_words = -1');
  copy.exec(migration.slice(migration.indexOf('UPDATE document')));
  expect(sums()).toEqual(saved);
  expect(saved).toContainEqual(expect.objectContaining({ source: 'run.txt', has_cut_words: 1 }));
  expect(saved).toContainEqual(expect.objectContaining({ source: 'birds.md', has_cut_words: 0 }));
  copy.close();
  database.close();
});
