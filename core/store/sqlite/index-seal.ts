/**
 * A hash over all tables of the search index, taken when it has come to rest and dropped with the next change. It tells
 * the checker that no byte has turned, and a finish that there is nothing to do.
 */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** True when nothing has changed since the index was finished. */
export function isSealed(database: Database): boolean {
  return sealOf(database) !== null;
}

/** Says that the index is about to change. Part of the caller's transaction. */
export function unseal(database: Database): void {
  database.prepare('UPDATE collection SET index_digest = NULL WHERE index_digest IS NOT NULL').run();
}

/** Says that the index is complete as it is now. */
export function seal(database: Database): void {
  database
    .transaction(() => {
      database.prepare('UPDATE collection SET index_digest = ?').run(digestOfIndex(database));
    })
    .immediate();
}

/** A sentence when the index is not the one that was sealed. */
export function sealFindings(database: Database): readonly string[] {
  const kept = sealOf(database);
  if (kept === null || kept === digestOfIndex(database)) return [];
  return ['its search index is not what was stored'];
}

function sealOf(database: Database): string | null {
  return database.prepare<[], string | null>('SELECT index_digest FROM collection').pluck().get() ?? null;
}

/** Everything that digest.ts does not cover. Rows come in the order of their keys. */
function digestOfIndex(database: Database): string {
  const tables = database
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'
       AND name NOT IN ('collection', 'document', 'document_image', 'picture_reference', 'document_maps', 'document_original', 'chunk') ORDER BY name`,
    )
    .pluck()
    .all();
  const head = database.prepare<[], readonly unknown[]>('SELECT updated_at, compaction_due FROM collection').raw().get();
  const hash = createHash('sha256').update(JSON.stringify(head));
  for (const table of tables) {
    hash.update(`\n${table}\n`);
    for (const row of database.prepare<[], readonly unknown[]>(`SELECT * FROM "${table}"`).raw().iterate()) {
      for (const value of row) hash.update(value instanceof Uint8Array ? value : `${typeof value} ${value}\n`);
    }
  }
  return hash.digest('hex');
}
