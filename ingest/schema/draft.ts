/** A table while its statements are being read. Only this folder changes one; what leaves it is a TableDefinition. */
import type { ColumnDefinition, ForeignKey, TableDefinition } from '../../core/types.ts';

export interface Draft {
  readonly kind: TableDefinition['kind'];
  name: string;
  comment: string | null;
  /** By name in lower case, in order: a table of 50,000 columns must not be searched for each of them. */
  columns: Map<string, ColumnDefinition>;
  primaryKey: readonly string[];
  readonly foreignKeys: ForeignKey[];
  /** Tables whose columns it takes over: PARTITION OF, INHERITS, LIKE. */
  readonly parents: string[];
}

/** A definition of that kind with nothing in it yet. */
export function emptyDraft(kind: Draft['kind'], name: string): Draft {
  return { kind, name, comment: null, columns: new Map(), primaryKey: [], foreignKeys: [], parents: [] };
}

/** Names are the same whatever their case: no dialect of SQL lets two tables differ by it in practice. */
export const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Adds a column at the end, or puts it in the place of the one with its name. */
export function putColumn(draft: Draft, column: ColumnDefinition): void {
  draft.columns.set(column.name.toLowerCase(), column);
}

/** Changes one column, its name included, if it is there. */
export function changeColumn(draft: Draft, name: string, change: (column: ColumnDefinition) => ColumnDefinition): void {
  const old = draft.columns.get(name.toLowerCase());
  if (old === undefined) return;
  const changed = change(old);
  if (sameName(changed.name, old.name)) putColumn(draft, changed);
  else draft.columns = columnMap([...draft.columns.values()].map((column) => (column === old ? changed : column)));
}

/** Columns by name in lower case, in the order given. */
export function columnMap(columns: readonly ColumnDefinition[]): Map<string, ColumnDefinition> {
  return new Map(columns.map((column) => [column.name.toLowerCase(), column]));
}

/** Sets the key and, as every database does but SQLite, makes its columns NOT NULL. */
export function setPrimaryKey(draft: Draft, names: readonly string[]): void {
  if (names.length === 0) return;
  draft.primaryKey = names;
  for (const name of names) changeColumn(draft, name, (column) => ({ ...column, nullable: false }));
}
