/** Reads one column of a table: name, type, and the constraints written beside it. */
import type { ColumnDefinition, ForeignKey } from '../../core/types.ts';
import { after, closingParenthesis, keyword, nameList, qualifiedName, sourceOf, type TokenRange } from './cursor.ts';
import { type Token, unquoted } from './lexer.ts';

export interface ReadColumn {
  readonly column: ColumnDefinition;
  readonly isPrimaryKey: boolean;
  readonly foreignKey: ForeignKey | null;
}

/** Words that end a type in one dialect or another. */
const afterType = new Set(
  (
    'NOT NULL DEFAULT PRIMARY UNIQUE REFERENCES CHECK CONSTRAINT COLLATE GENERATED AS IDENTITY AUTO_INCREMENT AUTOINCREMENT COMMENT ON ' +
    'CHARSET SRID INVISIBLE VISIBLE STORED VIRTUAL PERSISTED SPARSE ROWGUIDCOL ENCODE FOREIGN KEY ENABLE DISABLE ALWAYS STORAGE ' +
    'COMPRESSION MASKED FIRST AFTER DEFERRABLE INITIALLY USING INDEX CODEC TTL OPTIONS HIDDEN BY'
  ).split(' '),
);

/** Types whose columns can hold no NULL although nobody says so. */
const neverNull = /^(?:small|big)?serial\d?\b/i;

/** The column that a range of tokens defines; null when it begins with no name. */
export function readColumn(text: string, tokens: readonly Token[], range: TokenRange): ReadColumn | null {
  const first = tokens[range.from];
  if (first === undefined || range.from >= range.to) return null;
  if (first.kind !== 'word' && first.kind !== 'name' && first.kind !== 'string') return null;
  const name = unquoted(text, first);
  const typeEnd = endOfType(text, tokens, { from: range.from + 1, to: range.to });
  const type = typeText(sourceOf(text, tokens, { from: range.from + 1, to: typeEnd }));
  const found = readConstraints(text, tokens, { from: typeEnd, to: range.to });
  const foreignKey = found.references === null ? null : { ...found.references, columns: [name] };
  const nullable = found.nullable && !neverNull.test(type);
  return { column: { name, type, nullable, comment: found.comment }, isPrimaryKey: found.isPrimaryKey, foreignKey };
}

function endOfType(text: string, tokens: readonly Token[], range: TokenRange): number {
  let at = range.from;
  while (at < range.to) {
    const word = keyword(text, tokens, at);
    if (word === '(') {
      at = closingParenthesis(text, tokens, at) + 1;
      continue;
    }
    const isTimeZone = word === 'WITH' && ['TIME', 'LOCAL'].includes(keyword(text, tokens, at + 1));
    const isCharacterSet = word === 'CHARACTER' && keyword(text, tokens, at + 1) === 'SET';
    if (isCharacterSet || (word === 'WITH' && !isTimeZone) || (afterType.has(word) && tokens[at]?.kind === 'word')) break;
    // A string that no parenthesis holds is a default or a comment, never part of a type.
    if (tokens[at]?.kind === 'string') break;
    at += 1;
  }
  return Math.min(at, range.to);
}

/** `[varchar] (250)` and `varchar ( 250 )` are written `varchar(250)`. */
function typeText(source: string): string {
  return source
    .replace(/\[([^\]\d][^\]]*)\]/g, '$1')
    .replace(/\s*\(\s*/g, '(')
    .replace(/\s+\)/g, ')')
    .replace(/\s*,\s*/g, ',')
    .replace(/`/g, '');
}

interface Constraints {
  readonly nullable: boolean;
  readonly isPrimaryKey: boolean;
  readonly comment: string | null;
  readonly references: Omit<ForeignKey, 'columns'> | null;
}

function readConstraints(text: string, tokens: readonly Token[], range: TokenRange): Constraints {
  let found: Constraints = { nullable: true, isPrimaryKey: false, comment: null, references: null };
  let at = range.from;
  while (at < range.to) {
    const word = keyword(text, tokens, at);
    const comment = tokens[at + 1];
    if (word === '(') {
      at = closingParenthesis(text, tokens, at);
    } else if (after(text, tokens, at, 'NOT NULL') !== -1 || after(text, tokens, at, 'AS IDENTITY') !== -1) {
      found = { ...found, nullable: false };
      at += 1;
    } else if (word === 'IDENTITY') {
      found = { ...found, nullable: false };
    } else if (word === 'PRIMARY') {
      found = { ...found, nullable: false, isPrimaryKey: true };
    } else if (word === 'COMMENT' && comment !== undefined && (comment.kind === 'string' || comment.kind === 'name')) {
      found = { ...found, comment: unquoted(text, comment) };
      at += 1;
    } else if (word === 'REFERENCES') {
      const target = readReference(text, tokens, at + 1);
      if (target !== null) {
        found = { ...found, references: target.reference };
        at = target.next - 1;
      }
    }
    at += 1;
  }
  return found;
}

/** What follows REFERENCES; no columns means the primary key of the other table. */
export function readReference(
  text: string,
  tokens: readonly Token[],
  at: number,
): { readonly reference: Omit<ForeignKey, 'columns'>; readonly next: number } | null {
  const table = qualifiedName(text, tokens, at);
  if (table === null) return null;
  const { names, next } = nameList(text, tokens, table.next);
  return { reference: { table: table.name, referencedColumns: names }, next };
}
