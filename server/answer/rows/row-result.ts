/** What the row process gives back: bounded, whatever the table. */
import type { DocumentId, Span, Table } from '../../../core/types.ts';
import type { ToldResult } from './row-query.ts';

/** The table that was asked, as an answer names it. */
interface AskedTable {
  readonly documentId: DocumentId;
  readonly source: string;
  readonly title: string;
  readonly heading: string;
  /** The header row; where there is none, the first row. */
  readonly head: Span;
  readonly rowCount: number;
}

/** A row of the document as it is shown. */
interface ShownRow {
  readonly span: Span;
  readonly values: readonly string[];
}

export interface RowResult {
  readonly asked: AskedTable;
  readonly table: Table;
  /** Null for a statement of which only the text is known. */
  readonly told: ToldResult | null;
  /** Rows of the document that the result rests on: the first of them, and how many; null when the statement does not let one tell. */
  readonly evidence: { readonly rows: readonly ShownRow[]; readonly total: number } | null;
  /** Each row of the result is the row of the document at the same place in `evidence`. */
  readonly isOneToOne: boolean;
}

export type RowOutcome = { readonly kind: 'result'; readonly result: RowResult } | { readonly kind: 'refused'; readonly reason: string };

/** As many as one reads; the rest is counted. */
export const mostShown = 30;
