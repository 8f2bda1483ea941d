/** Reads one element between the commas of a CREATE TABLE, or after ALTER TABLE … ADD: a column or a constraint. */
import { readColumn, readReference } from './column.ts';
import { after, closingParenthesis, keyword, nameList, qualifiedName, type TokenRange } from './cursor.ts';
import { type Draft, putColumn, setPrimaryKey } from './draft.ts';
import type { Token } from './lexer.ts';

/** Adds what the range says to the table; gives the name of the column when it is one, else null. */
export function addElement(text: string, tokens: readonly Token[], range: TokenRange, draft: Draft): string | null {
  const at = afterConstraintName(text, tokens, range.from);
  if (readConstraint(text, tokens, at, draft) || at > range.from || isIndex(text, tokens, at)) return null;
  const like = after(text, tokens, at, 'LIKE');
  const parent = like === -1 ? null : qualifiedName(text, tokens, like);
  // A column may be called "like"; then a type follows, and more than a name and options is left.
  if (parent !== null && tokens[range.from]?.kind === 'word') {
    draft.parents.push(parent.name);
    return null;
  }
  const read = readColumn(text, tokens, range);
  if (read === null) return null;
  const { column } = read;
  putColumn(draft, column);
  if (read.isPrimaryKey) setPrimaryKey(draft, [column.name]);
  if (read.foreignKey !== null) draft.foreignKeys.push(read.foreignKey);
  return column.name;
}

function afterConstraintName(text: string, tokens: readonly Token[], at: number): number {
  if (keyword(text, tokens, at) !== 'CONSTRAINT') return at;
  // MySQL allows CONSTRAINT without a name.
  const isUnnamed = ['PRIMARY', 'FOREIGN', 'UNIQUE', 'CHECK'].includes(keyword(text, tokens, at + 1));
  return isUnnamed ? at + 1 : (qualifiedName(text, tokens, at + 1)?.next ?? at + 1);
}

/** True when a table constraint stands at the index, of interest or not. */
function readConstraint(text: string, tokens: readonly Token[], at: number, draft: Draft): boolean {
  const primary = after(text, tokens, at, 'PRIMARY KEY');
  if (primary !== -1) {
    setPrimaryKey(draft, nameList(text, tokens, openParenthesis(text, tokens, primary)).names);
    return true;
  }
  const foreign = after(text, tokens, at, 'FOREIGN KEY');
  if (foreign !== -1) {
    readForeignKey(text, tokens, foreign, draft);
    return true;
  }
  const word = keyword(text, tokens, at);
  const next = keyword(text, tokens, at + 1);
  if (word === 'CHECK' || word === 'EXCLUDE') return next === '(' || next === 'USING';
  if (word === 'PERIOD') return next === 'FOR';
  return word === 'DEFAULT' && tokens[at]?.kind === 'word';
}

function readForeignKey(text: string, tokens: readonly Token[], at: number, draft: Draft): void {
  const open = openParenthesis(text, tokens, at);
  const { names, next } = nameList(text, tokens, open);
  if (keyword(text, tokens, next) !== 'REFERENCES' || names.length === 0) return;
  const target = readReference(text, tokens, next + 1);
  if (target !== null) draft.foreignKeys.push({ ...target.reference, columns: names });
}

/** `PRIMARY KEY CLUSTERED (`, `FOREIGN KEY name (`, `PRIMARY KEY USING BTREE (`: at most a few words stand before the list. */
function openParenthesis(text: string, tokens: readonly Token[], from: number): number {
  const most = 4;
  for (let at = from; at < from + most; at += 1) if (keyword(text, tokens, at) === '(') return at;
  return from;
}

/**
 * An index inside CREATE TABLE. `KEY name (a)` is one, `key varchar(20)` is a column: what stands in the parentheses of
 * a type is a number.
 */
function isIndex(text: string, tokens: readonly Token[], at: number): boolean {
  const word = keyword(text, tokens, at);
  if (!['KEY', 'INDEX', 'UNIQUE', 'FULLTEXT', 'SPATIAL'].includes(word)) return false;
  const open = openParenthesis(text, tokens, at + 1);
  if (keyword(text, tokens, open) !== '(') return word === 'UNIQUE';
  return tokens[open + 1]?.kind !== 'number' && closingParenthesis(text, tokens, open) > open + 1;
}
