/** Documents of a folder that lies somewhere else now. */
import type { Database } from 'better-sqlite3';
import type { FolderOrigin } from '../../ports.ts';
import { digestOf } from './digest.ts';
import { digestedColumns, digestedContent, type StoredRow, storedContent } from './stored-digest.ts';

/** Gives the documents of one origin to another, and originals that are read in place their new path. */
export function originMover(database: Database): (from: FolderOrigin, to: FolderOrigin) => void {
  const select = database.prepare<[string], StoredRow>(`SELECT ${digestedColumns} FROM document WHERE origin = ?`);
  const update = database.prepare<[{ key: number; origin: string; digest: string }]>(
    'UPDATE document SET origin = :origin, digest = :digest WHERE key = :key',
  );
  const readdress = database.prepare<[{ key: number; from: string; to: string }]>(
    `UPDATE document_original SET path = :to || substr(path, length(:from) + 1)
     WHERE document_key = :key AND substr(path, 1, length(:from) + 1) IN (:from || '/', :from || '\\')`,
  );
  const contentOf = storedContent(database);
  const digested = digestedContent(database);
  return (from, to) => {
    for (const row of select.all(from.origin)) {
      const content = digested(row.key, contentOf(row.key));
      // A new digest would hide the damage of a document that is not what was stored.
      if (digestOf(row, content) !== row.digest) continue;
      update.run({ key: row.key, origin: to.origin, digest: digestOf({ ...row, origin: to.origin }, content) });
      readdress.run({ key: row.key, from: from.root, to: to.root });
    }
  };
}
