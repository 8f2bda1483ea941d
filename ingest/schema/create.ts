/** Reads CREATE TABLE, VIEW, TYPE and DOMAIN. What it does not know it skips. */
import { after, closingParenthesis, commaSeparated, keyword, nameList, qualifiedName, sourceOf, type TokenRange } from './cursor.ts';
import { changeColumn, type Draft, emptyDraft, putColumn } from './draft.ts';
import { addElement } from './element.ts';
import { type Token, unquoted } from './lexer.ts';
import { columnNotes } from './notes.ts';

/** The definition that a CREATE statement makes; null when it makes none (index, function, user …). */
export function readCreate(text: string, all: readonly Token[]): Draft | null {
  const tokens = all.filter((token) => token.kind !== 'comment');
  const kind = createdKind(text, tokens);
  if (kind === null) return null;
  const named = qualifiedName(text, tokens, afterIfNotExists(text, tokens, kind.next));
  if (named === null) return null;
  if (kind.word === 'TABLE') return readTable(text, all, tokens, emptyDraft('table', named.name), named.next);
  if (kind.word === 'VIEW') return readView(text, tokens, emptyDraft('view', named.name), named.next);
  return readType(text, all, tokens, emptyDraft('type', named.name), named.next);
}

/** OR REPLACE, GLOBAL TEMPORARY, ALGORITHM = x, DEFINER = y@z, SQL SECURITY, FORCE EDITIONABLE: the kind stands within these. */
const mostWordsBefore = 20;

function createdKind(text: string, tokens: readonly Token[]): { readonly word: string; readonly next: number } | null {
  if (keyword(text, tokens, 0) !== 'CREATE') return null;
  for (let at = 1; at < Math.min(tokens.length, mostWordsBefore); at += 1) {
    const word = keyword(text, tokens, at);
    if (word === 'TABLE' || word === 'VIEW' || word === 'TYPE' || word === 'DOMAIN') return { word, next: at + 1 };
    if (['INDEX', 'TRIGGER', 'FUNCTION', 'PROCEDURE', 'PROC', 'EVENT', 'PACKAGE', '(', 'ON', 'POLICY', 'RULE'].includes(word)) return null;
  }
  return null;
}

function afterIfNotExists(text: string, tokens: readonly Token[], at: number): number {
  const next = after(text, tokens, at, 'IF NOT EXISTS');
  return next === -1 ? at : next;
}

function readTable(text: string, all: readonly Token[], tokens: readonly Token[], draft: Draft, at: number): Draft {
  const parent = after(text, tokens, at, 'PARTITION OF');
  const like = after(text, tokens, at, 'LIKE');
  const copied = parent !== -1 ? parent : like;
  if (copied !== -1) {
    const named = qualifiedName(text, tokens, copied);
    if (named !== null) draft.parents.push(named.name);
    return draft;
  }
  // `CREATE VIRTUAL TABLE t USING fts5(a, b)`, `CREATE TABLE t OF type (…)`.
  const using = after(text, tokens, at, 'USING') === -1 ? -1 : at + 2;
  const open = using === -1 ? at : using;
  if (keyword(text, tokens, open) !== '(') return draft;
  const close = closingParenthesis(text, tokens, open);
  readElements(text, all, tokens, { from: open + 1, to: close }, draft);
  readTableOptions(text, tokens, close + 1, draft);
  return draft;
}

/** The elements between the parentheses, each column with the comment that stands beside it. */
function readElements(text: string, all: readonly Token[], tokens: readonly Token[], range: TokenRange, draft: Draft): void {
  const elements = commaSeparated(text, tokens, range).map((part) => ({
    name: isOption(text, tokens, part) ? null : addElement(text, tokens, part, draft),
    start: tokens[part.from]?.start ?? 0,
    end: tokens[part.to - 1]?.end ?? 0,
  }));
  const first = tokens[range.from]?.start ?? 0;
  const last = tokens[range.to]?.start ?? text.length;
  const opening = tokens[range.from - 1]?.start ?? first;
  const comments = all.filter((token) => token.kind === 'comment' && token.start > opening && token.start < last);
  const notes = columnNotes(text, comments, elements);
  for (const [name, comment] of notes) {
    changeColumn(draft, name, (column) => (column.comment === null ? { ...column, comment } : column));
  }
}

/** `tokenize = 'porter'` of a virtual table. */
function isOption(text: string, tokens: readonly Token[], part: TokenRange): boolean {
  return keyword(text, tokens, part.from + 1) === '=';
}

function readTableOptions(text: string, tokens: readonly Token[], from: number, draft: Draft): void {
  for (let at = from; at < tokens.length; at += 1) {
    const word = keyword(text, tokens, at);
    if (word === 'COMMENT') {
      const value = tokens[keyword(text, tokens, at + 1) === '=' ? at + 2 : at + 1];
      if (value?.kind === 'string' || value?.kind === 'name') draft.comment = unquoted(text, value);
    }
    if (word === 'INHERITS') draft.parents.push(...nameList(text, tokens, at + 1).names);
    if (word === '(') at = closingParenthesis(text, tokens, at);
    if (word === 'SELECT') return;
  }
}

function readView(text: string, tokens: readonly Token[], draft: Draft, at: number): Draft {
  const named = nameList(text, tokens, at);
  const names = named.names.length > 0 ? named.names : selectedNames(text, tokens, at);
  for (const name of names) putColumn(draft, { name, type: '', nullable: true, comment: null });
  return draft;
}

/** The names that a view's outermost SELECT gives its columns; a `*` names none. */
function selectedNames(text: string, tokens: readonly Token[], from: number): readonly string[] {
  let start = -1;
  let end = tokens.length;
  for (let at = from; at < tokens.length; at += 1) {
    const word = keyword(text, tokens, at);
    if (word === '(') at = closingParenthesis(text, tokens, at);
    else if (word === 'SELECT' && start === -1) start = at + 1;
    else if (word === 'FROM' && start !== -1) {
      end = at;
      break;
    } else if (word === ';') end = at;
  }
  if (start === -1) return [];
  if (['DISTINCT', 'ALL'].includes(keyword(text, tokens, start))) start += 1;
  return commaSeparated(text, tokens, { from: start, to: end }).flatMap((part) => {
    const last = tokens[part.to - 1];
    // T-SQL may write `name = expression`.
    const first = keyword(text, tokens, part.from + 1) === '=' ? tokens[part.from] : last;
    return first !== undefined && (first.kind === 'word' || first.kind === 'name' || first.kind === 'string')
      ? [unquoted(text, first)]
      : [];
  });
}

function readType(text: string, all: readonly Token[], tokens: readonly Token[], draft: Draft, at: number): Draft {
  const open = tokens.findIndex((_, index) => index >= at && keyword(text, tokens, index) === '(');
  const isList = keyword(text, tokens, open - 1) === 'ENUM' || tokens[open + 1]?.kind === 'string';
  const words = tokens.slice(at, open === -1 ? tokens.length : open).map((token) => text.slice(token.start, token.end).toUpperCase());
  const hasFields = open !== -1 && !isList && (words.at(-1) === 'AS' || words.includes('OBJECT') || words.includes('TABLE'));
  if (hasFields) readElements(text, all, tokens, { from: open + 1, to: closingParenthesis(text, tokens, open) }, draft);
  // An enum or a domain has no columns: what it allows is all there is to say.
  else
    draft.comment = sourceOf(text, tokens, { from: at, to: tokens.length })
      .replace(/\s*;$/, '')
      .replace(/^AS\s+/i, '');
  return draft;
}
