/** What the row process does for a question: finds the tables, understands it or runs a given statement, and asks SQLite. */
import type { Config } from '../../../core/config.ts';
import { type FoundCollection, openRows, type RowDatabase } from '../../../core/store/index.ts';
import type { DocumentId } from '../../../core/types.ts';
import { askRows } from './asked-rows.ts';
import type { DocumentTable } from './document-tables.ts';
import { described, fittingTables } from './fitting-tables.ts';
import { keptTables } from './kept-tables.ts';
import { type LoadedTable, loadedTables, queryTable } from './loaded-table.ts';
import { plainQuery } from './plain-query.ts';
import type { RowOutcome } from './row-result.ts';

export interface RowWork {
  readonly collection: FoundCollection;
  /** Null for all of the collection. */
  readonly documents: readonly DocumentId[] | null;
  readonly question: string;
  /** `words`: what the question says by its words alone. `tables`: those that fit it, for a model. `sql`: what a model made of them. */
  readonly want: { readonly kind: 'words' } | { readonly kind: 'tables' } | { readonly kind: 'sql'; readonly sql: string };
}

export interface RowReply {
  /** `none`: the words do not say clearly which rows are meant. */
  readonly outcome: RowOutcome | { readonly kind: 'none' } | { readonly kind: 'tables'; readonly described: readonly string[] };
  readonly tooLarge: readonly string[];
}

/** A statement over several tables is a model's; the next question mostly asks the same one. */
const mostDatabases = 2;

/** @param onAsking called when no file is open any more and SQLite is about to be asked, which may take for ever */
export function rowReader(config: Config, onAsking: () => void): (work: RowWork) => RowReply {
  const kept = keptTables(config);
  const databases = keptDatabases();
  return ({ collection, documents, question, want }) => {
    const { tables, tooLarge } = kept.of(collection, documents);
    databases.forgetUnless(kept.has);
    const loaded = loadedTables(tables);
    const ask = (asked: Parameters<typeof askRows>[0], among: readonly LoadedTable[]): RowOutcome => {
      const database = databases.over(among);
      onAsking();
      return askRows(asked, among, database);
    };
    if (want.kind === 'words') {
      const query = plainQuery(question, loaded);
      return { outcome: query === null ? { kind: 'none' } : ask(query, [query.table]), tooLarge };
    }
    const fitting = fittingTables(question, loaded);
    if (want.kind === 'tables') return { outcome: { kind: 'tables', described: fitting.map(described) }, tooLarge };
    return { outcome: ask({ sql: want.sql, evidence: null, told: null }, fitting), tooLarge };
  };
}

interface KeptDatabases {
  over(tables: readonly LoadedTable[]): RowDatabase;
  /** Rows of documents that are gone are gone here too. */
  forgetUnless(isThere: (document: DocumentTable) => boolean): void;
}

function keptDatabases(): KeptDatabases {
  // In the order of last use.
  let kept: { readonly tables: readonly LoadedTable[]; readonly database: RowDatabase }[] = [];
  const keepOnly = (stays: (entry: (typeof kept)[number]) => boolean): void => {
    for (const entry of kept) if (!stays(entry)) entry.database.close();
    kept = kept.filter(stays);
  };
  return {
    over(tables) {
      const found = kept.find((entry) => isSame(entry.tables, tables));
      const entry = found ?? { tables, database: openRows(tables.map(queryTable)) };
      kept = [...kept.filter((one) => one !== entry), entry];
      keepOnly((one) => kept.indexOf(one) >= kept.length - mostDatabases);
      return entry.database;
    },
    forgetUnless(isThere) {
      keepOnly(({ tables }) => tables.every(({ document }) => isThere(document)));
    },
  };
}

/** Names are given anew for each question, by what else is in the collection. */
function isSame(one: readonly LoadedTable[], other: readonly LoadedTable[]): boolean {
  return one.length === other.length && one.every(({ name, document }, at) => name === other[at]?.name && document === other[at]?.document);
}
