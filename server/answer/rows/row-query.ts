/** What a question about rows comes to: a statement, the rows behind it, and how its result is told. */
import type { LoadedTable } from './loaded-table.ts';

export interface RowQuery {
  readonly table: LoadedTable;
  readonly sql: string;
  /** Gives the rows that the result rests on; null where the statement's own text must tell. */
  readonly evidence: string | null;
  /** Null for a statement of which only the text is known. */
  readonly told: ToldResult | null;
}

export interface ToldResult {
  /** `rows` of the table, one `figure`, or a figure for each of some `groups`. */
  readonly kind: 'rows' | 'figure' | 'groups';
  readonly how: 'count' | 'sum' | 'average' | 'different';
  /** The column that was worked out; empty for rows. */
  readonly label: string;
  /** Most decimals of its cells: a sum has no more. */
  readonly decimals: number;
  /** Which rows, as the question was understood: `price > 100`, `city: Berlin`. */
  readonly conditions: readonly string[];
}
