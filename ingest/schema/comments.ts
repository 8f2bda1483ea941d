/** Reads COMMENT ON and T-SQL's extended properties. */
import { after, keyword, qualifiedName } from './cursor.ts';
import { changeColumn, type Draft } from './draft.ts';
import { type Token, unquoted } from './lexer.ts';

/** Puts the comment of a statement on the table or column it names, if that is known. */
export function readComment(text: string, all: readonly Token[], find: (name: string) => Draft | undefined): void {
  const tokens = all.filter((token) => token.kind !== 'comment');
  if (after(text, tokens, 0, 'COMMENT ON') !== -1) readCommentOn(text, tokens, find);
  else readExtendedProperty(text, tokens, find);
}

function readCommentOn(text: string, tokens: readonly Token[], find: (name: string) => Draft | undefined): void {
  const isColumn = keyword(text, tokens, 2) === 'COLUMN';
  const kindWords = keyword(text, tokens, 2) === 'MATERIALIZED' ? 2 : 1;
  if (!isColumn && !['TABLE', 'VIEW', 'TYPE', 'DOMAIN', 'MATERIALIZED'].includes(keyword(text, tokens, 2))) return;
  const is = tokens.findIndex((_, index) => keyword(text, tokens, index) === 'IS');
  const value = tokens[is + 1];
  if (is === -1 || value?.kind !== 'string') return;
  const comment = unquoted(text, value);
  if (!isColumn) {
    const draft = find(qualifiedName(text, tokens, 2 + kindWords)?.name ?? '');
    if (draft !== undefined) draft.comment = comment;
    return;
  }
  const column = tokens[is - 1];
  // Without the last `.column` the name is the table's.
  const draft = find(qualifiedName(text, tokens.slice(0, is - 2), 3)?.name ?? '');
  if (draft !== undefined && column !== undefined) setColumnComment(draft, unquoted(text, column), comment);
}

/** `EXEC sp_addextendedproperty N'MS_Description', N'text', N'SCHEMA', N'dbo', N'TABLE', N't', N'COLUMN', N'c'`, with or without `@name =`. */
function readExtendedProperty(text: string, tokens: readonly Token[], find: (name: string) => Draft | undefined): void {
  if (
    !tokens.some((token) =>
      /^\[?sp_(?:add|update)extendedproperty\]?$/i.test(text.slice(token.start, Math.min(token.end, token.start + 40))),
    )
  )
    return;
  const values = tokens.filter((token) => token.kind === 'string').map((token) => unquoted(text, token));
  const [property, comment] = values;
  if (property?.toLowerCase() !== 'ms_description' || comment === undefined) return;
  const table = valueAfter(values, /^(?:table|view)$/i);
  const draft = table === null ? undefined : find(table);
  if (draft === undefined) return;
  const column = valueAfter(values, /^column$/i);
  if (column === null) draft.comment = comment;
  else setColumnComment(draft, column, comment);
}

function valueAfter(values: readonly string[], kind: RegExp): string | null {
  const at = values.findIndex((value, index) => index >= 2 && kind.test(value));
  return at === -1 ? null : (values[at + 1] ?? null);
}

function setColumnComment(draft: Draft, name: string, comment: string): void {
  changeColumn(draft, name, (column) => ({ ...column, comment }));
}
