/** Runs one statement and finds the rows that its result rests on. */
import { type QueryBounds, type QueryOutcome, type RowDatabase, rowColumn } from '../../../core/store/index.ts';
import type { Cell, Table, TableColumn } from '../../../core/types.ts';
import { type EvidenceSql, evidenceSql } from './evidence-sql.ts';
import { type LoadedTable, rowCountOf } from './loaded-table.ts';
import type { RowQuery } from './row-query.ts';
import { mostShown, type RowOutcome, type RowResult } from './row-result.ts';

/** A table that can still be looked through; it is kept with its answer, and what is longer is counted. */
const mostOfResult: QueryBounds = { rows: 1_000, characters: 100_000 };
/** Numbers of rows, and at most one cell beside each. */
const mostOfEvidence: QueryBounds = { rows: mostShown, characters: 100_000 };

type Rows = Extract<QueryOutcome, { readonly kind: 'rows' }>;

/** `database` holds the tables. */
export function askRows(
  { sql, evidence: behind, told }: Omit<RowQuery, 'table'>,
  tables: readonly LoadedTable[],
  database: RowDatabase,
): RowOutcome {
  const outcome = database.query(sql, mostOfResult);
  if (outcome.kind === 'refused') return outcome;
  const table = tableIn(sql, tables);
  if (table === null) return { kind: 'refused', reason: 'it names no table that was given' };
  const own = outcome.columns.indexOf(rowColumn);
  const rests =
    own === -1 ? evidenceOf(sql, behind, outcome, database) : { ids: idsIn(outcome, own), total: outcome.total, isOneToOne: true };
  const result: RowResult = {
    asked: described(table),
    table: tableOf(sql, own === -1 ? outcome : without(outcome, own), table),
    told,
    evidence: rests === null ? null : { rows: rests.ids.map((row) => rowOf(table, row)), total: rests.total },
    isOneToOne: rests?.isOneToOne ?? false,
  };
  return { kind: 'result', result };
}

/** The first table that the statement names: evidence is told for one table only. */
function tableIn(sql: string, tables: readonly LoadedTable[]): LoadedTable | null {
  const words = new Set(sql.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []);
  return tables.find(({ name }) => words.has(name)) ?? null;
}

interface Evidence {
  /** Numbers of rows, from 1. */
  readonly ids: readonly number[];
  readonly total: number;
  readonly isOneToOne: boolean;
}

function evidenceOf(sql: string, behind: string | null, { total }: Rows, database: RowDatabase): Evidence | null {
  const wanted: EvidenceSql | null = behind === null ? evidenceSql(sql) : { sql: behind, isOneToOne: false };
  const found = wanted === null ? null : database.query(wanted.sql, mostOfEvidence);
  if (wanted === null || found?.kind !== 'rows' || found.columns[0] !== rowColumn) return null;
  return { ids: idsIn(found, 0), total: found.total, isOneToOne: wanted.isOneToOne && found.total === total };
}

const idsIn = ({ rows }: Rows, column: number): readonly number[] => rows.slice(0, mostShown).map((row) => Number(row[column]));

function without({ kind, columns, rows, total }: Rows, column: number): Rows {
  const others = <Value>(values: readonly Value[]): readonly Value[] => values.filter((_, index) => index !== column);
  return { kind, columns: others(columns), rows: rows.map(others), total };
}

function described(table: LoadedTable): RowResult['asked'] {
  const { documentId, source, title, heading, header, rows } = table.document;
  const head = header ?? { start: rows.starts[0] ?? 0, end: rows.ends[0] ?? 0 };
  return { documentId, source, title, heading, head, rowCount: rowCountOf(table) };
}

function rowOf({ document: { rows, cells } }: LoadedTable, row: number) {
  const span = { start: rows.starts[row - 1] ?? 0, end: rows.ends[row - 1] ?? 0 };
  return { span, values: cells.map((column) => column[row - 1] ?? '') };
}

function tableOf(sql: string, { columns, rows, total }: Rows, { columns: known }: LoadedTable): Table {
  const shown = columns.map((name, index): TableColumn => {
    const column = known.find((one) => one.name === name);
    if (column !== undefined) return { name: column.label, type: column.isNumber ? 'number' : column.isDate ? 'date' : 'text' };
    return { name: name.replaceAll('"', ''), type: rows.some((row) => isText(row[index])) ? 'text' : 'number' };
  });
  return { columns: shown, rows, total, sql };
}

const isText = (cell: Cell | undefined): boolean => typeof cell === 'string';
