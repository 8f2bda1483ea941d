/** The rows that a question about tables comes to. */

export type Cell = string | number | null;

export interface TableColumn {
  /** As the document names it; what was worked out, such as `count(*)`, as SQL names it. */
  readonly name: string;
  /** Dates are ISO 8601, however the document writes them. */
  readonly type: 'number' | 'date' | 'text';
}

/** The first rows of a result, and how many there are: what is shown is bounded, what is counted is not. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly total: number;
  readonly sql: string;
}
