/** Asks questions of tables without a model and without a process: what the words come to, and what SQLite makes of it. */
import { documentIdOf } from '../../core/hash.ts';
import { openRows } from '../../core/store/index.ts';
import type { Cell } from '../../core/types.ts';
import { prepare } from '../../ingest/prepare.ts';
import { type DocumentTable, tableOfCsv, tablesOfBlocks } from '../../server/answer/rows/document-tables.ts';
import { loadedTables, queryTable } from '../../server/answer/rows/loaded-table.ts';
import { plainQuery } from '../../server/answer/rows/plain-query.ts';

export interface Told {
  readonly source: string;
  readonly sql: string;
  /** Of the result. Rows of the table come with `_row` first. */
  readonly rows: readonly (readonly Cell[])[];
  readonly kind: 'rows' | 'figure' | 'groups';
  readonly evidence: number;
}

/** Null where the question is not understood surely. */
export type AskTables = (question: string) => Told | null;

/** Files by name, as they would lie in a collection. */
export async function tablesOf(files: Readonly<Record<string, string>>): Promise<AskTables> {
  const tables: DocumentTable[] = [];
  for (const [source, text] of Object.entries(files)) {
    const { document } = await prepare({ source, bytes: new TextEncoder().encode(text) });
    if (document === null) throw new Error(`${source} could not be read`);
    const named = { id: documentIdOf(source), source, title: document.parsed.title };
    const table = document.format === 'csv' ? tableOfCsv(named, document.parsed.text) : null;
    tables.push(...(table === null ? tablesOfBlocks(named, document.parsed) : [table]));
  }
  const loaded = loadedTables(tables);
  const rows = openRows(loaded.map(queryTable));
  const asked = (sql: string): readonly (readonly Cell[])[] => {
    const outcome = rows.query(sql, { rows: 10_000, characters: 1e7 });
    if (outcome.kind === 'refused') throw new Error(`${outcome.reason}: ${sql}`);
    return outcome.rows;
  };
  return (question) => {
    const query = plainQuery(question, loaded);
    if (query === null) return null;
    const { sql, evidence, told, table } = query;
    const found = asked(sql);
    return {
      source: table.document.source,
      sql,
      rows: found,
      kind: told?.kind ?? 'rows',
      evidence: evidence === null ? found.length : asked(evidence).length,
    };
  };
}

/** The figure of a count or a sum, the number of rows that were listed, or the groups as `name figure`. */
export function figureOf(told: Told | null): number | string | null {
  if (told === null) return null;
  if (told.kind === 'groups') return told.rows.map(([key, value]) => `${key} ${value}`).join(', ');
  const [first] = told.rows;
  return first?.length === 1 ? Number(first[0]) : told.rows.length;
}
