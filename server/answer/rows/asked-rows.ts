/** Runs one statement and finds the rows that its result rests on. */
import { type Cell, type QueryOutcome, rowColumn } from '../../../core/store/index.ts';
import { evidenceSql } from './evidence-sql.ts';
import { type LoadedTable, queryTable } from './loaded-table.ts';
import type { RowQuery, ToldResult } from './row-query.ts';
import { runQueries } from './run-query.ts';

export interface RowResult {
  readonly table: LoadedTable;
  readonly sql: string;
  readonly told: ToldResult | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly hasMore: boolean;
  /** Rows of the table, from 1; null when the statement does not let one tell. */
  readonly evidence: readonly number[] | null;
  /** Each row of the result is the row of the table at the same place in `evidence`. */
  readonly isOneToOne: boolean;
}

export type RowOutcome = { readonly kind: 'result'; readonly result: RowResult } | { readonly kind: 'refused'; readonly reason: string };

// Enough to count and list by; what is shown is bounded further.
const mostRows = 10_000;

/** @throws AppError cancelled */
export async function askRows(
  { sql, evidence: behind, told }: Omit<RowQuery, 'table'>,
  tables: readonly LoadedTable[],
  signal: AbortSignal,
): Promise<RowOutcome> {
  const wanted = behind === null ? evidenceSql(sql) : { sql: behind, isOneToOne: false };
  const statements = wanted === null ? [sql] : [sql, wanted.sql];
  const [outcome, evidence] = await runQueries({ tables: tables.map(queryTable), statements, mostRows }, signal);
  if (outcome === undefined || outcome.kind === 'refused') return { kind: 'refused', reason: outcome?.reason ?? 'nothing came back' };
  const table = tableIn(sql, tables);
  if (table === null) return { kind: 'refused', reason: 'it names no table that was given' };
  const own = outcome.columns.indexOf(rowColumn);
  if (own !== -1) {
    const columns = outcome.columns.filter((_, index) => index !== own);
    const rows = outcome.rows.map((row) => row.filter((_, index) => index !== own));
    const ids = outcome.rows.map((row) => Number(row[own]));
    return { kind: 'result', result: { table, sql, told, columns, rows, hasMore: outcome.hasMore, evidence: ids, isOneToOne: true } };
  }
  const ids = idsOf(evidence);
  const isOneToOne = wanted?.isOneToOne === true && ids?.length === outcome.rows.length;
  const { columns, rows, hasMore } = outcome;
  return { kind: 'result', result: { table, sql, told, columns, rows, hasMore, evidence: ids, isOneToOne } };
}

/** The first table that the statement names: evidence is told for one table only. */
function tableIn(sql: string, tables: readonly LoadedTable[]): LoadedTable | null {
  const words = new Set(sql.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []);
  return tables.find(({ name }) => words.has(name)) ?? null;
}

function idsOf(outcome: QueryOutcome | undefined): readonly number[] | null {
  if (outcome === undefined || outcome.kind === 'refused' || outcome.columns[0] !== rowColumn) return null;
  return outcome.rows.map((row) => Number(row[0]));
}
