/** A table while its statements are being read. Only this folder changes one; what leaves it is a TableDefinition. */
import type { ColumnDefinition, ForeignKey, TableDefinition } from '../../core/types.ts';

export interface Draft {
  readonly kind: TableDefinition['kind'];
  name: string;
  comment: string | null;
  columns: ColumnDefinition[];
  primaryKey: readonly string[];
  readonly foreignKeys: ForeignKey[];
  /** Tables whose columns it takes over: PARTITION OF, INHERITS, LIKE. */
  readonly parents: string[];
}

/** A definition of that kind with nothing in it yet. */
export function emptyDraft(kind: Draft['kind'], name: string): Draft {
  return { kind, name, comment: null, columns: [], primaryKey: [], foreignKeys: [], parents: [] };
}

/** Names are the same whatever their case: no dialect of SQL lets two tables differ by it in practice. */
export const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Changes one column, if it is there. */
export function changeColumn(draft: Draft, name: string, change: (column: ColumnDefinition) => ColumnDefinition): void {
  draft.columns = draft.columns.map((column) => (sameName(column.name, name) ? change(column) : column));
}

/** Sets the key and, as every database does but SQLite, makes its columns NOT NULL. */
export function setPrimaryKey(draft: Draft, names: readonly string[]): void {
  if (names.length === 0) return;
  draft.primaryKey = names;
  for (const name of names) changeColumn(draft, name, (column) => ({ ...column, nullable: false }));
}
