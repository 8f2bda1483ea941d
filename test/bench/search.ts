/**
 * How long a question takes on 7 million characters of documentation, beside SQLite's FTS5 with the same terms:
 * `node test/bench/search.ts`. Figures and what follows from them: docs/decisions/015-own-posting-lists.md.
 */
import Sqlite, { type Database } from 'better-sqlite3';
import type { CollectionReader } from '../../core/ports.ts';
import { analyzeChunk, analyzeQuestion } from '../../core/text/analyze.ts';
import { buildFromTexts, type TextEntry } from '../eval/collection.ts';
import { hasEvalData, jsonLines } from '../eval/data.ts';
import { percentile } from '../eval/score.ts';

const folder = 'office/postgresql-docs-1m';
const rounds = 3;
const depth = 200;

if (hasEvalData()) measure();
else console.log('../shared/eval is absent: nothing measured.');

function measure(): void {
  const questions = jsonLines<{ readonly question: string }>(`${folder}/qa.jsonl`).map(({ question }) => question);
  const built = buildFromTexts(jsonLines<TextEntry>(`${folder}/text.jsonl.gz`));
  const peer = buildPeer(built.collection);
  try {
    console.log(`${built.collection.summary().chunks} chunks, saved and finished in ${(built.buildMs / 1000).toFixed(1)} s`);
    time('the whole search, 20 hits', questions, (question) => built.collection.search(question, 20, null));
    time('its three legs', questions, (question) => built.collection.legs(question, depth, null));
    time('FTS5, words OR-ed', questions, (question) => ask(peer, 'words', analyzeQuestion(question, ['en']).words));
    time('FTS5, trigrams OR-ed', questions, (question) => ask(peer, 'letters', lettersOf(question)));
  } finally {
    peer.close();
    built.close();
  }
}

function time(what: string, questions: readonly string[], run: (question: string) => unknown): void {
  const tookMs: number[] = [];
  for (const question of questions) run(question);
  for (let round = 0; round < rounds; round += 1) {
    for (const question of questions) {
      const started = performance.now();
      run(question);
      tookMs.push(performance.now() - started);
    }
  }
  console.log(`${what.padEnd(28)} p50 ${percentile(tookMs, 0.5).toFixed(1)} ms, p95 ${percentile(tookMs, 0.95).toFixed(1)} ms`);
}

/** FTS5 at its best: in memory, merged to one segment. */
function buildPeer(reader: CollectionReader): Database {
  const database = new Sqlite(':memory:');
  database.exec(`CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize="unicode61 remove_diacritics 0");
    CREATE VIRTUAL TABLE letters USING fts5(text, content='', tokenize='trigram');`);
  const insert = ['words', 'letters'].map((table) => database.prepare(`INSERT INTO ${table} (rowid, text) VALUES (?, ?)`));
  for (const { id, documentId, span, headings } of reader.chunks(null)) {
    const text = reader.slice(documentId, span.start, span.end);
    const terms = analyzeChunk({ title: '', headings, text, language: 'en' });
    insert[0]?.run(id, terms.body);
    insert[1]?.run(id, terms.trigramText);
  }
  for (const table of ['words', 'letters']) database.exec(`INSERT INTO ${table} (${table}) VALUES ('optimize')`);
  return database;
}

function lettersOf(question: string): readonly string[] {
  return analyzeQuestion(question, ['en']).trigrams.filter((trigram) => !trigram.includes('_'));
}

function ask(database: Database, table: string, terms: readonly string[]): unknown {
  const match = [...new Set(terms)].map((term) => `"${term.replaceAll('"', '""')}"`).join(' OR ');
  if (match === '') return [];
  return database.prepare(`SELECT rowid, rank FROM ${table} WHERE ${table} MATCH ? ORDER BY rank LIMIT ?`).all(match, depth);
}
