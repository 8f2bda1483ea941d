/**
 * Reads a schema file of any dialect: which statements define tables, views and types, and what they define in the end,
 * after all ALTER and COMMENT statements. It never fails; what it does not know stays a statement without a definition.
 */
import type { Span, TableDefinition } from '../../core/types.ts';
import { readAlter } from './alter.ts';
import { readComment } from './comments.ts';
import { readCreate } from './create.ts';
import { dialectOf } from './dialect.ts';
import { columnMap, type Draft } from './draft.ts';
import { statements } from './statements.ts';

export interface SchemaStatement {
  readonly span: Span;
  /** What a CREATE statement defines; null for all others. */
  readonly definition: TableDefinition | null;
}

/** All statements of a file in order. */
export function readSchema(text: string): readonly SchemaStatement[] {
  const drafts = new Map<string, Draft>();
  const find = (name: string): Draft | undefined => drafts.get(name.toLowerCase()) ?? drafts.get(lastPart(name).toLowerCase());
  const read: { readonly span: Span; readonly draft: Draft | null }[] = [];
  for (const { span, tokens } of statements(text, dialectOf(text))) {
    const draft = tokens.length === 0 ? null : readCreate(text, tokens);
    if (draft !== null) drafts.set(draft.name.toLowerCase(), draft);
    else if (tokens.length > 0) {
      readAlter(text, tokens, find);
      readComment(text, tokens, find);
    }
    read.push({ span, draft });
  }
  for (const { draft } of read) if (draft !== null) inherit(draft, find);
  return read.map(({ span, draft }) => ({ span, definition: draft === null ? null : definitionOf(draft, find) }));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Columns of parents come first, as databases put them; a partition has all columns of its table. */
function inherit(draft: Draft, find: (name: string) => Draft | undefined): void {
  // Taken out first, so that tables which inherit from each other end.
  const parents = draft.parents.splice(0).map(find);
  for (const parent of parents) {
    if (parent === undefined || parent === draft) continue;
    inherit(parent, find);
    const own = draft.columns;
    const inherited = [...parent.columns].flatMap(([name, column]) => (own.has(name) ? [] : [column]));
    draft.columns = columnMap([...inherited, ...own.values()]);
  }
}

function definitionOf(draft: Draft, find: (name: string) => Draft | undefined): TableDefinition {
  return {
    kind: draft.kind,
    name: draft.name,
    comment: draft.comment,
    columns: [...draft.columns.values()],
    primaryKey: draft.primaryKey,
    foreignKeys: draft.foreignKeys.map((key) =>
      key.referencedColumns.length > 0 ? key : { ...key, referencedColumns: find(key.table)?.primaryKey ?? [] },
    ),
  };
}
