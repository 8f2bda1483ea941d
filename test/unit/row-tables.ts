/** Asks questions of tables without a model and without a process: what the words come to, and what SQLite makes of it. */
import { documentIdOf } from '../../core/hash.ts';
import { type Cell, openRows } from '../../core/store/index.ts';
import { prepare } from '../../ingest/prepare.ts';
import { loadedTables, queryTable } from '../../server/answer/rows/loaded-table.ts';
import { plainQuery } from '../../server/answer/rows/plain-query.ts';
import { type DocumentTable, documentTables } from '../../server/search/document-tables.ts';

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
    const { format, language, parsed } = document;
    const record = { id: documentIdOf(source), source, format, title: parsed.title, language } as Parameters<
      typeof documentTables
    >[0]['record'];
    tables.push(...documentTables({ record, parsed }).tables);
  }
  const loaded = loadedTables(tables);
  const rows = openRows(loaded.map(queryTable));
  const asked = (sql: string): readonly (readonly Cell[])[] => {
    const outcome = rows.query(sql, 10_000);
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
