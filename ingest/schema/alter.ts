/** Reads ALTER TABLE: keys, columns and changes that dumps put after the CREATE statements. */
import { readColumn } from './column.ts';
import { after, closingParenthesis, commaSeparated, keyword, qualifiedName, type TokenRange } from './cursor.ts';
import { changeColumn, type Draft, sameName } from './draft.ts';
import { addElement } from './element.ts';
import type { Token } from './lexer.ts';

/** Applies an ALTER TABLE statement to the table it names, if that is known. */
export function readAlter(text: string, all: readonly Token[], find: (name: string) => Draft | undefined): void {
  const tokens = all.filter((token) => token.kind !== 'comment');
  let at = after(text, tokens, 0, 'ALTER TABLE');
  if (at === -1) return;
  for (const words of ['IF EXISTS', 'ONLY']) at = Math.max(at, after(text, tokens, at, words));
  const named = qualifiedName(text, tokens, at);
  const draft = named === null ? undefined : find(named.name);
  if (named === null || draft === undefined) return;
  const isEnded = keyword(text, tokens, tokens.length - 1) === ';';
  const range = { from: named.next, to: isEnded ? tokens.length - 1 : tokens.length };
  let isAdding = false;
  for (const action of commaSeparated(text, tokens, range)) isAdding = applyAction(text, tokens, action, draft, isAdding);
}

/** True when the action adds, for T-SQL says ADD only before the first of several. */
function applyAction(text: string, tokens: readonly Token[], action: TokenRange, draft: Draft, isAdding: boolean): boolean {
  // T-SQL: ALTER TABLE t WITH CHECK ADD CONSTRAINT …
  const checked = Math.max(after(text, tokens, action.from, 'WITH CHECK'), after(text, tokens, action.from, 'WITH NOCHECK'), action.from);
  const word = keyword(text, tokens, checked);
  if (word === 'ADD') {
    addFrom(text, tokens, { from: checked + 1, to: action.to }, draft);
    return true;
  }
  const next = keyword(text, tokens, checked + 1) === 'COLUMN' ? checked + 2 : checked + 1;
  const rest = { from: next, to: action.to };
  if (word === 'MODIFY') redefine(text, tokens, rest, draft, null);
  else if (word === 'CHANGE')
    redefine(text, tokens, { from: next + 1, to: action.to }, draft, qualifiedName(text, tokens, next)?.name ?? null);
  else if (word === 'ALTER') alterColumn(text, tokens, rest, draft);
  else if (word === 'DROP') dropColumn(text, tokens, rest, draft, next === checked + 2);
  else if (word === 'RENAME') rename(text, tokens, rest, draft, next === checked + 2);
  else if (isAdding) addElement(text, tokens, action, draft);
  else return false;
  return isAdding && word !== 'DROP';
}

function addFrom(text: string, tokens: readonly Token[], range: TokenRange, draft: Draft): void {
  let from = keyword(text, tokens, range.from) === 'COLUMN' ? range.from + 1 : range.from;
  from = Math.max(from, after(text, tokens, from, 'IF NOT EXISTS'));
  if (keyword(text, tokens, from) !== '(') {
    addElement(text, tokens, { from, to: range.to }, draft);
    return;
  }
  // Oracle and MySQL: ADD (a int, b int).
  const close = closingParenthesis(text, tokens, from);
  for (const part of commaSeparated(text, tokens, { from: from + 1, to: close })) addElement(text, tokens, part, draft);
}

/** MODIFY and CHANGE write the whole column again; CHANGE gives its old name first. */
function redefine(text: string, tokens: readonly Token[], range: TokenRange, draft: Draft, oldName: string | null): void {
  const read = readColumn(text, tokens, range);
  if (read === null) return;
  const isKey = draft.primaryKey.some((name) => sameName(name, read.column.name));
  changeColumn(draft, oldName ?? read.column.name, (column) => ({
    ...read.column,
    type: read.column.type === '' ? column.type : read.column.type,
    nullable: read.column.nullable && !isKey,
    comment: read.column.comment ?? column.comment,
  }));
}

function alterColumn(text: string, tokens: readonly Token[], range: TokenRange, draft: Draft): void {
  const named = qualifiedName(text, tokens, range.from);
  if (named === null) return;
  if (after(text, tokens, named.next, 'SET NOT NULL') !== -1) changeColumn(draft, named.name, (column) => ({ ...column, nullable: false }));
  else if (after(text, tokens, named.next, 'DROP NOT NULL') !== -1)
    changeColumn(draft, named.name, (column) => ({ ...column, nullable: true }));
  else if (after(text, tokens, named.next, 'ADD GENERATED') !== -1)
    changeColumn(draft, named.name, (column) => ({ ...column, nullable: false }));
  // T-SQL writes the type again: ALTER COLUMN name varchar(20) NOT NULL.
  else if (!['SET', 'DROP', 'ADD', 'TYPE', 'RESTART'].includes(keyword(text, tokens, named.next)))
    redefine(text, tokens, range, draft, null);
}

function dropColumn(text: string, tokens: readonly Token[], range: TokenRange, draft: Draft, saysColumn: boolean): void {
  const at = Math.max(range.from, after(text, tokens, range.from, 'IF EXISTS'));
  const named = qualifiedName(text, tokens, at);
  // Without COLUMN it may drop a constraint or a key; MySQL alone allows a bare column name.
  if (named === null || (!saysColumn && range.to - at > 1)) return;
  draft.columns.delete(named.name.toLowerCase());
}

function rename(text: string, tokens: readonly Token[], range: TokenRange, draft: Draft, saysColumn: boolean): void {
  const to = after(text, tokens, range.from, 'TO');
  const table = to === -1 ? null : qualifiedName(text, tokens, to);
  if (table !== null && !saysColumn) draft.name = table.name;
  const old = qualifiedName(text, tokens, range.from);
  if (old === null || !saysColumn || keyword(text, tokens, old.next) !== 'TO') return;
  const renamed = qualifiedName(text, tokens, old.next + 1);
  if (renamed !== null) changeColumn(draft, old.name, (column) => ({ ...column, name: renamed.name }));
}
