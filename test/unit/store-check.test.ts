/** The checker finds every breach of the document law (docs/decisions/014). */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../core/hash.ts';
import { checkCollection, createCollection, openWriter } from '../../core/store/index.ts';
import { sampleDocument, sampleFile } from '../contract/store-samples.ts';
import { prose, save, storeFolder } from './store-folder.ts';

const { data, config, fileOf, fill, tamper } = storeFolder();

describe('the checker', () => {
  const breaches: Readonly<Record<string, readonly [statement: string, finding: string]>> = {
    'a lost chunk': ['DELETE FROM chunk WHERE ordinal = 1', 'a.md: 2 chunks, 3 declared'],
    'a gap': ['UPDATE chunk SET start = start + 1 WHERE ordinal = 2', 'a.md: chunk 2 does not follow the one before'],
    'other tokens': ['UPDATE chunk SET tokens = tokens + 1 WHERE ordinal = 0', 'a.md: 23 tokens, 22 declared'],
    'another text': ["UPDATE chunk SET text = replace(text, 'thirty', 'twenty')", 'a.md: it is not what was stored'],
    'a shorter text': ["UPDATE chunk SET text = '' WHERE ordinal = 0", 'a.md: 46 characters, 86 declared'],
    'another original': ["UPDATE document_original SET bytes = x'00'", 'a.md: its original is not the one that was stored'],
    'no original': ['DELETE FROM document_original', 'a.md: its original is missing'],
    'no maps': ['DELETE FROM document_maps', 'a.md: its maps are missing'],
    'damaged maps': ["UPDATE document_maps SET maps = x'ff'", 'a.md: it is not what was stored'],
    'another title': ["UPDATE document SET title = 'Other'", 'a.md: it is not what was stored'],
    'other headings': ["UPDATE chunk SET headings = '' WHERE ordinal = 1", 'a.md: it is not what was stored'],
    'rows of an unread file': ["UPDATE document SET status = 'failed'", 'a.md: maps of a file that was not read'],
    'other totals': ['UPDATE collection SET tokens = tokens + 1', 'its totals are not what its documents come to'],
    'an orphan': ['PRAGMA foreign_keys = OFF; DELETE FROM document', 'a row of chunk belongs to no document'],
  };

  test.each(Object.entries(breaches))('finds %s', (_what, [statement, finding]) => {
    fill('leave');
    tamper('leave', statement);
    expect(checkCollection(config(), 'leave')).toContain(finding);
  });

  test('finds a folder that is gone', () => {
    createCollection(config(), 'leave');
    const writer = openWriter(config(), 'leave');
    writer.save({ ...sampleFile('a.md', prose), kept: { kind: 'path', path: join(data(), 'gone.md') } }, sampleDocument(prose));
    writer.close();
    expect(checkCollection(config(), 'leave')).toEqual(['a.md: the file it was read from is gone, so its original cannot be opened']);
  });

  test('knows when the index is at rest, and when it is being changed', () => {
    createCollection(config(), 'leave');
    const writer = openWriter(config(), 'leave');
    save(writer, 'a.md', prose);
    writer.finishIndex(() => undefined);
    save(writer, 'b.md', prose);
    expect(checkCollection(config(), 'leave')).toEqual([]);
    writer.finishIndex(() => undefined);
    writer.close();
    tamper('leave', "DELETE FROM posting WHERE term = 'written'; DELETE FROM posting WHERE term LIKE 'th%'");
    expect(checkCollection(config(), 'leave')).toEqual(['its search index is not what was stored']);
  });

  test('finds a picture that is not the one that was stored', () => {
    createCollection(config(), 'leave');
    const writer = openWriter(config(), 'leave');
    const images = [{ span: { start: 0, end: 10 }, mediaType: 'image/png', base64: Buffer.from('a picture').toString('base64') }];
    writer.save(sampleFile('a.html', prose), sampleDocument(prose, { images }));
    writer.finishIndex(() => undefined);
    writer.close();
    expect(checkCollection(config(), 'leave')).toEqual([]);
    tamper('leave', "UPDATE document_image SET bytes = CAST('b picture' AS BLOB)");
    expect(checkCollection(config(), 'leave')).toEqual(['a.html: it is not what was stored']);
  });

  test('finds every turned byte that changes anything', () => {
    createCollection(config(), 'leave');
    const writer = openWriter(config(), 'leave');
    writer.batch(() => {
      for (let number = 0; number < 30; number += 1) save(writer, `${number}.md`, `${prose} Number ${number}. `.repeat(8));
    });
    writer.finishIndex(() => undefined);
    writer.close();
    const good = readFileSync(fileOf('leave'));
    const before = contentOf('leave');
    const missed: number[] = [];
    for (let round = 0; round < 60; round += 1) {
      const bytes = Buffer.from(good);
      const at = Math.floor(Math.random() * (bytes.length - 4));
      for (const offset of [0, 1, 2, 3]) bytes[at + offset] = (bytes[at + offset] ?? 0) ^ 0x5a;
      for (const suffix of ['-wal', '-shm']) rmSync(`${fileOf('leave')}${suffix}`, { force: true });
      writeFileSync(fileOf('leave'), bytes);
      // Much of a file is free space, where nothing can be harmed.
      if (!isFoundDamaged('leave') && contentOf('leave') !== before) missed.push(at);
    }
    expect(missed).toEqual([]);
  });
});

function isFoundDamaged(name: string): boolean {
  try {
    return checkCollection(config(), name).length > 0;
  } catch {
    // Not even opened: found as well.
    return true;
  }
}

/** Every row of a collection, the index too. */
function contentOf(name: string): string {
  const database = new Sqlite(fileOf(name), { readonly: true });
  try {
    const tables = database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
      .pluck();
    return sha256(
      tables
        .all()
        .map((table) => JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).raw().all()))
        .join(),
    );
  } finally {
    database.close();
  }
}
